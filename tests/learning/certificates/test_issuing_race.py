"""Several requests at once, on a real database with several connections: one certificate, one correction."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from courses.models import CourseVersion
from learning.certificates.issuing import correct_certificate, issue_certificate
from learning.certificates.models import Certificate, Programme
from learning.certificates.participation import issue_participation
from learning.certificates.programmes import issue_programme_certificate
from learning.certificates.status_list import BITS
from learning.errors import LearningError
from learning.models import CourseCompletion, Person
from tests.learning.certificates.conftest import NAME, complete
from tests.learning.certificates.presence import answer_once, lesson_at

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.long]
AT_ONCE = 6
MANY = 100


def together(act: Callable[[int], Certificate], *, threads: int = AT_ONCE) -> list[Certificate | str]:
    """What each of several threads got: a certificate, or the name of its refusal."""
    barrier = Barrier(threads)

    def one(place: int) -> Certificate | str:
        barrier.wait()
        try:
            return act(place)
        except LearningError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads)))


@pytest.fixture
def person(transactional_db: None, course: CourseVersion) -> Person:
    person = Person.objects.create()
    complete(person)
    return person


def test_all_get_the_one_certificate(person: Person, course: CourseVersion) -> None:
    got = together(lambda _: issue_certificate(person=person, course_key=course.course_key, name=NAME, language="en"))
    assert got == [Certificate.objects.get()] * AT_ONCE


def test_a_hundred_completions_at_once_make_one_certificate(person: Person, course: CourseVersion) -> None:
    """Each thread has completed the course itself, for none has found it completed."""
    CourseCompletion.objects.all().delete()
    got = together(lambda _: issue_certificate(person=person, course_key=course.course_key, name=NAME, language="en"), threads=MANY)
    [certificate] = Certificate.objects.all()
    assert got == [certificate] * MANY
    assert CourseCompletion.objects.count() == 1
    assert certificate.credential is not None


def test_a_hundred_make_one_of_participation(transactional_db: None, course: CourseVersion) -> None:
    person = Person.objects.create()
    answer_once(person, lesson_at("tiny-course/first/lesson-1"))
    got = together(lambda _: issue_participation(person=person, version=course, name=NAME), threads=MANY)
    assert got == [Certificate.objects.get(kind="participation")] * MANY


def test_a_hundred_make_one_of_a_programme(transactional_db: None, programme: Programme) -> None:
    person = Person.objects.create()
    complete(person)
    got = together(
        lambda _: issue_programme_certificate(person=person, programme=programme, name=NAME, language="en"), threads=MANY
    )
    assert got == [Certificate.objects.get(kind="programme")] * MANY


def test_those_who_draw_the_same_place_get_different_ones(
    transactional_db: None, course: CourseVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if chance had only a few places: the database refuses the second, who draws again."""
    monkeypatch.setattr("learning.certificates.seals.secrets.randbelow", lambda _most: random.randrange(2 * AT_ONCE))
    people = [Person.objects.create() for _one in range(AT_ONCE)]
    for person in people:
        complete(person)
    got = together(lambda at: issue_certificate(person=people[at], course_key=course.course_key, name=NAME, language="en"))
    assert all(isinstance(one, Certificate) for one in got), got
    places = list(Certificate.objects.values_list("status_place", flat=True))
    assert len(set(places)) == AT_ONCE
    for certificate in Certificate.objects.all():
        assert certificate.credential is not None
        assert certificate.credential["credentialStatus"]["statusListIndex"] == str(certificate.status_place % BITS)  # type: ignore[operator]


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
