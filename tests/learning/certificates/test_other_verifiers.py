"""Our credentials in the hands of others: Digital Bazaar's libraries in JavaScript, openbadgeslib in Python. No network."""

from __future__ import annotations

import copy
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, verify_data_integrity_proof, verify_endorsement_jwt

from courses.models import CourseVersion
from learning.certificates.issuer import did_document, did_of
from learning.certificates.issuing import correct_certificate
from learning.certificates.models import Certificate
from learning.certificates.seals import jwt_of, status_list
from learning.certificates.vocabulary import FILES, context_at
from learning.keys import signing_key
from learning.models import CohortCourse, Person, SigningKey
from learning.multibase import from_multikey
from tests.conventions.sources import ROOT
from tests.factories import make_cohort, seat_learner
from tests.learning.certificates.conftest import certify
from tests.private_servers import node_program

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SCRIPT = Path(__file__).parent / "other_verifier.mjs"


@pytest.fixture
def certificate(learning_person: Person, course: CourseVersion) -> Certificate:
    """One that an institution confirms, of a course with everything that a certificate tells."""
    cohort = make_cohort()
    CohortCourse.objects.create(cohort=cohort, course_key=course.course_key)
    seat_learner(cohort, learning_person)
    signing_key(cohort.institution)
    return Certificate.objects.get(pk=certify(learning_person, course, "آمنة “Zawadi” \\ O'Neil").pk)


def documents() -> dict[str, Any]:
    """All that a verifier without a network may look at."""
    did = did_document()
    methods = {
        method["id"]: {"@context": "https://w3id.org/security/multikey/v1", **method} for method in did["verificationMethod"]
    }
    contexts = {url: context_at(url) for url in FILES}
    return {**contexts, did_of(): did, **methods, "http://testserver/status/1": status_list(1)}


def asked_of_javascript(*credentials: dict[str, Any]) -> list[dict[str, Any]]:
    """What Digital Bazaar's verifier answers for each."""
    given = json.dumps({"credentials": credentials, "documents": documents()})
    done = subprocess.run(
        [node_program(), str(SCRIPT), str(ROOT)], input=given, capture_output=True, text=True, timeout=60, check=True
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)["answers"]
    return answers


def changed(credential: dict[str, Any], *path: Any, to: Any) -> dict[str, Any]:
    other = copy.deepcopy(credential)
    place: Any = other
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = to
    return other


def test_javascript_verifies_ours_and_refuses_what_was_changed(certificate: Certificate) -> None:
    whole: Any = certificate.credential
    another = str(int(whole["credentialStatus"]["statusListIndex"]) ^ 1)  # the place was drawn: no fixed one is always another
    fine, *broken = asked_of_javascript(
        whole,
        changed(whole, "name", to="Another course"),
        changed(whole, "credentialSubject", "identifier", 0, "identityHash", to="Somebody else"),
        changed(whole, "credentialStatus", "statusListIndex", to=another),
        changed(whole, "endorsementJwt", to=[]),
        changed(whole, "proof", 0, "created", to="2020-01-01T00:00:00Z"),
    )
    assert fine == {"verified": True, "gone": [False], "error": ""}
    assert [one["verified"] for one in broken] == [False] * 5


def test_javascript_sees_that_one_was_replaced(certificate: Certificate) -> None:
    correct_certificate(certificate=certificate, name="Another Name")
    [answer] = asked_of_javascript(certificate.credential or {})
    assert answer["gone"] == [True]


def pem_of(key: SigningKey) -> bytes:
    public = Ed25519PublicKey.from_public_bytes(from_multikey(key.public_key))
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def test_python_verifies_ours_and_refuses_what_was_changed(certificate: Certificate) -> None:
    whole: Any = certificate.credential
    key = pem_of(signing_key())
    verify_data_integrity_proof(whole, key)
    with pytest.raises(OB3VerificationError):
        verify_data_integrity_proof(changed(whole, "name", to="Another course"), key)


def test_python_reads_the_signed_text(certificate: Certificate) -> None:
    found = OB3Verifier(pem_of(signing_key()), issuer_did=did_of()).verify(jwt_of(certificate))
    assert found
    with pytest.raises(OB3VerificationError):
        OB3Verifier(pem_of(signing_key()), issuer_did=did_of()).verify(jwt_of(certificate)[:-8] + "AAAAAAAA")


def test_python_reads_what_the_institution_confirms(certificate: Certificate) -> None:
    whole: Any = certificate.credential
    [text] = whole["endorsementJwt"]
    institution = certificate.institution
    assert institution is not None
    documents = {f"https://testserver/institutions/{institution.uuid}/did.json": json.dumps(did_document(institution)).encode()}
    assert verify_endorsement_jwt(text, download=documents.__getitem__)
    stranger = documents | dict.fromkeys(documents, json.dumps(did_document()).encode())
    with pytest.raises(OB3VerificationError):
        verify_endorsement_jwt(text, download=stranger.__getitem__)
