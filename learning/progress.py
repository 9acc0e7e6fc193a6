"""Progress worked out from attempts: one person, one course, in a few queries. Everything here can be run again at any time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from courses.models import CourseVersion, LessonVersion
from learning.checks import store_check_result
from learning.completion import is_lesson_complete, missing_for_completion, tally_of
from learning.models import Attempt, CourseCompletion, LessonProgress, Person


class Standing(NamedTuple):
    """What a person has done in a course: results by lesson and question, and when lamps were lit."""

    results: dict[str, dict[str, bool]]  # lesson key -> question id -> ever right
    lit: dict[str, datetime]  # lesson key -> when its lamp was lit


def standing_of(person: Person, course_key: UUID) -> Standing:
    """Reads the attempts of one person in one course. One query over the index `attempt_progress`."""
    lit_at = LessonProgress.objects.filter(person=person, lesson_key=OuterRef("lesson_key")).values("completed_at")[:1]
    rows = (
        Attempt.objects.filter(person=person, course_key=course_key)
        .values_list("lesson_key", "question_id")
        .annotate(best=Max("score"), lit_at=Subquery(lit_at))
        .order_by()
    )
    standing = Standing(defaultdict(dict), {})
    for lesson_key, question_id, best, lit_at_time in rows:
        standing.results[str(lesson_key)][str(question_id)] = best == 1
        if lit_at_time:
            standing.lit[str(lesson_key)] = lit_at_time
    return standing


def store_lesson_progress(person: Person, version: LessonVersion, standing: Standing, *, at: datetime) -> LessonProgress:
    """Writes one lesson's progress in one upsert and notes in `standing` when its lamp is lit. A lamp once lit stays lit."""
    key = str(version.lesson_key)
    tally = tally_of(list(version.questions), standing.results[key])
    if key not in standing.lit and is_lesson_complete(tally):
        standing.lit[key] = at
    row = LessonProgress(
        person=person,
        course_key=version.course_key,
        lesson_key=version.lesson_key,
        questions_total=tally.total,
        questions_tried=tally.tried,
        questions_right=tally.right,
        completed_at=standing.lit.get(key),
        last_answer_at=at,
    )
    LessonProgress.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["person", "lesson_key"],
        update_fields=["course_key", "questions_total", "questions_tried", "questions_right", "completed_at", "last_answer_at"],
    )
    return row


def complete_course(person: Person, course: CourseVersion, standing: Standing, *, at: datetime) -> CourseCompletion | None:
    """Records the completion when every lamp of the course is lit. One query; the caller keeps it from running twice at once."""
    if not course.lessons or missing_for_completion(course.lessons, dict.fromkeys(standing.lit, "lit")):
        return None
    results = [right for lesson in course.lessons for right in standing.results[lesson["key"]].values()]
    completion = CourseCompletion(
        person=person,
        course_key=course.course_key,
        course_version=course,
        questions_total=sum(lesson["questions"] for lesson in course.lessons),
        questions_right=sum(results),
        completed_at=at,
    )
    CourseCompletion.objects.bulk_create([completion], ignore_conflicts=True)
    return completion


def lamps_of(person: Person | None, course_key: UUID | None = None) -> dict[str, str]:
    """Lesson key -> lamp, for one course or all. One query; none for nobody."""
    if person is None:
        return {}
    rows = LessonProgress.objects.filter(person=person)
    if course_key:
        rows = rows.filter(course_key=course_key)
    return {str(row.lesson_key): row.lamp for row in rows}


