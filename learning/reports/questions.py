"""Item analysis: how hard a question is, whether it tells those who know from those who don't, and what was chosen.

Only first answers count. Trainers see a question's figures when ten people have answered, and they move by ten people at a time.
What a facilitator confirmed is right or not yet; which option it was nobody wrote down, so it counts for no option.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from courses.models import LessonVersion
from learning.models import FEWEST, EvidenceKind, QuestionCount
from learning.reports.apart import OTHERS, Crowd, set_apart

Stored = str  # a UUID as the database writes it: counting compares many millions, and Python does that faster with text
Key = tuple[Stored, Stored, str]  # lesson, question, language
CONFIRMED: Final = EvidenceKind.FACILITATOR_CONFIRMED.value  # stands among the options for people whose option is not known


class Answer(NamedTuple):
    """What counting needs of an attempt. `response` is JSON still: only first answers are decoded."""

    pk: int
    person: int
    version: int
    is_correct: bool
    evidence: str
    course: Stored
    lesson: Stored
    question: Stored
    response: str
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True)
class Lesson:
    """What counting needs of a lesson version. `questions` are in the lesson's order: question -> whether it has options."""

    key: Stored
    course_key: UUID
    language: str
    is_check: bool
    questions: dict[Stored, bool]


def as_stored(key: UUID) -> Stored:
    """What `CAST(key AS text)` gives."""
    return str(key) if connection.features.has_native_uuid_field else key.hex


def read_lessons(lessons: dict[int, Lesson], wanted: Collection[int]) -> None:
    """Adds to `lessons` the versions that are not there yet, by primary key; they never change. One query, or none."""
    missing = set(wanted) - lessons.keys()
    if not missing:
        return
    for version in LessonVersion.objects.filter(pk__in=missing):
        questions = {as_stored(UUID(question)): "options" in index for question, index in version.questions.items()}
        key = as_stored(version.lesson_key)
        lessons[version.pk] = Lesson(key, version.course_key, version.language, version.is_check, questions)


class FirstAnswers:
    """The counts of some lessons' questions, while answers are added to them. One query, and an upsert of those that changed."""

    def __init__(self, lesson_keys: Collection[Stored]) -> None:
        self.counts: dict[Key, QuestionCount] = {
            (as_stored(row.lesson_key), as_stored(row.question_id), row.language): row
            for row in QuestionCount.objects.filter(lesson_key__in=lesson_keys)
        }
        self.changed: set[Key] = set()

    def add(self, answer: Answer, lesson: Lesson, results: Mapping[Stored, bool], *, sign: int = 1) -> None:
        """Adds somebody's first answer to a question, or with −1 takes it out. `results`: their first answers to the lesson
        until then, this one included."""
        count = self.count_of(lesson, answer.question)
        count.people += sign
        count.right += sign * answer.is_correct
        if lesson.questions.get(answer.question):
            for choice in choices_of(answer):
                count.chosen[choice] = count.chosen.get(choice, 0) + sign
        if len(results) >= len(lesson.questions) and results.keys() >= lesson.questions.keys():
            self.add_pairs(lesson, results, sign=sign)

    def tally(self, answers: Iterable[Answer], lessons: Mapping[int, Lesson], *, sign: int = 1) -> None:
        """Adds the first answers among all that some people answered, in their order, or with −1 takes them out."""
        first: dict[tuple[int, Stored], dict[Stored, bool]] = defaultdict(dict)
        for answer in answers:
            results = first[answer.person, answer.lesson]
            if answer.question not in results:
                results[answer.question] = answer.is_correct
                self.add(answer, lessons[answer.version], results, sign=sign)

    def add_pairs(self, lesson: Lesson, results: Mapping[Stored, bool], *, sign: int) -> None:
        """Somebody has answered the lesson's last open question: each question is set against all others of the lesson."""
        total = sum(results[question] for question in lesson.questions)
        for question in lesson.questions:
            is_right = results[question]
            count, others = self.count_of(lesson, question), total - is_right
            count.pairs += sign
            count.sum_x += sign * is_right
            count.sum_y += sign * others
            count.sum_yy += sign * others * others
            count.sum_xy += sign * is_right * others

    def count_of(self, lesson: Lesson, question: Stored) -> QuestionCount:
        """The count of a question, which is about to change; a new one where it is missing."""
        key = (lesson.key, question, lesson.language)
        self.changed.add(key)
        count = self.counts.get(key)
        if count is None:
            count = self.counts[key] = QuestionCount(
                course_key=lesson.course_key, lesson_key=UUID(lesson.key), question_id=UUID(question), language=lesson.language
            )
        return count

    def show(self) -> None:
        """Moves what trainers see where ten more people have answered."""
        for key in self.changed:
            show(self.counts[key])

    def store(self) -> None:
        """Writes what has changed."""
        rows = [self.counts[key] for key in sorted(self.changed)]
        for row in rows:
            row.chosen = {choice: number for choice, number in row.chosen.items() if number}
            row.pk = None
        QuestionCount.objects.bulk_create(
            rows,
            batch_size=200,
            update_conflicts=True,
            unique_fields=["question_id", "lesson_key", "language"],
            update_fields=["people", "right", "chosen", "pairs", "sum_x", "sum_y", "sum_yy", "sum_xy", "shown"],
        )


