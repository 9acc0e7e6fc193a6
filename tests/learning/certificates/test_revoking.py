"""Taking back, issuing anew, one more correction: who may, once however often sent, each with a reason and a line in the log."""

from __future__ import annotations

import pytest

from courses.models import CourseVersion
from learning.certificates.errors import CorrectionUsed, NoSuchCertificate, NotValid, ReasonMissing
from learning.certificates.issuing import correct_certificate, issue_certificate, valid_certificate
from learning.certificates.models import Certificate, StatusReason
from learning.certificates.revoking import (
    acts_on,
    allow_correction,
    certificate_under,
    reissue_certificate,
    revoke_certificate,
)
from learning.certificates.seals import status_list
from learning.certificates.sharing import share_name
from learning.certificates.status_list import BITS, is_set
from learning.erasing import erase_person, forget_person
from learning.models import Cohort, CohortCourse, Membership, Person, StaffAction
from learning.people import claim_guest
from tests.cast import Member
from tests.factories import make_cohort, seat_learner
from tests.learning.certificates.conftest import NAME, certify

NOTE = "Two people shared one code."
MAY, MAY_NOT = ["facilitator", "partner", "administrator"], ["other_facilitator", "trainer"]


@pytest.fixture
def cohort(facilitator: Member, learner: Member, course: CourseVersion) -> Cohort:
    cohort = make_cohort(facilitator.person)
    CohortCourse.objects.create(cohort=cohort, course_key=course.course_key)
    seat_learner(cohort, learner.person)
    return cohort


@pytest.fixture
def certificate(cohort: Cohort, learner: Member, course: CourseVersion) -> Certificate:
    assert learner.person
    return certify(learner.person, course)


@pytest.fixture
def actor(administrator: Member) -> Person:
    assert administrator.person
    return administrator.person


def revoke(actor: Person, certificate: Certificate, reason: str = "answers", note: str = NOTE) -> Certificate:
    return revoke_certificate(actor=actor, certificate=certificate, reason=reason, note=note)


def reissue(actor: Person, certificate: Certificate, reason: str = "undone", note: str = NOTE) -> Certificate:
    return reissue_certificate(actor=actor, certificate=certificate, reason=reason, note=note)


@pytest.mark.parametrize("who", MAY)
def test_these_may_and_the_log_says_what_they_did(
    certificate: Certificate, cohort: Cohort, who: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who).person
    revoked = revoke(person, certificate)
    assert (revoked.status, revoked.status_reason, revoked.status_note) == ("revoked", "answers", NOTE)
    assert revoked.status_changed_at
    newer = reissue(person, revoked)
    certificate.refresh_from_db()
    assert (certificate.status, certificate.replaced_by, newer.status) == ("replaced", newer, "valid")
    lines = list(StaffAction.objects.order_by("pk").values_list("action", "actor", "cohort", "institution", "person", "detail"))
    about = (person.pk, cohort.pk, cohort.institution_id, certificate.person_id)
    assert lines == [
        ("revoke_certificate", *about, f"{certificate.shown_number} · answers"),
        ("reissue_certificate", *about, f"{certificate.shown_number} → {newer.shown_number} · undone"),
    ]
    assert [line.action for line in acts_on(newer)] == ["reissue_certificate"]


