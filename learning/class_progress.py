"""How a class is doing: lamps of each learner, who is stuck where, who has finished. Reads only, one class at a time.

The number of queries does not depend on how many learners or lessons there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q

from courses.models import CourseVersion
from learning.class_lessons import courses_of
from learning.cohorts import members_of
from learning.models import Attempt, Cohort, LessonProgress, Membership

TRIES: Final = 3  # a question answered so often and never right: the lesson holds its learner up
QUIET_AFTER: Final = timedelta(days=14)


@dataclass
class Learner:
    """A member with what they have reached. `stuck` holds keys of lessons; `quiet_since` is set when nothing came for long."""

    member: Membership
    lamps: dict[str, str] = field(default_factory=dict)
    stuck: list[str] = field(default_factory=list)
    last_answer_at: datetime | None = None
    quiet_since: datetime | None = None
    has_finished: bool = False

    @property
    def seat(self) -> int:
        """The number in the class."""
        return self.member.seat


@dataclass
class LessonBoard:
    """A lesson of a class: for how many it is lit, and the numbers of those who are stuck."""

    course: CourseVersion
    place: int
    lesson: dict[str, Any]
    lit: int = 0
    stuck: list[int] = field(default_factory=list)


@dataclass
class ClassBoard:
    """A class at one moment."""

    courses: list[CourseVersion]
    learners: list[Learner]
    lessons: list[LessonBoard]

    @property
    def finished(self) -> int:
        """How many have all lamps lit."""
        return sum(learner.has_finished for learner in self.learners)

    @property
    def stuck(self) -> int:
        """How many are held up by a lesson."""
        return sum(bool(learner.stuck) for learner in self.learners)

    @property
    def quiet(self) -> int:
        """From how many nothing came for long."""
        return sum(learner.quiet_since is not None for learner in self.learners)


def board_of(cohort: Cohort, *, languages: Sequence[str], at: datetime) -> ClassBoard:
    """The whole board of a class. Five queries, however many learners it has."""
    courses = courses_of(cohort, languages)
    keys = [course.course_key for course in courses]
    members = list(members_of(cohort).select_related("person__facts"))
    lessons = [lesson["key"] for course in courses for lesson in course.lessons]
    board = {member.person_id: Learner(member) for member in members}
    for row in LessonProgress.objects.filter(person__in=board, course_key__in=keys):
        learner = board[row.person_id]
        learner.lamps[str(row.lesson_key)] = row.lamp
        learner.last_answer_at = max(filter(None, [learner.last_answer_at, row.last_answer_at]))
    for person, lesson in stuck_in(board, keys):
        if board[person].lamps.get(lesson) != "lit" and lesson in lessons and lesson not in board[person].stuck:
            board[person].stuck.append(lesson)
    for learner in board.values():
        learner.has_finished = bool(lessons) and all(learner.lamps.get(key) == "lit" for key in lessons)
        since = learner.last_answer_at or learner.member.joined_at
        learner.quiet_since = since if not learner.has_finished and since < at - QUIET_AFTER else None
    return ClassBoard(courses, list(board.values()), lesson_boards(courses, board.values()))


def stuck_in(people: Iterable[int], keys: list[UUID]) -> set[tuple[int, str]]:
    """(Person, lesson) where a question was tried again and again and never right. One query over the answers of these people."""
    rows = (
        Attempt.objects.filter(person__in=people, course_key__in=keys)
        .order_by()
        .values("person", "lesson_key", "question_id")
        .annotate(tries=Count("pk"), right=Count("pk", filter=Q(is_correct=True)))
        .filter(tries__gte=TRIES, right=0)
    )
    return {(row["person"], str(row["lesson_key"])) for row in rows}


def lesson_boards(courses: list[CourseVersion], learners: Iterable[Learner]) -> list[LessonBoard]:
    """The lessons in order, with who is where. Pure."""
    rows = list(learners)
    lit = Counter(key for learner in rows for key, lamp in learner.lamps.items() if lamp == "lit")
    return [
        LessonBoard(course, place, lesson, lit[lesson["key"]], [one.seat for one in rows if lesson["key"] in one.stuck])
        for course in courses
        for place, lesson in enumerate(course.lessons, start=1)
    ]
