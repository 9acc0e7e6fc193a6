"""Issuing certificates: how many a second, signed and stored, and how many PDF files; beside plain signatures and plain rows.

By default 1,000 certificates and the files of the first 100 (`make bench ARGS="issuing:1000:1000"` for other numbers), on SQLite,
by one process, as a request would issue them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from unittest import mock

from tests.bench.clock import rate

CERTIFICATES: Final = 1_000
FILES: Final = 100


def figures(_data: Path, certificates: int = CERTIFICATES, files: int = FILES) -> Iterator[dict[str, Any]]:
    """Baselines first, then issuing and drawing."""
    from courses.models import CourseVersion
    from learning.certificates.files import keep_pdf
    from learning.certificates.models import Certificate
    from learning.keys import sign, signing_key
    from learning.models import Enrolment

    course = CourseVersion.objects.current().filter(language="en").order_by("pk")[0]
    people = completed_by(certificates, course)
    key = signing_key()
    shared = {"bench": "issuing", "database": "sqlite", "certificates": certificates}

    signatures = rate(range(certificates), lambda number: sign(key, f"{number:064}".encode()))
    yield {**shared, "what": "plain Ed25519 signatures", "per_second": round(signatures)}
    rows = rate(people, lambda person: Enrolment.objects.create(person=person, course_key=course.course_key))
    yield {**shared, "what": "plain rows", "per_second": round(rows)}

    with files_left_out():
        issued = rate(people, lambda person: issue(person, course))
    assert Certificate.objects.filter(credential__isnull=False).count() >= certificates
    yield {
        **shared,
        "what": "certificates, signed and stored",
        "per_second": round(issued, 1),
        "ms": round(1000 / issued, 1),
        "to_signatures": round(issued / signatures, 4),
        "to_rows": round(issued / rows, 3),
    }
    again = rate(people, lambda person: issue(person, course))
    yield {**shared, "what": "the same asked for again", "per_second": round(again), "to_rows": round(again / rows, 3)}

    drawn = list(Certificate.objects.order_by("-pk")[:files])
    keep_pdf(drawn[0])  # the first one loads fonts
    written = rate(drawn, keep_pdf)
    size = keep_pdf(drawn[0]).stat().st_size
    yield {
        **shared,
        "what": "PDF files",
        "files": len(drawn),
        "per_second": round(written, 2),
        "ms": round(1000 / written),
        "bytes": size,
        "to_certificates": round(written / issued, 4),
    }


def completed_by(count: int, course: Any) -> list[Any]:
    """New people who have completed a course, with one answer each."""
    from uuid import uuid4

    from django.utils import timezone

    from courses.models import LessonVersion
    from learning.models import Attempt, CourseCompletion, EvidenceKind, Person

    now = timezone.now()
    lesson = LessonVersion.objects.current().filter(course_key=course.course_key, language=course.language).order_by("pk")[0]
    question = next(iter(lesson.questions))
    people = Person.objects.bulk_create([Person() for _one in range(count)])
    facts = {"questions_total": 1, "questions_right": 1, "completed_at": now}
    CourseCompletion.objects.bulk_create(
        CourseCompletion(person=person, course_key=course.course_key, course_version=course, **facts) for person in people
    )
    answered = {"course_key": course.course_key, "lesson_key": lesson.lesson_key, "question_id": question, "lesson_version": lesson}
    graded = {"response": "", "score": 1, "is_correct": True, "evidence": EvidenceKind.ONLINE, "occurred_at": now}
    Attempt.objects.bulk_create(Attempt(uuid=uuid4(), person=person, **answered, **graded) for person in people)
    return people


def issue(person: Any, course: Any) -> Any:
    """One certificate, as the page issues it once the name is confirmed."""
    from learning.certificates.issuing import issue_certificate

    return issue_certificate(person=person, course_key=course.course_key, name="Zawadi Nakupenda", language=course.language)


@contextmanager
def files_left_out() -> Iterator[None]:
    """While certificates are counted, their files are not drawn: those are measured by themselves."""
    with mock.patch("learning.certificates.issuing.make_pdf"):
        yield
