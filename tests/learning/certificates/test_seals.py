"""What is signed when a certificate is issued, who is named as issuer, and what happens while a key is not there or has leaked."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from courses.models import CourseVersion
from learning.certificates.files import path_of
from learning.certificates.issuing import correct_certificate
from learning.certificates.models import Certificate
from learning.certificates.seals import jwt_of, sign_certificate, signed, token_text
from learning.certificates.status_list import is_set
from learning.certificates.trust import trust_document
from learning.certificates.trusted import Trust
from learning.certificates.verifying import Verdict, Word, verdict_on
from learning.keys import change_key, file_of, opened, signing_key, stop_signing
from learning.models import CohortCourse, Institution, Person, SigningKey, StaffAction
from learning.multibase import from_multikey
from tests.cast import Member
from tests.factories import make_cohort, seat_learner
from tests.learning.certificates.conftest import NAME, certify

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(learning_person: Person, course: CourseVersion) -> Certificate:
    return certify(learning_person, course)


def verdict(shown: Any) -> Verdict:
    """What a verifier says who trusts this site, now."""
    data = json.dumps(shown).encode() if isinstance(shown, dict) else shown.encode()
    return verdict_on(data, trust=Trust.from_document(trust_document()), now=timezone.now())


def again(certificate: Certificate) -> Certificate:
    return Certificate.objects.get(pk=certificate.pk)


# --- what is issued -------------------------------------------------------------------------------------------------------


def test_an_issued_certificate_is_signed_and_genuine_in_all_its_forms(certificate: Certificate) -> None:
    for shown in (again(certificate).credential, token_text(certificate), jwt_of(certificate)):
        found = verdict(shown)
        assert (found.word, found.facts["name"], found.facts["uuid"]) == (Word.GENUINE, NAME, str(certificate.uuid))


def test_code_and_signed_text_are_the_same_each_time(certificate: Certificate) -> None:
    assert token_text(again(certificate)) == token_text(certificate)
    assert jwt_of(again(certificate)) == jwt_of(certificate)
    assert sign_certificate(again(certificate))
    assert again(certificate).credential == certificate.credential


def test_the_signed_text_is_what_another_library_reads(certificate: Certificate) -> None:
    key = signing_key()
    payload = jwt.decode(
        jwt_of(certificate), Ed25519PublicKey.from_public_bytes(from_multikey(key.public_key)), algorithms=["EdDSA"]
    )
    assert payload["iss"] == payload["issuer"]["id"] == "did:web:testserver"
    assert payload["jti"] == payload["id"] == f"urn:uuid:{certificate.uuid}"
    assert "proof" not in payload


def test_a_corrected_one_is_replaced_and_the_new_one_genuine(certificate: Certificate) -> None:
    old = token_text(certificate), again(certificate).credential
    new = correct_certificate(certificate=certificate, name="Zawadi Nakupenda Juma")
    assert {verdict(shown).word for shown in old} == {Word.REPLACED}
    assert verdict(token_text(new)).word == Word.GENUINE
    assert new.status_place != certificate.status_place


def test_the_lists_tell_nobody_which_certificate_is_meant(client: Client, certificate: Certificate) -> None:
    correct_certificate(certificate=certificate, name="Another Name")
    found = client.get("/status/1")
    assert found["Access-Control-Allow-Origin"] == "*"
    assert certificate.number not in found.text
    places = [json.loads(page.content)["credentialSubject"]["encodedList"] for page in (found, client.get("/status/1/replaced"))]
    assert [is_set(place, certificate.status_place or 0) for place in places] == [True, True]
    assert client.get("/status/2").status_code == 404
    assert len(found.content) < 1_100


def test_the_site_says_who_signs(client: Client, certificate: Certificate) -> None:
    document = client.get("/.well-known/did.json").json()
    assert document["id"] == "did:web:testserver"
    [method] = document["verificationMethod"]
    assert method["publicKeyMultibase"] == signing_key().public_key
    assert document["assertionMethod"] == [method["id"]] == [again(certificate).credential["proof"][0]["verificationMethod"]]


def test_only_the_holder_gets_the_files(learner: Member, other_learner: Member, course: CourseVersion) -> None:
    certificate = certify(learner.person, course)
    for ending in ("json", "jwt"):
        address = f"/en/me/certificates/{certificate.number}.{ending}"
        mine = learner.client.get(address)
        assert mine.status_code == 200
        assert mine["Cache-Control"] == "private, no-store"
        assert mine["Content-Disposition"].startswith("attachment")
        assert verdict(mine.text).word == Word.GENUINE
        assert other_learner.client.get(address).status_code == 404
        assert Client().get(address).status_code == 404


# --- a key that is not there ----------------------------------------------------------------------------------------------


def test_without_the_key_a_certificate_is_issued_unsigned_and_signed_later(learning_person: Person, course: CourseVersion) -> None:
    file = file_of(signing_key().name)
    hidden = file.rename(file.with_suffix(".away"))
    opened.cache_clear()
    certificate = certify(learning_person, course)
    assert certificate.is_valid
    assert again(certificate).credential is None
    assert again(certificate).status_place is None
    hidden.rename(file)
    opened.cache_clear()
    assert sign_certificate(certificate)
    assert verdict(again(certificate).credential).word == Word.GENUINE


def test_a_changed_key_leaves_what_it_signed_genuine(certificate: Certificate) -> None:
    out = StringIO()
    call_command("change_key", stdout=out)
    assert signing_key().name in out.getvalue()
    assert verdict(again(certificate).credential).word == verdict(token_text(certificate)).word == Word.GENUINE


def test_after_a_leak_the_genuine_are_signed_again(client: Client, certificate: Certificate) -> None:
    leaked = signing_key()
    papers = token_text(certificate), again(certificate).credential
    yesterday = f"{timezone.now() - timedelta(days=1):%Y-%m-%d}"
    call_command("change_key", leaked_since=yesterday, stdout=StringIO())
    assert {verdict(shown).word for shown in papers} == {Word.KEY_LEAKED}
    document = client.get("/.well-known/did.json").json()
    assert len(document["verificationMethod"]) == 2
    assert document["assertionMethod"] == [f"did:web:testserver#{signing_key().name}"]
    out = StringIO()
    call_command("sign_again", key=leaked.name, stdout=out)
    assert out.getvalue().startswith("1 ")
    assert verdict(token_text(again(certificate))).word == verdict(again(certificate).credential).word == Word.GENUINE
    assert not path_of(certificate).exists()
    call_command("sign_again", key=leaked.name, stdout=out)
    assert out.getvalue().splitlines()[-1].startswith("0 ")


@pytest.mark.parametrize(
    ("command", "options", "sentence"),
    [
        ("change_key", {"leaked_since": "yesterday"}, "“yesterday” is no day"),
        ("change_key", {"institution": "nothing"}, "no institution “nothing”"),
        ("change_key", {"institution": "5b0f4f2e-8a1d-4c5e-9a51-111111111111"}, "There is no institution"),
        ("sign_again", {"key": "2020-abcd"}, "no retired key “2020-abcd”"),
    ],
)
def test_commands_called_wrongly_say_so(command: str, options: dict[str, str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command(command, **options)
    assert refused.value.returncode == 2
    assert not SigningKey.objects.exists()


# --- institutions that confirm --------------------------------------------------------------------------------------------


@pytest.fixture
def institution(learning_person: Person, course: CourseVersion) -> Institution:
    """The learner's, which takes the course in a class."""
    cohort = make_cohort()
    CohortCourse.objects.create(cohort=cohort, course_key=course.course_key)
    seat_learner(cohort, learning_person)
    return cohort.institution


