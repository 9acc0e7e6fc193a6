"""A credential as one signed text, a VC-JWT: W3C VC-JOSE-COSE 3.1; RFC 7515 and 8037.

The payload is the credential itself, with the claims that JWT libraries look at beside it. Only Ed25519 is read: a header that
names another algorithm, or none, is refused before anything else is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from learning.certificates.errors import CredentialUnreadable, SignatureWrong
from learning.certificates.plain_json import read_json
from learning.multibase import from_base64url, to_base64url

ALGORITHM: Final = "EdDSA"
KIND: Final = "vc+jwt"
CLAIMS: Final = ("iss", "jti", "nbf", "exp", "sub")  # what stands beside the credential

Credential = dict[str, Any]


class Jwt(NamedTuple):
    """A VC-JWT taken apart, not believed yet."""

    method: str
    payload: Credential
    signed: bytes
    signature: bytes

    @property
    def credential(self) -> Credential:
        """The credential without JWT's claims."""
        return {name: value for name, value in self.payload.items() if name not in CLAIMS}


def to_jwt(credential: Credential, *, sign: Callable[[bytes], bytes], method: str) -> str:
    """The text. A Data Integrity proof that the credential carries is left out: this signature takes its place."""
    bare = {name: value for name, value in credential.items() if name != "proof"}
    claims = {"iss": issuer_of(bare), "jti": bare["id"], "nbf": int(datetime.fromisoformat(bare["validFrom"]).timestamp())}
    subject = bare["credentialSubject"].get("id")
    payload = {**bare, **claims, **({"sub": subject} if subject else {})}
    signed = as_part({"alg": ALGORITHM, "kid": method, "typ": KIND}) + "." + as_part(payload)
    return f"{signed}.{to_base64url(sign(signed.encode()))}"


def as_part(value: dict[str, Any]) -> str:
    """JSON in base64url; sorted, for a database may give the parts in another order, and the text is the same each time."""
    return to_base64url(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def issuer_of(credential: Credential) -> str:
    """The issuer's DID, whether it stands alone or in an object. Raises `CredentialUnreadable`."""
    issuer = credential.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(name, str):
        raise CredentialUnreadable("It names no issuer.")
    return name


def taken_apart(text: str) -> Jwt:
    """The parts of a VC-JWT. Raises `CredentialUnreadable` for all that is none, or is signed in another way than ours."""
    parts = text.split(".")
    if len(parts) != 3:
        raise CredentialUnreadable("It is no signed text.")
    header, payload = (read_json(part_of(part)) for part in parts[:2])
    if header.get("alg") != ALGORITHM or "crit" in header:
        raise CredentialUnreadable("It is signed in a way we do not read.")
    method = header.get("kid")
    if not isinstance(method, str):
        raise CredentialUnreadable("It does not say with which key it was signed.")
    return Jwt(method, payload, f"{parts[0]}.{parts[1]}".encode(), part_of(parts[2]))


def check_jwt(jwt: Jwt, *, public_key: bytes) -> None:
    """Raises `SignatureWrong` when it is not this key's, or its claims say something else than the credential does."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(jwt.signature, jwt.signed)
    except (InvalidSignature, ValueError) as error:
        raise SignatureWrong("Its signature does not fit what it says: something was changed.") from error
    claims = jwt.payload
    if claims.get("iss", issuer_of(claims)) != issuer_of(claims) or claims.get("jti", claims.get("id")) != claims.get("id"):
        raise SignatureWrong("It names two different issuers or numbers.")


def part_of(text: str) -> bytes:
    """The bytes again. Raises `CredentialUnreadable`."""
    try:
        return from_base64url(text)
    except ValueError as error:
        raise CredentialUnreadable("It is damaged.") from error
