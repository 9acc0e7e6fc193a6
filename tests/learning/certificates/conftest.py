"""Certificates for tests: a small course completed by real answers, and drafts that need no database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch
from uuid import uuid4

import pytest

from courses.models import CourseVersion, LessonVersion
from learning import keys
from learning.answers import Address, record_answer
from learning.certificates.credential import credential_of
from learning.certificates.issuer import method_of
from learning.certificates.issuing import issue_certificate
from learning.certificates.models import Certificate, Programme
from learning.certificates.numbers import new_number
from learning.certificates.signing import sign_credential
from learning.certificates.statement import statement_of
from learning.models import Person, SigningKey
from learning.multibase import to_multikey
from tests.factories import make_course, make_lesson, make_module, right_response
from tests.kept_rows import kept
from tests.learning.certificates.offline_core import OfflineCore
from tests.learning.certificates.programme_of import make_programme, make_two_courses
from tests.learning.certificates.signed import KEY, PUBLIC


@pytest.fixture(scope="session")
def core() -> Iterator[OfflineCore]:
    """The offline verifier, without Web Crypto as on plain http."""
    running = OfflineCore()
    yield running
    running.close()


Draft = Callable[..., Certificate]
NAME = "Zawadi Nakupenda"


@kept
def course() -> CourseVersion:
    """A published course of one lesson."""
    make_lesson(make_module(make_course(band="steps", band_colours="indigo")))
    return CourseVersion.objects.current().get()


@kept
def two_courses() -> list[CourseVersion]:
    """A course of one lesson, and one of two."""
    return make_two_courses()


@kept
def programme(two_courses: list[CourseVersion]) -> Programme:
    """A programme of both."""
    return make_programme(*(version.course_key for version in two_courses))


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


KEY_NAME: Final = "2026-abcd"


@pytest.fixture
def signed_draft(tmp_path: Path, settings: Any) -> Draft:
    """Makes drafts with a signature and a place in the status list, and no database: the key is a file in a folder of its own."""
    settings.KEYS_ROOT = tmp_path / "keys"
    settings.SITE_URL = "https://learn.example.org"
    return make_signed


def make_signed(name: str = NAME, language: str = "en", **options: Any) -> Certificate:
    """The secret half is written where the settings say, unless it is there."""
    if not keys.file_of(KEY_NAME).exists():
        keys.write_secret(keys.file_of(KEY_NAME), KEY)
    certificate = make_draft(name, language, **options)
    certificate.signing_key = SigningKey(name=KEY_NAME, public_key=to_multikey(PUBLIC))
    certificate.status_place = 94567
    certificate.statement["slug"] = "safe-and-strong-with-ai"
    for place, lesson in enumerate(certificate.statement["lessons"], 1):
        lesson.update(key=f"lesson-{place}", minutes=10, completed=f"2026-11-{place:02}")
    with patch("learning.certificates.credential.alignments_of", alignments):  # which asks where frameworks are published
        unsigned = credential_of(certificate)
    method = method_of(certificate.signing_key)
    certificate.credential = sign_credential(unsigned, sign=KEY.sign, method=method, at=certificate.issued_at)
    return certificate


def alignments(told: dict[str, Any]) -> list[dict[str, Any]]:
    """What a credential says of competencies."""
    rows = told["competencies"]
    address = "https://learn.example.org/competencies/"
    return [{"type": ["Alignment"], "targetName": row["name"], "targetUrl": f"{address}{row['tag']}/"} for row in rows]