def house_of(partner: Member) -> Institution:
    return partner.person.works_for.get(role="partner").institution


def test_an_institution_confirms_certificates_of_its_classes(
    client: Client, institution: Institution, learning_person: Person, course: CourseVersion
) -> None:
    key = signing_key(institution)
    certificate = certify(learning_person, course)
    found = verdict(again(certificate).credential)
    assert found.word == Word.GENUINE
    assert found.facts["also"] == [institution.name]
    document = client.get(f"/institutions/{institution.uuid}/did.json").json()
    assert document["id"] == f"did:web:testserver:institutions:{institution.uuid}"
    assert document["assertionMethod"] == [f"{document['id']}#{key.name}"]
    stop_signing(institution=institution, by=learning_person)
    assert verdict(again(certificate).credential).facts["also"] == [institution.name]


def test_an_institution_without_a_key_confirms_nothing(
    client: Client, institution: Institution, learning_person: Person, course: CourseVersion
) -> None:
    certificate = certify(learning_person, course)
    assert again(certificate).institution == institution
    assert "endorsementJwt" not in again(certificate).credential
    assert client.get(f"/institutions/{institution.uuid}/did.json").status_code == 404


def test_what_another_certificate_was_confirmed_with_confirms_nothing(
    institution: Institution, learning_person: Person, course: CourseVersion
) -> None:
    signing_key(institution)
    certificate = again(certify(learning_person, course))
    other = {name: value for name, value in (certificate.credential or {}).items() if name != "proof"}
    forged = signed(other | {"id": "urn:uuid:5b0f4f2e-8a1d-4c5e-9a51-111111111111"}, signing_key())
    found = verdict(forged)
    assert (found.word, found.facts["also"]) == (Word.GENUINE, [])


