"""What was learned elsewhere: verified first, then its issuer, achievement, days and status count, and nothing else it says."""

from __future__ import annotations

import base64
import copy
import json
import zlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import CourseVersion
from learning.certificates.errors import CountsForAnother, CredentialRefused
from learning.certificates.models import PriorLearning, PriorLearningRule, TrustedIssuer, TrustedStatusList
from learning.certificates.prior_learning import checked_list, count_prior_learning, move_prior_learning, trust_of_register
from learning.certificates.unwrapping import KEYWORD, PNG
from learning.certificates.vc_jwt import to_jwt
from learning.erasing import erase_person, forget_person
from learning.models import CohortCourse, LessonProgress, Person
from learning.multibase import to_multikey
from learning.people import keep_progress
from learning.records import records_of
from tests.cast import Member
from tests.factories import make_cohort, seat_learner
from tests.kept_rows import kept
from tests.learning.certificates.recognised import (
    ACHIEVEMENT,
    DID,
    LIST,
    make_rule,
    signed,
    signed_list,
    trust_issuer,
)
from tests.learning.certificates.test_signing import KEY, METHOD, credential

pytestmark = pytest.mark.django_db
PAGE = "/en/me/prior-learning/"
OTHER_KEY = to_multikey(bytes(range(32)))


@kept
def rule(course: CourseVersion) -> PriorLearningRule:
    """The golden credential counts as the course."""
    return make_rule(trust_issuer(), course.course_key)


@pytest.fixture
def person(learner: Member) -> Person:
    assert learner.person
    return learner.person


