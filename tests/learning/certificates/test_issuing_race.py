"""Several requests at once, on a real database with several connections: one certificate, one correction."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from courses.models import CourseVersion
from learning.certificates.issuing import correct_certificate, issue_certificate
from learning.certificates.models import Certificate
from learning.errors import LearningError
from learning.models import Person
from tests.learning.certificates.conftest import NAME, complete

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.long]
AT_ONCE = 6


def together(act: Callable[[int], Certificate]) -> list[Certificate | str]:
    """What each of several threads got: a certificate, or the name of its refusal."""
    barrier = Barrier(AT_ONCE)

    def one(place: int) -> Certificate | str:
        barrier.wait()
        try:
            return act(place)
        except LearningError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def person(transactional_db: None, course: CourseVersion) -> Person:
    person = Person.objects.create()
    complete(person)
    return person


def test_all_get_the_one_certificate(person: Person, course: CourseVersion) -> None:
    got = together(lambda _: issue_certificate(person=person, course_key=course.course_key, name=NAME, language="en"))
    assert got == [Certificate.objects.get()] * AT_ONCE


def test_of_several_names_one_wins_and_the_others_are_told(person: Person, course: CourseVersion) -> None:
    got = together(lambda at: issue_certificate(person=person, course_key=course.course_key, name=f"{NAME} {at}", language="en"))
    assert got.count("AlreadyIssued") == AT_ONCE - 1
    assert Certificate.objects.get() in got


def test_of_several_corrections_one_wins(person: Person, course: CourseVersion) -> None:
    old = issue_certificate(person=person, course_key=course.course_key, name=NAME, language="en")
    got = together(lambda at: correct_certificate(certificate=old, name=f"{NAME} {at}"))
    assert got.count("CorrectionUsed") == AT_ONCE - 1
    assert Certificate.objects.filter(status="valid").get() in got
    assert Certificate.objects.count() == 2


def test_the_same_correction_from_all_is_one(person: Person, course: CourseVersion) -> None:
    old = issue_certificate(person=person, course_key=course.course_key, name=NAME, language="en")
    got = together(lambda _: correct_certificate(certificate=old, name="Zawadi N."))
    assert got == [Certificate.objects.get(edition=2)] * AT_ONCE
