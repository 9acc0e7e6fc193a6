"""A course's start and end check of one person: the first answer to each question counts, whatever is tried afterwards.

Worked out from attempts, like progress, and like it kept as a row that can be made again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from courses.models.purpose import CHECKS, QUESTIONS_IN_CHECK, Purpose
from learning.models import Attempt, CheckResult, Person


class Answer(NamedTuple):
    """An answer to a question of a check."""

    purpose: str
    question_id: UUID
    is_correct: bool
    language: str
    recorded_at: datetime


class Counted(NamedTuple):
    """Questions of a check that count: answered, and right at the first try."""

    answered: int
    right: int


def first_answers(answers: Iterable[Answer], purpose: str) -> list[Answer]:
    """Of each question the first answer, for four questions at most: a check may have been reworded in between. Oldest first."""
    first: dict[UUID, Answer] = {}
    for answer in answers:
        if answer.purpose == purpose:
            first.setdefault(answer.question_id, answer)
    return list(first.values())[:QUESTIONS_IN_CHECK]


def counted(answers: list[Answer]) -> Counted:
    """The figures of a check's first answers."""
    return Counted(len(answers), sum(answer.is_correct for answer in answers))


def store_check_result(person: Person, course_key: UUID) -> CheckResult | None:
    """Works out a person's checks of a course anew. Two queries; none is stored for nobody who answered none."""
    rows = Attempt.objects.filter(person=person, course_key=course_key, lesson_version__purpose__in=CHECKS)
    facts = ("lesson_version__purpose", "question_id", "is_correct", "lesson_version__language", "recorded_at")
    answers = [Answer(*row) for row in rows.order_by("occurred_at", "pk").values_list(*facts)]
    if not answers:
        return None
    start, end = (first_answers(answers, purpose) for purpose in CHECKS)
    result = CheckResult(
        person=person,
        course_key=course_key,
        start_answered=counted(start).answered,
        start_right=counted(start).right,
        end_answered=counted(end).answered,
        end_right=counted(end).right,
        language=(end or start)[-1].language,
        done_in=month_done(answers, [*start, *end]),
    )
    CheckResult.objects.bulk_create(
        [result],
        update_conflicts=True,
        unique_fields=["person", "course_key"],
        update_fields=["start_answered", "start_right", "end_answered", "end_right", "language", "done_in"],
    )
    return result


def month_done(answers: Iterable[Answer], counting: list[Answer]) -> date | None:
    """The month in which the last question that counts had its first answer with us; None while one is open.

    Whatever is tried or brought later does not move it: what was shown of a month stays.
    """
    if len(counting) < QUESTIONS_IN_CHECK * len(CHECKS):
        return None
    first: dict[UUID, datetime] = {}
    for answer in answers:
        first[answer.question_id] = min(answer.recorded_at, first.get(answer.question_id, answer.recorded_at))
    return max(first[answer.question_id] for answer in counting).date().replace(day=1)


def is_done(result: CheckResult | None, purpose: Purpose) -> bool:
    """Whether somebody answered every question of a check."""
    return result is not None and result.is_done(purpose)