def move_first_answers(*, apart: Iterable[list[Answer]], together: list[Answer], lessons: Mapping[int, Lesson]) -> None:
    """Takes out of the counts what people answered apart, and adds it as one person's. What trainers see moves later, by ten."""
    counts = FirstAnswers({lessons[answer.version].key for answer in together})
    for some in apart:
        counts.tally(some, lessons, sign=-1)
    counts.tally(together, lessons)
    counts.store()


def choices_of(answer: Answer) -> list[str]:
    """The options a first answer chose, or `CONFIRMED`."""
    if answer.evidence == CONFIRMED:
        return [CONFIRMED]
    response: Any = json.loads(answer.response)
    return [str(choice) for choice in (response if isinstance(response, list) else [response])]


def discrimination(count: QuestionCount) -> float | None:
    """The point-biserial correlation of a question with the others of its lesson; None where all or none are alike."""
    n = count.pairs
    if n < FEWEST:
        return None
    spread_x = n * count.sum_x - count.sum_x**2
    spread_y = n * count.sum_yy - count.sum_y**2
    if spread_x <= 0 or spread_y <= 0:
        return None
    return round((n * count.sum_xy - count.sum_x * count.sum_y) / sqrt(spread_x * spread_y), 2)


def show(count: QuestionCount) -> None:
    """Moves the figures trainers see, when ten more people have answered."""
    if count.people - count.shown.get("people", 0) < FEWEST:
        return
    crowd = Crowd(count.people - count.right, count.right)
    is_told = min(crowd) >= FEWEST
    choosers = count.people - count.chosen.get(CONFIRMED, 0)
    has_moved = choosers - count.shown.get("choosers", 0) >= FEWEST
    count.shown = {
        "people": count.people,
        "right": capped(count.right, count.people) if is_told or count.people >= 20 * FEWEST else None,
        "discrimination": discrimination(count),
        "choosers": choosers if has_moved else count.shown.get("choosers", 0),
        "chosen": shown_choices(count) if has_moved else count.shown.get("chosen", {}),
    }


def shown_choices(count: QuestionCount) -> dict[str, int]:
    """Option -> percent of all options chosen first; those that fewer than ten chose stand together. Nothing where all would."""
    crowds = {choice: Crowd(number) for choice, number in count.chosen.items() if choice != CONFIRMED}
    total = sum(crowd.people for crowd in crowds.values())
    blocks = set_apart(crowds, by_outcome=False) if total >= FEWEST else []
    if len(blocks) < 2:
        return {}
    return {
        block.parts[0] if len(block.parts) == 1 else OTHERS: capped(sum(count.chosen[part] for part in block.parts), total)
        for block in blocks
    }


def capped(part: int, whole: int) -> int:
    """A whole percentage between 5 and 95."""
    return min(max(round(100 * part / whole), 5), 95)
