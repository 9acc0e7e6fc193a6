"""Signed things for tests: a trusted site with a known key, its credentials, codes and lists, and the files that carry them."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import struct
import zlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from learning.certificates.signing import sign_credential
from learning.certificates.status_list import encoded_list
from learning.certificates.token import Token, make_token, to_text
from learning.certificates.trusted import Trust
from learning.certificates.vocabulary import CREDENTIALS, OPEN_BADGES
from learning.multibase import to_multikey

KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"test-only").digest())
PUBLIC = KEY.public_key().public_bytes_raw()
OTHER = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"another").digest())
DID = "did:web:learn.example.org"
METHOD = f"{DID}#key-1"
LIST = "https://learn.example.org/status/1"
PLACE = 94567
UUID_OF_IT = UUID("5b0f4f2e-8a1d-4c5e-9a51-111111111111")
SIGNED_AT = datetime(2026, 11, 23, tzinfo=UTC)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NAME = "آمنة الحسن"


def credential(**changed: Any) -> dict[str, Any]:
    """The golden credential of the certificates' design, unsigned."""
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": f"urn:uuid:{UUID_OF_IT}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": DID, "type": ["Profile"], "name": "Mwanga", "url": "https://learn.example.org"},
        "validFrom": "2026-11-01T00:00:00Z",
        "name": "AI literacy: foundations",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [{"type": "IdentityObject", "identityHash": NAME, "identityType": "name", "hashed": False}],
            "achievement": {
                "id": "https://learn.example.org/achievements/ai-foundations",
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "name": "AI literacy: foundations",
                "description": "Completed all six lessons and passed the quiz.",
                "criteria": {"narrative": "80 % in the lesson quizzes."},
                "inLanguage": "ar",
            },
        },
        "credentialStatus": {
            "id": f"{LIST}#{PLACE}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(PLACE),
            "statusListCredential": LIST,
        },
        **changed,
    }


def signed(document: dict[str, Any] | None = None, *, key: Ed25519PrivateKey = KEY, method: str = METHOD) -> dict[str, Any]:
    """With a proof of the known key."""
    return sign_credential(document or credential(), sign=key.sign, method=method, at=SIGNED_AT)


WHOLE = signed()


def as_json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def token(*, name: str = NAME, host: str = "learn.example.org", at: datetime = SIGNED_AT, place: int = PLACE) -> bytes:
    """A signed code."""
    said = Token(host=host, name=name, issued_at=at, uuid=UUID_OF_IT, course="ai-foundations", place=place, language="ar")
    return make_token(said, sign=KEY.sign, key_id="key-1")


def address(data: bytes) -> bytes:
    """A code as a camera reads it."""
    return b"https://learn.example.org/v#" + to_text(data).encode()


def list_of(*places: int, name: str = LIST, key: Ed25519PrivateKey = KEY) -> dict[str, Any]:
    """A signed status list."""
    document = {
        "@context": [CREDENTIALS],
        "id": name,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": DID,
        "validFrom": "2026-11-25T00:00:00Z",
        "credentialSubject": {
            "id": f"{name}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "message" if name.endswith("replaced") else "revocation",
            "encodedList": encoded_list(places),
        },
    }
    return sign_credential(document, sign=key.sign, method=METHOD, at=SIGNED_AT)


NONE_GONE = list_of()


def trust_with(*lists: dict[str, Any], leaked_at: str | None = None, issuers: list[dict[str, Any]] | None = None) -> Trust:
    """The known site, and what it says no longer stands."""
    key = {"name": "key-1", "multikey": to_multikey(PUBLIC), "retired_at": leaked_at, "leaked_at": leaked_at}
    ours = [{"did": DID, "name": "Mwanga", "keys": [key]}]
    found = [{"address": one["id"], "credential": one} for one in copy.deepcopy(lists)]
    return Trust.from_document({"issuers": ours + (issuers or []), "lists": found, "made_at": "2026-11-25T00:00:00Z"})


TRUST = trust_with(NONE_GONE)


# --- files ----------------------------------------------------------------------------------------------------------------


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(text: bytes, *, packed: bool = False) -> bytes:
    """The smallest PNG, with a text baked in."""
    body = b"openbadgecredential\0" + (b"\1" if packed else b"\0") + b"\0\0\0" + (zlib.compress(text) if packed else text)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"iTXt", body) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def svg(text: bytes) -> bytes:
    """A drawing with a text baked in."""
    name = b'openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
    inside = b"<%s><![CDATA[%s]]></openbadges:credential>"
    return (
        b'<?xml version="1.0"?><!-- <openbadges:credential> --><svg xmlns="http://www.w3.org/2000/svg">'
        + inside % (name, text)
        + b"</svg>"
    )


def pdf(text: bytes, *, packed: bool = True) -> bytes:
    """As much of a PDF as carries an attached file, written as the library that draws ours writes it."""
    body = zlib.compress(text) if packed else text
    packing = b"/Filter /FlateDecode" if packed else b""
    parameters = b"/Subtype /application#2fjson/Params <</Size %d>>%s/Length %d" % (len(text), packing, len(body))
    dictionary = b"<</Type /EmbeddedFile" + parameters + b">>"
    picture = b'1 0 obj\n<</Type /XObject/Length 4>>\nstream\n{"a"\nendstream\nendobj\n'
    return b"%PDF-1.7\n" + picture + b"7 0 obj\n" + dictionary + b"\nstream\n" + body + b"\nendstream\nendobj\n%%EOF\n"


def base64url(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