def test_a_partner_begins_and_ends_it(partner: Member) -> None:
    house = house_of(partner)
    page = f"/en/partner/{house.uuid}/"
    for _twice in range(2):
        assert partner.client.post(page, {"action": "sign"}).status_code == 303
    key = SigningKey.objects.get(institution=house)
    assert key.name in partner.client.get(page).text
    for _twice in range(2):
        assert partner.client.post(page, {"action": "stop"}).status_code == 303
    key.refresh_from_db()
    assert key.retired_at
    assert [one.action for one in StaffAction.objects.order_by("pk")] == ["begin_to_sign", "stop_signing"]


# --- the command ----------------------------------------------------------------------------------------------------------


def said(*arguments: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("verify_certificate", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


def test_the_command_says_what_the_page_says(certificate: Certificate, tmp_path: Any) -> None:
    file = tmp_path / "certificate.json"
    file.write_text(json.dumps(again(certificate).credential))
    for shown in (str(file), token_text(certificate), certificate.shown_number):
        text, code = said(shown)
        assert text.startswith("GENUINE")
        assert code == 0
    assert json.loads(said("--json", str(file))[0])["facts"]["name"] == NAME
    assert NAME not in said(certificate.shown_number)[0]
    correct_certificate(certificate=certificate, name="Another Name")
    for shown in (str(file), certificate.shown_number):
        text, code = said(shown)
        assert text.startswith("REPLACED")
        assert code == 1
    assert said("MW-2345-6789-ABCD-EFGH")[1] == said("nonsense")[1] == 1


def test_the_command_trusts_what_it_is_told_to(certificate: Certificate, tmp_path: Any) -> None:
    trust = tmp_path / "trust.js"
    trust.write_text("self.mwangaTrust=" + json.dumps(trust_document()) + ";\n")
    code = token_text(certificate)
    correct_certificate(certificate=certificate, name="Another Name")
    assert said("--trust", str(trust), code)[0].startswith("GENUINE")  # as of when the file was made
    trust.write_text('{"issuers": [], "lists": []}')
    assert said("--trust", str(trust), code)[0].startswith("UNKNOWN_ISSUER")
    for broken in ("nothing", "[]", "{}"):
        trust.write_text(broken)
        with pytest.raises(CommandError) as refused:
            call_command("verify_certificate", "--trust", str(trust), code)
        assert refused.value.returncode == 2


def test_a_leaked_institutions_key_confirms_nothing_more(
    institution: Institution, learning_person: Person, course: CourseVersion
) -> None:
    signing_key(institution)
    certificate = again(certify(learning_person, course))
    change_key(institution=institution, leaked_at=timezone.now() - timedelta(days=2))
    found = verdict(certificate.credential)
    assert found.word == Word.GENUINE
    assert found.facts["also"] == []