def rebuild_progress(person: Person) -> int:
    """Works out a person's progress anew from the attempts; returns how many lessons. For repairs and after merging two people."""
    lessons = (
        Attempt.objects.filter(person=person).values_list("course_key", "lesson_key").annotate(last=Max("occurred_at")).order_by()
    )
    by_course: dict[UUID, list[tuple[UUID, datetime]]] = defaultdict(list)
    for course_key, lesson_key, last in lessons:
        by_course[course_key].append((lesson_key, last))
    for course_key, answered in by_course.items():
        standing = standing_of(person, course_key)
        store_check_result(person, course_key)
        for lesson_key, last in answered:
            version = newest_version(lesson_key)
            if version and not version.is_check:
                store_lesson_progress(person, version, standing, at=last)
        course = CourseVersion.objects.current().filter(course_key=course_key).order_by("pk").first()
        if course:
            complete_course(person, course, standing, at=max(last for _lesson, last in answered))
    return sum(len(answered) for answered in by_course.values())


def settle_progress(person: Person, lesson_keys: Collection[UUID]) -> None:
    """Works out some lessons, and the courses they are of, from all answers by the times they say, whatever order they came in.

    For answers that come home late, in parts or from several devices. About four queries a lesson, six a course, one transaction.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        rows = Attempt.objects.filter(person=person, lesson_key__in=lesson_keys).order_by("occurred_at", "uuid")
        answered: dict[UUID, list[Answered]] = defaultdict(list)
        for key, question, score, at, version_id in rows.values_list(
            "lesson_key", "question_id", "score", "occurred_at", "lesson_version"
        ):
            answered[key].append(Answered(str(question), score == 1, at, version_id))
        courses = set()
        for key, answers in answered.items():
            version = newest_version(key)
            if version and not version.is_check:
                settle_lesson(person, version, answers)
                courses.add(version.course_key)
        for course_key in courses:
            settle_course(person, course_key)


class Answered(NamedTuple):
    """An answer, as far as lamps are lit by it."""

    question: str
    is_right: bool
    at: datetime
    version: int


def settle_lesson(person: Person, version: LessonVersion, answers: list[Answered]) -> None:
    """One lesson from its answers in the order of their times."""
    right = {one.question: False for one in answers} | {one.question: True for one in answers if one.is_right}
    tally = tally_of(list(version.questions), right)
    counts = {"questions_total": tally.total, "questions_tried": tally.tried, "questions_right": tally.right}
    asked = [list(one.questions) for one in LessonVersion.objects.filter(pk__in={one.version for one in answers})]
    lit = lit_at(answers, asked)
    row = LessonProgress.objects.filter(person=person, lesson_key=version.lesson_key)
    row.update(**counts, last_answer_at=answers[-1].at, **({"completed_at": lit} if lit else {}))


def lit_at(answers: list[Answered], asked: list[list[str]]) -> datetime | None:
    """When the lamp was lit: the first moment at which a version that was answered had enough right. Pure.

    `asked` are the questions of each of these versions.
    """
    right: dict[str, bool] = {}
    for one in answers:
        if one.is_right and one.question not in right:
            right[one.question] = True
            if any(is_lesson_complete(tally_of(questions, right)) for questions in asked):
                return one.at
    return None


def settle_course(person: Person, course_key: UUID) -> None:
    """The completion of a course: in the language of the last answer, at the time of the last lamp."""
    last = Attempt.objects.filter(person=person, course_key=course_key).order_by("occurred_at", "uuid").last()
    known = CourseCompletion.objects.filter(person=person, course_key=course_key).select_related("course_version").first()
    if last is None or (known and not known.course_version.is_current):
        return  # it was completed in a version that has been replaced since: that stands
    courses = CourseVersion.objects.current().filter(course_key=course_key)
    course = courses.filter(language=last.lesson_version.language).first() or courses.order_by("pk").first()
    standing = standing_of(person, course_key)
    if course is None or missing_for_completion(course.lessons, dict.fromkeys(standing.lit, "lit")):
        return
    if known:
        known.delete()
    complete_course(person, course, standing, at=max(standing.lit[lesson["key"]] for lesson in course.lessons))


def newest_version(lesson_key: UUID) -> LessonVersion | None:
    """The lesson's current version in any language, or its last one."""
    version: LessonVersion | None = LessonVersion.objects.filter(lesson_key=lesson_key).order_by("-is_current", "-pk").first()
    return version