@pytest.mark.parametrize("who", MAY_NOT)
def test_for_others_there_is_no_such_certificate(certificate: Certificate, who: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(who).person
    for act in (revoke, reissue):
        with pytest.raises(NoSuchCertificate):
            act(person, certificate)
    with pytest.raises(NoSuchCertificate):
        allow_correction(actor=person, certificate=certificate)
    with pytest.raises(NoSuchCertificate):
        certificate_under(person, certificate.number)
    certificate.refresh_from_db()
    assert certificate.is_valid
    assert not StaffAction.objects.exists()


def test_a_facilitator_may_only_while_the_holder_is_in_the_class(
    certificate: Certificate, facilitator: Member, partner: Member
) -> None:
    assert facilitator.person
    assert partner.person
    Membership.objects.update(left_at=certificate.issued_at)
    with pytest.raises(NoSuchCertificate):
        revoke(facilitator.person, certificate)
    assert revoke(partner.person, certificate).status == "revoked"


def test_a_facilitator_of_another_class_of_the_house_may_not(certificate: Certificate, cohort: Cohort, facilitator: Member) -> None:
    assert facilitator.person
    cohort.facilitators.clear()
    make_cohort(facilitator.person, name="Another circle")
    with pytest.raises(NoSuchCertificate):
        revoke(facilitator.person, certificate)


def test_a_certificate_of_another_house_is_not_theirs(
    certificate: Certificate, other_facilitator: Member, learner: Member, facilitator: Member
) -> None:
    """The learner is in a class of theirs too; the certificate is the library's."""
    assert other_facilitator.person
    seat_learner(make_cohort(other_facilitator.person, institution="Other library"), learner.person)
    with pytest.raises(NoSuchCertificate):
        revoke(other_facilitator.person, certificate)


def test_one_without_an_institution_is_for_administrators(
    learner: Member, course: CourseVersion, partner: Member, actor: Person
) -> None:
    assert learner.person
    assert partner.person
    alone = certify(learner.person, course)
    assert alone.institution is None
    with pytest.raises(NoSuchCertificate):
        revoke(partner.person, alone)
    assert revoke(actor, alone).status == "revoked"


def test_the_same_act_twice_is_one(certificate: Certificate, actor: Person) -> None:
    assert revoke(actor, certificate) == revoke(actor, certificate, note=f"  {NOTE}\n")
    with pytest.raises(NotValid, match="does not stand"):
        revoke(actor, certificate, note="Another sentence.")
    assert reissue(actor, certificate) == reissue(actor, certificate)
    with pytest.raises(NotValid, match="Look at the newer one"):
        reissue(actor, certificate, note="Another sentence.")
    assert Certificate.objects.count() == 2
    assert StaffAction.objects.count() == 2


@pytest.mark.parametrize("note", ["", "  \n ", "\u202e\u200b", "x" * 301])
def test_without_a_sentence_nothing_happens(certificate: Certificate, actor: Person, note: str) -> None:
    for act in (revoke, reissue):
        with pytest.raises(ReasonMissing, match="sentences"):
            act(actor, certificate, "facts", note)
    assert Certificate.objects.get().is_valid


@pytest.mark.parametrize("reason", ["", "corrected", "erased", "whatever"])
def test_without_a_reason_from_the_list_nothing_happens(certificate: Certificate, actor: Person, reason: str) -> None:
    for act in (revoke, reissue):
        with pytest.raises(ReasonMissing, match="Choose a reason"):
            act(actor, certificate, reason)
    assert Certificate.objects.get().is_valid


def test_a_sentence_is_kept_without_what_turns_its_direction(certificate: Certificate, actor: Person) -> None:
    assert revoke(actor, certificate, note="Wrong\u202e  course\x00\u2066.\n").status_note == "Wrong course."


def test_issued_anew_it_says_the_same_under_another_number(certificate: Certificate, actor: Person) -> None:
    newer = reissue(actor, certificate, "lost")
    same = ("person", "kind", "course_key", "course_version", "institution", "language", "name", "statement", "completed_at")
    assert {field: getattr(newer, field) for field in same} == {field: getattr(certificate, field) for field in same}
    assert newer.number != certificate.number
    assert (newer.edition, newer.corrections_left) == (2, 1)
    assert newer.status_place != certificate.status_place
    certificate.refresh_from_db()
    assert (certificate.status, certificate.status_reason, certificate.status_note) == ("replaced", "lost", NOTE)


def test_after_a_revocation_only_staff_issue_anew(
    certificate: Certificate, actor: Person, learner: Member, course: CourseVersion
) -> None:
    assert learner.person
    revoke(actor, certificate)
    with pytest.raises(NotValid):
        issue_certificate(person=learner.person, course_key=course.course_key, name=NAME, language="en")
    newer = reissue(actor, certificate)
    assert valid_certificate(learner.person, course.course_key) == newer
    assert issue_certificate(person=learner.person, course_key=course.course_key, name=NAME, language="en") == newer


def test_the_lists_for_verifiers_follow(certificate: Certificate, actor: Person) -> None:
    place = (certificate.status_place or 0) % BITS
    number = (certificate.status_place or 0) // BITS + 1

    def marks() -> list[bool]:
        lists = [status_list(number), status_list(number, is_replaced_only=True)]
        return [is_set(one["credentialSubject"]["encodedList"], place) for one in lists]

    assert marks() == [False, False]
    revoke(actor, certificate)
    assert marks() == [True, False]
    reissue(actor, certificate)
    assert marks() == [True, True]


def test_what_the_holder_shared_ends_with_a_revocation(certificate: Certificate, actor: Person) -> None:
    share_name(certificate=certificate)
    assert revoke(actor, certificate).share_key == ""
    assert reissue(actor, certificate).share_key == ""


def test_one_more_correction_is_allowed_and_used(certificate: Certificate, actor: Person) -> None:
    allow_correction(actor=actor, certificate=certificate)  # the free one is still there
    assert not StaffAction.objects.exists()
    second = correct_certificate(certificate=certificate, name="Zawadi Nakupendeza")
    with pytest.raises(CorrectionUsed):
        correct_certificate(certificate=second, name="A Third Name")
    for _twice in range(2):
        allow_correction(actor=actor, certificate=second)
    assert [line.action for line in StaffAction.objects.all()] == ["allow_correction"]
    third = correct_certificate(certificate=second, name="A Third Name")
    assert (third.edition, third.is_correctable) == (3, False)
    with pytest.raises(NotValid):
        allow_correction(actor=actor, certificate=second)


def test_a_learner_of_two_phones_has_one_that_stands(
    certificate: Certificate, actor: Person, guest: Member, learner: Member, course: CourseVersion
) -> None:
    assert guest.person
    assert learner.person
    guests = certify(guest.person, course, "Z. N.")
    revoke(actor, guests)
    claim_guest(guest=guest.person, person=learner.person)
    with pytest.raises(NotValid, match="another certificate"):
        reissue(actor, guests)
    # What was revoked is no obstacle to what stands.
    assert correct_certificate(certificate=certificate, name="Zawadi N.").is_valid
    assert reissue(actor, Certificate.objects.get(name="Zawadi N."), "lost").is_valid


def test_of_a_holder_who_is_gone_nothing_is_issued_anew(certificate: Certificate, actor: Person, learner: Member) -> None:
    assert learner.person
    forget_person(person=learner.person)
    with pytest.raises(NotValid, match="Nobody holds"):
        reissue(actor, certificate, "lost")
    with pytest.raises(NotValid):
        allow_correction(actor=actor, certificate=certificate)
    assert revoke(actor, certificate).status == "revoked"


def test_what_was_erased_is_nobody_s_to_do(certificate: Certificate, actor: Person, learner: Member) -> None:
    assert learner.person
    revoke(actor, certificate)
    erase_person(person=learner.person)
    with pytest.raises(NoSuchCertificate):
        certificate_under(actor, certificate.number)
    certificate.refresh_from_db()
    assert (certificate.status_note, certificate.share_key) == ("", "")
    assert not StaffAction.objects.filter(detail__contains=certificate.shown_number).exists()


def test_every_reason_has_its_words() -> None:
    assert all(str(StatusReason(value).label) for value in StatusReason.values)