def as_bytes(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def upload(member: Member, data: bytes, name: str = "badge.json") -> Any:
    return member.client.post(PAGE, {"file": SimpleUploadedFile(name, data)})


def png(text: bytes) -> bytes:
    """A picture of nothing with a credential baked in."""
    body = KEYWORD + b"\0\0\0\0\0" + text
    chunk = b"iTXt" + body
    return PNG + len(body).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")


def svg(text: bytes) -> bytes:
    inside = b"<![CDATA[" + text + b"]]>"
    space = b'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
    return (
        b'<svg xmlns="http://www.w3.org/2000/svg" '
        + space
        + b"><openbadges:credential>"
        + inside
        + b"</openbadges:credential></svg>"
    )


# --- what counts --------------------------------------------------------------------------------------------------------------


def jwt() -> bytes:
    return to_jwt(credential(), sign=KEY.sign, method=METHOD).encode()


@pytest.mark.parametrize("wrap", [lambda text: text, png, svg, lambda _text: jwt()], ids=["json", "png", "svg", "jwt"])
def test_the_golden_credential_counts_in_every_form(rule: PriorLearningRule, person: Person, wrap: Any) -> None:
    [row] = count_prior_learning(person=person, data=wrap(as_bytes(signed())))
    assert (row.course_key, row.issuer_did, row.achievement_id) == (rule.course_key, DID, ACHIEVEMENT)
    assert row.awarded_on == date(2026, 11, 1)
    assert row.status_as_of is None


def test_the_same_credential_again_is_the_same_row_in_whatever_form(rule: PriorLearningRule, person: Person) -> None:
    for data in (as_bytes(signed()), as_bytes(signed()), png(as_bytes(signed())), jwt()):
        count_prior_learning(person=person, data=data)
    assert PriorLearning.objects.count() == 1


def test_one_credential_may_count_for_two_courses_and_a_later_rule_adds_one(rule: PriorLearningRule, person: Person) -> None:
    count_prior_learning(person=person, data=as_bytes(signed()))
    from uuid import uuid4

    make_rule(rule.issuer, uuid4())
    assert len(count_prior_learning(person=person, data=as_bytes(signed()))) == 2
    assert PriorLearning.objects.count() == 2


def test_it_cannot_count_for_two_people(rule: PriorLearningRule, person: Person, other_learner: Member) -> None:
    count_prior_learning(person=person, data=as_bytes(signed()))
    assert other_learner.person
    with pytest.raises(CountsForAnother, match="another learner"):
        count_prior_learning(person=other_learner.person, data=png(as_bytes(signed())))
    assert PriorLearning.objects.get().person == person


def test_it_lights_no_lamp_and_makes_no_certificate(rule: PriorLearningRule, person: Person, learner: Member) -> None:
    count_prior_learning(person=person, data=as_bytes(signed()))
    assert not LessonProgress.objects.filter(person=person).exists()
    assert not person.certificates.exists()
    assert learner.client.get("/en/me/certificate/tiny-course/").content.decode().count("Not finished yet") == 1


# --- what does not ------------------------------------------------------------------------------------------------------------


def changed() -> bytes:
    document = signed()
    document["name"] = "Doctor of everything"
    return as_bytes(document)


def another_achievement() -> bytes:
    document = copy.deepcopy(credential())
    document["credentialSubject"]["achievement"]["id"] = "https://learn.example.org/achievements/other"
    return as_bytes(signed(**document))


def unsigned_jwt() -> bytes:
    part = base64.urlsafe_b64encode(b'{"alg":"none","kid":"x"}').rstrip(b"=")
    return part + b"." + jwt().split(b".")[1] + b"."


REFUSED = {
    "changed": (changed, "something was changed"),
    "expired": (lambda: as_bytes(signed(validUntil="2026-11-02T00:00:00Z")), "time is over"),
    "not yet": (lambda: as_bytes(signed(validFrom="2999-01-01T00:00:00Z")), "begins only later"),
    "unknown achievement": (another_achievement, "counts for no course here yet"),
    "somebody else's name": (lambda: as_bytes({**signed(), "issuer": "did:web:evil.example"}), ""),
    "unsigned": (lambda: as_bytes(credential()), "cannot be read"),
    "alg none": (unsigned_jwt, "cannot be read"),
    "no json": (lambda: b"{", "cannot be read"),
    "empty": (lambda: b"", "cannot be read"),
    "a picture": (lambda: png(b"")[:40], "cannot be read"),
    "a bomb": (lambda: png(b"{" + b" " * 900_000), "cannot be read"),
    "deep": (lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "cannot be read"),
    "large": (lambda: b"{" + b" " * 1_000_001, "cannot be read"),
    "html": (lambda: b"<script>alert(1)</script>", "cannot be read"),
    "a number of ours": (lambda: b"MW-BJMN-CPEJ-EC9C-UBQN", "cannot be read"),
    "strange context": (lambda: as_bytes({**signed(), "@context": ["https://evil.example/x"]}), "cannot be read"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_does_not_count_is_refused_in_a_sentence(
    rule: PriorLearningRule, learner: Member, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("something wanted to leave the machine")

    monkeypatch.setattr("socket.getaddrinfo", no_network)
    make, words = REFUSED[kind]
    answer = upload(learner, make())
    assert answer.status_code == 400
    page = answer.content.decode()
    assert words in page
    assert 'role="alert"' in page
    for said in ("Doctor of everything", "AI literacy", "آمنة", "evil.example", "<script>alert"):
        assert said not in page  # nothing of what it says is shown
    assert not PriorLearning.objects.exists()


def test_an_issuer_is_trusted_by_these_keys_on_these_days_only(course: CourseVersion, person: Person) -> None:
    issuer = trust_issuer(keys=f"key-1 {OTHER_KEY}")
    make_rule(issuer, course.course_key)
    with pytest.raises(CredentialRefused, match="something was changed"):
        count_prior_learning(person=person, data=as_bytes(signed()))
    TrustedIssuer.objects.update(keys=f"key-2 {to_multikey(KEY.public_key().public_bytes_raw())}")
    with pytest.raises(CredentialRefused, match="not signed with a key"):
        count_prior_learning(person=person, data=as_bytes(signed()))
    yesterday = timezone.localdate() - timedelta(days=1)
    TrustedIssuer.objects.update(keys=f"key-1 {to_multikey(KEY.public_key().public_bytes_raw())}", active_to=yesterday)
    with pytest.raises(CredentialRefused, match="not of an issuer"):
        count_prior_learning(person=person, data=as_bytes(signed()))
    TrustedIssuer.objects.update(active_to=None)
    assert count_prior_learning(person=person, data=as_bytes(signed()))


def test_nobody_is_trusted_at_first(course: CourseVersion, person: Person) -> None:
    with pytest.raises(CredentialRefused, match="not of an issuer"):
        count_prior_learning(person=person, data=as_bytes(signed()))


# --- what the issuer took back ------------------------------------------------------------------------------------------------


def bring_list(issuer: TrustedIssuer, document: dict[str, Any]) -> None:
    address, made_at = checked_list(issuer, document)
    TrustedStatusList.objects.create(issuer=issuer, url=address, credential=document, made_at=made_at)


def test_a_list_that_was_brought_here_says_that_it_stands(rule: PriorLearningRule, person: Person) -> None:
    count_prior_learning(person=person, data=as_bytes(signed()))
    bring_list(rule.issuer, signed_list(3))
    [row] = count_prior_learning(person=person, data=as_bytes(signed()))
    assert row.status_as_of == date(2026, 11, 24)


def test_what_was_taken_back_does_not_count(rule: PriorLearningRule, person: Person) -> None:
    bring_list(rule.issuer, signed_list(94567))
    with pytest.raises(CredentialRefused, match="took this credential back"):
        count_prior_learning(person=person, data=as_bytes(signed()))


@pytest.mark.parametrize("spoil", ["id", "encodedList", "issuer"])
def test_a_list_that_the_issuer_did_not_sign_like_this_is_refused(rule: PriorLearningRule, spoil: str) -> None:
    document = signed_list()
    if spoil == "encodedList":
        document["credentialSubject"][spoil] = signed_list(1)["credentialSubject"][spoil]
    else:
        document[spoil] = "https://learn.example.org/status/2"
    with pytest.raises(CredentialRefused, match="no status list signed by"):
        checked_list(rule.issuer, document)
    assert checked_list(rule.issuer, signed_list())[0] == LIST


# --- an issuer's row ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"did": "https://learn.example.org"}, "no DID"),
        ({"did": "did:web:<script>"}, "no DID"),
        ({"keys": ""}, "blank"),
        ({"keys": " \n "}, "between 1 and 8"),
        ({"keys": OTHER_KEY}, "not the name of a key"),
        ({"keys": "key-1 z6Mkbad"}, "not the name of a key"),
        ({"keys": f"key-1 {OTHER_KEY}\nkey-1 {OTHER_KEY}"}, "not the name of a key"),
        ({"keys": "\n".join(f"key-{place} {OTHER_KEY}" for place in range(9))}, "between 1 and 8"),
        ({"active_to": date(2020, 1, 1)}, "before it begins"),
    ],
)
def test_an_issuer_without_a_did_or_keys_is_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        trust_issuer(**changed)


def test_keys_are_read_as_people_copy_them(rule: PriorLearningRule) -> None:
    issuer = TrustedIssuer(did=f" {DID} ", name=" School ", keys=f"  {DID}#a   {OTHER_KEY}\n\n b {OTHER_KEY} ")
    issuer.clean()
    assert issuer.keys == f"a {OTHER_KEY}\nb {OTHER_KEY}"
    assert list(trust_of_register(on=timezone.localdate()).keys) == [METHOD]


# --- pages --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["visitor", "facilitator", "administrator"])
def test_who_learns_nothing_here_has_no_form_and_sends_nothing(
    rule: PriorLearningRule, who: str, request: pytest.FixtureRequest
) -> None:
    member = request.getfixturevalue(who)
    assert 'type="file"' not in member.client.get(PAGE).content.decode()
    answer = upload(member, as_bytes(signed()))
    assert answer.status_code == 200
    assert not PriorLearning.objects.exists()


@pytest.mark.parametrize("who", ["guest", "learner"])
def test_a_learner_sends_a_file_and_sees_what_it_counts_as(
    rule: PriorLearningRule, who: str, request: pytest.FixtureRequest, other_learner: Member
) -> None:
    member = request.getfixturevalue(who)
    assert upload(member, as_bytes(signed())).status_code == 303
    page = member.client.get(PAGE)
    assert page.headers["Cache-Control"] == "private, no-store"
    course = member.client.get("/en/tiny-course/").content.decode()
    for words in ("Counts as prior learning:", "Tiny course", "Example school", "1 November 2026", "cannot tell whether"):
        assert words in page.content.decode()
        assert words in course
    assert "آمنة" not in page.content.decode()
    for path in (PAGE, "/en/tiny-course/"):
        assert "Counts as prior learning:" not in other_learner.client.get(path).content.decode()
    answer = upload(other_learner, as_bytes(signed()))
    assert answer.status_code == 409
    assert "already counted for another learner" in answer.content.decode()


def test_no_file_is_a_sentence(learner: Member, course: CourseVersion) -> None:
    answer = learner.client.post(PAGE, {"file": "text"})
    assert answer.status_code == 400
    assert "Choose the credential’s file first" in answer.content.decode()


def test_the_page_stands_from_right_to_left(rule: PriorLearningRule, learner: Member) -> None:
    upload(learner, as_bytes(signed()))
    page = learner.client.get("/ar/me/prior-learning/").content.decode()
    assert 'dir="rtl"' in page
    assert '<bdi lang="en" dir="ltr">Tiny course</bdi>' in page


def test_my_learning_leads_to_it(learner: Member, visitor: Member, course: CourseVersion) -> None:
    assert f'href="{PAGE}"' in learner.client.get("/en/me/").content.decode()
    assert f'href="{PAGE}"' not in visitor.client.get("/en/me/").content.decode()


def test_who_leads_the_class_sees_it_for_the_courses_of_the_class_only(
    rule: PriorLearningRule, person: Person, facilitator: Member, other_facilitator: Member, partner: Member
) -> None:
    from uuid import uuid4

    make_rule(rule.issuer, uuid4())
    count_prior_learning(person=person, data=as_bytes(signed()))
    cohort = make_cohort(facilitator.person)
    seat = seat_learner(cohort, person).seat
    path = f"/en/classes/{cohort.uuid}/learners/{seat}/"
    assert "Learned elsewhere" not in facilitator.client.get(path).content.decode()
    CohortCourse.objects.create(cohort=cohort, course_key=rule.course_key)
    for member in (facilitator, partner):
        page = member.client.get(path).content.decode()
        assert page.count("Counts as prior learning:") == 1
        assert "Example school" in page
        assert "آمنة" not in page
    assert other_facilitator.client.get(path).status_code == 404


def test_the_page_costs_few_queries(rule: PriorLearningRule, learner: Member) -> None:
    upload(learner, as_bytes(signed()))
    learner.client.get(PAGE)  # says once that it counts
    with CaptureQueriesContext(connection) as captured:
        learner.client.get(PAGE)
    assert len(captured.captured_queries) == 3


# --- what is kept -------------------------------------------------------------------------------------------------------------


def test_it_goes_with_the_learner_and_then_counts_for_nobody(rule: PriorLearningRule, person: Person) -> None:
    count_prior_learning(person=person, data=as_bytes(signed()))
    erase_person(person=person)
    assert not PriorLearning.objects.exists()


def test_it_goes_when_the_learner_is_forgotten(rule: PriorLearningRule, person: Person) -> None:
    count_prior_learning(person=person, data=as_bytes(signed()))
    forget_person(person=person)
    assert not PriorLearning.objects.exists()


def test_it_comes_along_when_a_guest_makes_a_code(rule: PriorLearningRule, guest: Member, person: Person) -> None:
    assert guest.person
    count_prior_learning(person=guest.person, data=as_bytes(signed()))
    move_prior_learning(guest=guest.person, person=person)
    assert PriorLearning.objects.get().person == person
    keep_progress(person=person, pin=("sun", "fish", "drum"))


def test_it_is_in_the_copy_of_all_that_is_kept(rule: PriorLearningRule, person: Person, learner: Member) -> None:
    count_prior_learning(person=person, data=as_bytes(signed()))
    [row] = records_of(person)["prior_learning"]
    assert row["course"] == "Tiny course"
    assert row["issuer_did"] == DID
    assert "آمنة" not in json.dumps(row, default=str, ensure_ascii=False)
    assert "What I learned elsewhere" in learner.client.get("/en/me/data/").content.decode()
