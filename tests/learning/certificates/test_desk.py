"""Certificates as staff find them: for each of the cast what is theirs, asked once more before it is done, told to the holder."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from courses.models import CourseVersion
from learning.certificates.issuing import correct_certificate
from learning.certificates.models import Certificate
from learning.models import Cohort, CohortCourse, StaffAction
from tests.cast import Member
from tests.factories import make_cohort, seat_learner
from tests.learning.certificates.conftest import NAME, certify

FIND = "/en/staff/certificates/"
NOTE = "Two people shared <b>one</b> code."
NEVER = "MW-BJMN-CPEJ-EC9C-UBQN"  # a well-formed number that no certificate has
STATUS = {"facilitator": 200, "partner": 200, "administrator": 200, "other_facilitator": 404, "trainer": 403}
CAST = ["visitor", "guest", "learner", "other_learner", *STATUS]


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


def desk(certificate: Certificate) -> str:
    return f"{FIND}{certificate.shown_number}/"


@pytest.mark.parametrize("who", CAST)
def test_each_of_the_cast_reaches_what_is_theirs(certificate: Certificate, who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    wanted = STATUS.get(who, 302)
    answer = client.get(desk(certificate))
    assert answer.status_code == wanted
    page = answer.content.decode()
    assert NAME not in page
    assert ("Z*** N." in page) == ("Tiny course" in page) == (wanted == 200)
    assert "no-store" in answer.headers["Cache-Control"]
    found = client.get(FIND, {"number": certificate.number.lower()})
    assert found.status_code == (302 if wanted == 200 else wanted)
    if wanted == 200:
        assert found.headers["Location"] == desk(certificate)
    assert client.get(FIND).status_code == (200 if wanted == 404 else wanted)


@pytest.mark.parametrize("who", ["visitor", "guest", "learner", "other_learner", "other_facilitator", "trainer"])
def test_nobody_else_can_do_anything(certificate: Certificate, who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    for sent in ({"action": "revoke"}, {"action": "reissue"}, {"action": "allow"}):
        fields = {**sent, "reason": "facts", "note": NOTE, "confirm": "yes"}
        assert client.post(desk(certificate), fields).status_code == STATUS.get(who, 302)
    certificate.refresh_from_db()
    assert certificate.is_valid
    assert not StaffAction.objects.exists()


def test_another_s_certificate_looks_like_one_that_never_was(certificate: Certificate, other_facilitator: Member) -> None:
    theirs = other_facilitator.client.get(desk(certificate))
    never = other_facilitator.client.get(f"{FIND}{NEVER}/")
    assert (theirs.status_code, theirs.content) == (never.status_code, never.content)


@pytest.mark.parametrize("typed", ["", "MW-1", "<b>x</b>", NEVER, "x" * 5000])
def test_a_number_that_is_none_is_answered_with_a_sentence(certificate: Certificate, partner: Member, typed: str) -> None:
    answer = partner.client.get(FIND, {"number": typed})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "No certificate with this number was issued in your classes" in page
    assert "<b>x" not in page


def test_revoking_asks_once_more_and_the_holder_reads_why(
    certificate: Certificate, partner: Member, learner: Member, visitor: Member
) -> None:
    sent = {"action": "revoke", "reason": "answers", "note": NOTE}
    asked = partner.client.post(desk(certificate), sent)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "Revoke this certificate?" in page
    assert "Two people shared &lt;b&gt;one&lt;/b&gt; code." in page
    certificate.refresh_from_db()
    assert certificate.is_valid
    done = partner.client.post(desk(certificate), {**sent, "confirm": "yes"}, follow=True).content.decode()
    assert "Its holder reads why" in done
    assert "took a certificate back" in done
    holder = learner.client.get(f"/en/me/certificates/{certificate.number}/").content.decode()
    for words in ("was revoked", "learner’s own", "&lt;b&gt;one&lt;/b&gt;", "Library", "What you learned is kept"):
        assert words in holder, words
    assert str(partner.person) not in holder
    public = visitor.client.get(f"/c/{certificate.shown_number}").content.decode()
    assert "Revoked" in public
    assert "Since" in public
    for hidden in ("Two people", "learner’s own", NAME):
        assert hidden not in public


def test_issuing_anew_leads_to_the_new_one(certificate: Certificate, facilitator: Member, learner: Member, visitor: Member) -> None:
    sent = {"action": "reissue", "reason": "lost", "note": "Here is another one."}
    assert "Issue this certificate anew?" in facilitator.client.post(desk(certificate), sent).content.decode()
    for _twice in range(2):
        done = facilitator.client.post(desk(certificate), {**sent, "confirm": "yes"})
    newer = Certificate.objects.get(edition=2)
    assert (done.status_code, done.headers["Location"]) == (303, desk(newer))
    assert Certificate.objects.count() == 2
    assert desk(newer) in facilitator.client.get(desk(certificate)).content.decode()
    old = learner.client.get(f"/en/me/certificates/{certificate.number}/").content.decode()
    assert "Here is another one." in old
    assert f"/en/me/certificates/{newer.number}/" in old
    assert "Replaced" in visitor.client.get(f"/c/{certificate.shown_number}").content.decode()
    assert "Genuine" in visitor.client.get(f"/c/{newer.shown_number}").content.decode()


@pytest.mark.parametrize(("reason", "note"), [("", NOTE), ("facts", ""), ("nonsense", NOTE), ("facts", "x" * 301)])
def test_what_is_missing_is_named_and_what_was_written_stays(
    certificate: Certificate, partner: Member, reason: str, note: str
) -> None:
    for confirm in ("", "yes"):
        sent = {"action": "revoke", "reason": reason, "note": note, "confirm": confirm}
        answer = partner.client.post(desk(certificate), sent)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert 'id="form-error"' in page
        assert "one" in page
        area = re.search(r'<textarea id="note-revoke"[^>]*>(.*?)</textarea>', page, re.DOTALL)
        assert area
        assert bool(area[1]) == bool(note)
    certificate.refresh_from_db()
    assert certificate.is_valid


def test_a_facilitator_allows_one_more_correction_without_seeing_the_name(
    certificate: Certificate, cohort: Cohort, facilitator: Member, learner: Member
) -> None:
    page = f"/en/classes/{cohort.uuid}/learners/1/"
    before = facilitator.client.get(page).content.decode()
    assert "Tiny course" in before
    assert "Allow one more correction" not in before
    second = correct_certificate(certificate=certificate, name="Zawadi Nakupendeza")
    assert "Allow one more correction" in facilitator.client.get(page).content.decode()
    assert "correct/" not in learner.client.get(f"/en/me/certificates/{second.number}/").content.decode()
    allowed = facilitator.client.post(page, {"action": "allow", "number": second.shown_number}, follow=True).content.decode()
    assert "can correct the name once more" in allowed
    assert "Zawadi" not in allowed
    assert "correct/" in learner.client.get(f"/en/me/certificates/{second.number}/").content.decode()
    log = facilitator.client.get(f"/en/classes/{cohort.uuid}/log/").content.decode()
    assert "allowed one more correction of a name" in log


def test_on_a_learner_s_page_only_a_certificate_of_theirs_can_be_named(
    certificate: Certificate, other_facilitator: Member, facilitator: Member, other_learner: Member
) -> None:
    second = correct_certificate(certificate=certificate, name="Zawadi Nakupendeza")
    theirs = make_cohort(other_facilitator.person, institution="Other library")
    seat_learner(theirs, other_learner.person)
    page = f"/en/classes/{theirs.uuid}/learners/1/"
    assert other_facilitator.client.post(page, {"action": "allow", "number": second.shown_number}).status_code == 404
    second.refresh_from_db()
    assert second.corrections_left == 0
    assert "Tiny course" not in other_facilitator.client.get(page).content.decode()


def test_forms_without_their_token_are_refused(certificate: Certificate, partner: Member) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = partner.client.cookies
    sent = {"action": "revoke", "reason": "facts", "note": NOTE, "confirm": "yes"}
    assert strict.post(desk(certificate), sent).status_code == 403
    certificate.refresh_from_db()
    assert certificate.is_valid


def test_the_pages_turn_with_the_language(certificate: Certificate, partner: Member) -> None:
    for path in (FIND, desk(certificate)):
        page = partner.client.get(path.replace("/en/", "/ar/")).content.decode()
        assert 'dir="rtl"' in page
