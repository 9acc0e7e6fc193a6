"""Certificates for tests: a small course completed by real answers, and drafts that need no database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from courses.models import CourseVersion, LessonVersion
from learning.answers import Address, record_answer
from learning.certificates.issuing import issue_certificate
from learning.certificates.models import Certificate
from learning.certificates.numbers import new_number
from learning.certificates.statement import statement_of
from learning.models import Person
from tests.factories import make_course, make_lesson, make_module, right_response
from tests.kept_rows import kept

Draft = Callable[..., Certificate]
NAME = "Zawadi Nakupenda"


@kept
def course() -> CourseVersion:
    """A published course of one lesson."""
    make_lesson(make_module(make_course(band="steps", band_colours="indigo")))
    return CourseVersion.objects.current().get()


def complete(person: Person, **answered: Any) -> None:
    """Answers everything right."""
    for lesson in LessonVersion.objects.current():
        for question_id, index in lesson.questions.items():
            address = Address(question_id=question_id, path=lesson.path)
            record_answer(uuid=uuid4(), person=person, address=address, response=right_response(index), **answered)


def certify(person: Person, course: CourseVersion, name: str = NAME) -> Certificate:
    """A certificate for somebody who now completes the course."""
    complete(person)
    return issue_certificate(person=person, course_key=course.course_key, name=name, language="en")


@pytest.fixture
def draft() -> Draft:
    """Makes certificates that were never stored: for what is drawn from them."""
    return make_draft


def make_draft(
    name: str = NAME, language: str = "en", *, lessons: int = 6, band: str = "diamonds", colours: str = "clay"
) -> Certificate:
    outline = [
        {"title": f"Lesson {place} about something", "language": "en", "key": str(uuid4())} for place in range(1, lessons + 1)
    ]
    content = {
        "slug": "safe",
        "level": "Understand",
        "minutes": 60,
        "licence": "CC BY 4.0",
        "band": band,
        "band_colours": colours,
        "competencies": [
            {"tag": f"f/{place}", "framework": "F", "code": f"{place}", "name": "Human agency"} for place in range(lessons)
        ],
        "modules": [{"lessons": outline}],
    }
    version = CourseVersion(
        course_key=uuid4(), language=language, number=3, title="Safe and Strong with AI", slug="safe", content=content
    )
    return Certificate(
        number=new_number(),
        course_key=version.course_key,
        language=language,
        name=name,
        statement=statement_of(version),
        evidence="online",
        completed_at=datetime(2026, 11, 21, 12, tzinfo=UTC),
        issued_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    )
