"""Being in a lesson without lighting its lamp: one wrong answer, or a meeting of a class."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from courses.models import LessonVersion
from learning.answers import Address, record_answer
from learning.models import Attendance, ClassSession, Cohort, Person
from tests.factories import make_cohort, wrong_response

DAY = date(2026, 3, 4)
EARLY = datetime(2026, 3, 1, 9, tzinfo=UTC)


def lesson_at(path_end: str) -> LessonVersion:
    return LessonVersion.objects.current().get(path__endswith=path_end, language="en")


def answer_once(person: Person, lesson: LessonVersion, **fields: Any) -> None:
    """One wrong answer: the lamp is half lit."""
    question_id, index = next(iter(lesson.questions.items()))
    address = Address(question_id=question_id, path=lesson.path)
    record_answer(uuid=uuid4(), person=person, address=address, response=wrong_response(index), **fields)


def attend(person: Person, lesson: LessonVersion, *, day: date = DAY, cohort: Cohort | None = None) -> None:
    """Was there when a class met about a lesson."""
    session = ClassSession.objects.create(
        uuid=uuid4(),
        cohort=cohort or make_cohort(),
        lesson_version=lesson,
        course_key=lesson.course_key,
        lesson_key=lesson.lesson_key,
        held_on=day,
        minutes=60,
    )
    Attendance.objects.create(session=session, person=person)
