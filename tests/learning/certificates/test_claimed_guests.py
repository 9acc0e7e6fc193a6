"""A guest with a certificate turns out to be a learner: the certificate goes along, and one of two stands."""

from __future__ import annotations

import pytest

from courses.models import CourseVersion
from learning import signals
from learning.certificates.issuing import correct_certificate
from learning.certificates.models import Certificate, Programme
from learning.certificates.participation import issue_participation
from learning.certificates.programmes import issue_programme_certificate
from learning.models import Person
from learning.people import claim_guest, open_code
from tests.cast import PIN, Member
from tests.learning.certificates.conftest import NAME, certify, complete


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


def test_every_kind_follows_and_the_learners_stand(
    guest: Member, learner: Member, programme: Programme, two_courses: list[CourseVersion]
) -> None:
    assert guest.person
    assert learner.person
    for person, name in ((learner.person, NAME), (guest.person, "Z. N.")):
        complete(person)
        issue_participation(person=person, version=two_courses[0], name=name)
        issue_programme_certificate(person=person, programme=programme, name=name, language="en")
    certify(guest.person, two_courses[1], "Z. N.")
    claim_guest(guest=guest.person, person=learner.person)
    rows = (
        Certificate.objects.filter(person=learner.person)
        .order_by("kind", "edition")
        .values_list("kind", "name", "edition", "status")
    )
    assert list(rows) == [
        ("achievement", "Z. N.", 1, "valid"),
        ("participation", NAME, 1, "valid"),
        ("participation", "Z. N.", 2, "replaced"),
        ("programme", NAME, 1, "valid"),
        ("programme", "Z. N.", 2, "replaced"),
    ]
    for replaced in Certificate.objects.filter(status="replaced"):
        assert replaced.replaced_by is not None
        assert (replaced.replaced_by.kind, replaced.replaced_by.name) == (replaced.kind, NAME)


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
