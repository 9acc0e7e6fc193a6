"""What tests of recognition and of prior learning start from: an institution's word, a trusted issuer and its credentials."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from learning.certificates.models import PriorLearningRule, Recognition, TrustedIssuer
from learning.certificates.signing import sign_credential
from learning.certificates.status_list import encoded_list
from learning.certificates.vocabulary import CREDENTIALS
from learning.multibase import to_multikey
from tests.learning.certificates.test_signing import KEY, METHOD, PUBLIC, credential

ISSUED = datetime(2026, 11, 23, tzinfo=UTC)
DID = "did:web:learn.example.org"
LIST = "https://learn.example.org/status/1"
ACHIEVEMENT = "https://learn.example.org/achievements/ai-foundations"


def said(course_key: UUID, **changed: Any) -> Recognition:
    """What a university said, not stored."""
    fields: dict[str, Any] = {
        "name": "University of Ilorin",
        "country": "NG",
        "course_key": course_key,
        "kind": "credit",
        "statement": "We recognise this course as two credits in digital skills.",
        "language": "en",
        "credit": "2",
        "framework": "ECTS",
        "hours": "12.5",
        "valid_from": date(2026, 1, 1),
        "document_url": "https://ilorin.example.org/recognition.pdf",
        "document_title": "Senate paper 12",
        "checked_on": date(2026, 11, 1),
    }
    return Recognition(**{**fields, **changed})


def recognise(course_key: UUID, **changed: Any) -> Recognition:
    """The same, stored by the rules."""
    row = said(course_key, **changed)
    row.full_clean(exclude=["entered_by"])
    row.save()
    return Recognition.objects.get(pk=row.pk)


def trust_issuer(**changed: Any) -> TrustedIssuer:
    """The issuer of the golden credential."""
    fields = {"did": DID, "name": "Example school", "keys": f"key-1 {to_multikey(PUBLIC)}", "active_from": date(2026, 1, 1)}
    issuer = TrustedIssuer(**{**fields, **changed})
    issuer.full_clean()
    issuer.save()
    return issuer


def make_rule(issuer: TrustedIssuer, course_key: UUID, achievement: str = ACHIEVEMENT) -> PriorLearningRule:
    """Its achievement counts as a course."""
    return PriorLearningRule.objects.create(issuer=issuer, achievement_id=achievement, course_key=course_key)


def signed(**changed: Any) -> dict[str, Any]:
    """The golden credential, changed before it is signed."""
    document = {name: value for name, value in {**credential(), **changed}.items() if value is not None}
    return sign_credential(document, sign=KEY.sign, method=METHOD, at=ISSUED)


def signed_list(*places: int, address: str = LIST) -> dict[str, Any]:
    """The issuer's list of what it took back."""
    document = {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": DID,
        "validFrom": "2026-11-24T00:00:00Z",
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list(places),
        },
    }
    return sign_credential(document, sign=KEY.sign, method=METHOD, at=ISSUED)
