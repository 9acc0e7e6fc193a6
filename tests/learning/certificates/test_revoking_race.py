"""Staff and holder at once, on a real database with several connections: one certificate stands at most, one line in the log."""

from __future__ import annotations

import pytest

from courses.models import CourseVersion
from learning.certificates.issuing import correct_certificate, issue_certificate
from learning.certificates.models import Certificate
from learning.certificates.revoking import reissue_certificate, revoke_certificate
from learning.models import Person, StaffAction
from tests.learning.certificates.conftest import NAME, complete
from tests.learning.certificates.test_issuing_race import AT_ONCE, together

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.long]


@pytest.fixture
def actor(transactional_db: None) -> Person:
    return Person.objects.create_superuser(username="admin", password="correct-horse-battery")


@pytest.fixture
def certificate(actor: Person, course: CourseVersion) -> Certificate:
    person = Person.objects.create()
    complete(person)
    return issue_certificate(person=person, course_key=course.course_key, name=NAME, language="en")


def test_issued_anew_from_all_at_once_it_is_one(actor: Person, certificate: Certificate) -> None:
    got = together(lambda _: reissue_certificate(actor=actor, certificate=certificate, reason="lost", note="Here."))
    assert got == [Certificate.objects.get(edition=2)] * AT_ONCE
    assert StaffAction.objects.count() == 1


def test_revoked_from_all_at_once_it_is_revoked_once(actor: Person, certificate: Certificate) -> None:
    got = together(lambda _: revoke_certificate(actor=actor, certificate=certificate, reason="facts", note="Wrong."))
    assert got == [Certificate.objects.get(status="revoked")] * AT_ONCE
    assert StaffAction.objects.count() == 1


def test_a_correction_in_the_moment_of_a_revocation_leaves_one_of_the_two(actor: Person, certificate: Certificate) -> None:
    def act(place: int) -> Certificate:
        if place % 2:
            return revoke_certificate(actor=actor, certificate=certificate, reason="facts", note="Wrong.")
        return correct_certificate(certificate=certificate, name="Zawadi N.")

    got = together(act)
    statuses = sorted(Certificate.objects.values_list("status", flat=True))
    assert statuses in (["revoked"], ["replaced", "valid"])
    assert got.count("NotValid") == AT_ONCE // 2
