"""A guest with a certificate turns out to be a learner: the certificate goes along, and one of two stands."""

from __future__ import annotations

import pytest

from courses.models import CourseVersion
from learning import signals
from learning.certificates.issuing import correct_certificate
from learning.certificates.models import Certificate
from learning.models import Person
from learning.people import claim_guest, open_code
from tests.cast import PIN, Member
from tests.learning.certificates.conftest import NAME, certify


def standing(person: Person) -> list[tuple[str, int, str]]:
    return list(Certificate.objects.filter(person=person).order_by("edition").values_list("name", "edition", "status"))


def test_the_guests_certificate_becomes_the_learners(guest: Member, learner: Member, course: CourseVersion) -> None:
    assert guest.person
    assert learner.person
    certificate = certify(guest.person, course)
    open_code(typed=str(learner.person.code), pin=PIN, guest=guest.person, claim=True)
    assert not Person.objects.filter(pk=guest.person.pk).exists()
    assert Certificate.objects.get().person == learner.person
    assert learner.client.get(f"/en/me/certificates/{certificate.number}/").status_code == 200
    assert guest.client.get(f"/en/me/certificates/{certificate.number}/").status_code == 404


def test_where_both_have_one_the_learners_stands(guest: Member, learner: Member, course: CourseVersion) -> None:
    assert guest.person
    assert learner.person
    theirs = certify(learner.person, course)
    guests = certify(guest.person, course, "Z. N.")
    claim_guest(guest=guest.person, person=learner.person)
    assert standing(learner.person) == [(NAME, 1, "valid"), ("Z. N.", 2, "replaced")]
    guests.refresh_from_db()
    assert (guests.replaced_by, guests.status_reason) == (theirs, "merged")
    assert f"/c/{theirs.shown_number}" in learner.client.get(f"/c/{guests.shown_number}").content.decode()


def test_corrected_certificates_of_both_are_kept_in_order(guest: Member, learner: Member, course: CourseVersion) -> None:
    assert guest.person
    assert learner.person
    correct_certificate(certificate=certify(learner.person, course, "One"), name="Two")
    correct_certificate(certificate=certify(guest.person, course, "Three"), name="Four")
    claim_guest(guest=guest.person, person=learner.person)
    assert standing(learner.person) == [
        ("One", 1, "replaced"),
        ("Two", 2, "valid"),
        ("Three", 3, "replaced"),
        ("Four", 4, "replaced"),
    ]
    newest = Certificate.objects.get(name="Two")
    for name in ("One", "Four"):
        assert Certificate.objects.get(name=name).replaced_by == newest
    # Whoever holds the oldest paper is led to the one that stands.
    assert (
        f"/c/{newest.shown_number}"
        in learner.client.get(f"/c/{Certificate.objects.get(name='Three').shown_number}").content.decode()
    )


def test_a_learner_keeps_the_free_correction_after_a_claim(guest: Member, learner: Member, course: CourseVersion) -> None:
    assert guest.person
    assert learner.person
    theirs = certify(learner.person, course)
    certify(guest.person, course, "Z. N.")
    claim_guest(guest=guest.person, person=learner.person)
    assert correct_certificate(certificate=theirs, name="Zawadi N.").edition == 3


def test_a_listener_that_fails_undoes_the_claim(guest: Member, learner: Member, course: CourseVersion) -> None:
    assert guest.person
    assert learner.person
    certify(guest.person, course)

    def fail(**_: object) -> None:
        raise RuntimeError

    signals.guest_claimed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            claim_guest(guest=guest.person, person=learner.person)
    finally:
        signals.guest_claimed.disconnect(fail)
    assert Certificate.objects.get().person == guest.person
