"""The token in a certificate's QR code: a CBOR Web Token (RFC 8392) signed as COSE_Sign1 (RFC 9052) with Ed25519.

Whose (`iss`, the host), who (`sub`, the name as printed), when (`iat`), which (`cti`, 16 bytes), and one private claim: the
course's slug, the place in the status list and the language. About 170 bytes; written `https://host/v#` and base 32, so that any
camera opens the page that checks it and no server is told what it says. Why base 32: docs/decisions/0028-certificates-on-paper.md.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from learning.certificates.errors import CredentialUnreadable, SignatureWrong
from learning.multibase import from_base64url
from learning.plain_cbor import TagsRead

SIGN1: Final = 18  # the CBOR tag of COSE_Sign1
PROTECTED: Final = cbor2.dumps({1: -8})  # algorithm: EdDSA
KEY_ID: Final = 4
ISS, SUB, IAT, CTI, OURS = 1, 2, 6, 7, -65537
MOST_BYTES: Final = 600
SEPARATOR: Final = "#"
IN_BASE_32: Final = "2KCE"  # how every token begins in base 32 (D2 84 43); in base64url it is "0oRD"


@dataclass(frozen=True)
class Token:
    """What a QR code says."""

    host: str
    name: str
    issued_at: datetime
    uuid: UUID
    course: str
    place: int
    language: str

    def claims(self) -> dict[int, Any]:
        """The claims, in the order they are signed."""
        return {
            ISS: self.host,
            SUB: self.name,
            IAT: int(self.issued_at.timestamp()),
            CTI: self.uuid.bytes,
            OURS: [self.course, self.place, self.language],
        }


def make_token(token: Token, *, sign: Callable[[bytes], bytes], key_id: str) -> bytes:
    """The signed token."""
    payload = cbor2.dumps(token.claims())
    signature = sign(signed_bytes(payload))
    return cbor2.dumps(cbor2.CBORTag(SIGN1, [PROTECTED, {KEY_ID: key_id.encode()}, payload, signature]))


def signed_bytes(payload: bytes) -> bytes:
    """What is signed (RFC 9052, section 4.4, with no external data)."""
    return cbor2.dumps(["Signature1", PROTECTED, b"", payload])


def key_id_of(data: bytes) -> str:
    """The name of the key that is said to have signed. Raises `CredentialUnreadable`."""
    return parts_of(data)[0]


def host_claimed(data: bytes) -> str:
    """The host that is said to have issued it, believed by nobody yet. Raises `CredentialUnreadable`."""
    return token_of(parts_of(data)[1]).host


def read_token(data: bytes, *, public_key: bytes) -> Token:
    """What a token says, once its signature fits. Raises `CredentialUnreadable` or `SignatureWrong`."""
    _key_id, payload, signature = parts_of(data)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed_bytes(payload))
    except InvalidSignature as error:
        raise SignatureWrong("Its signature does not fit what it says: something was changed.") from error
    return token_of(payload)


def parts_of(data: bytes) -> tuple[str, bytes, bytes]:
    """Key id, payload and signature of a COSE_Sign1 with EdDSA and nothing after it."""
    tagged = one_item(data)
    match tagged:
        case cbor2.CBORTag(
            tag=18, value=[bytes() as protected, Mapping() as unprotected, bytes() as payload, bytes() as signature]
        ):
            key_id = unprotected.get(KEY_ID)
            if protected != PROTECTED or list(unprotected) != [KEY_ID] or not isinstance(key_id, bytes):
                raise CredentialUnreadable("Its signature is of a kind we do not read.")
            return key_id.decode("ascii", "replace"), payload, signature
    raise CredentialUnreadable("This code is none of a certificate.")


def one_item(data: bytes) -> Any:
    """The one CBOR item in some bytes, which are the shortest that say it: no length is unknown, no name stands twice."""
    if len(data) > MOST_BYTES:
        raise CredentialUnreadable("This code is longer than any of a certificate.")
    source = io.BytesIO(data)
    try:
        item = cbor2.CBORDecoder(source, semantic_decoders=TagsRead(SIGN1)).decode()
        is_shortest = cbor2.dumps(item) == data[: source.tell()]
    except (cbor2.CBORDecodeError, cbor2.CBOREncodeError, ValueError, RecursionError, TypeError, OverflowError) as error:
        raise CredentialUnreadable("This code is damaged.") from error
    if source.tell() != len(data):
        raise CredentialUnreadable("This code has something behind its end.")
    if not is_shortest:
        raise CredentialUnreadable("This code is written in another way than ours.")
    return item


def token_of(payload: bytes) -> Token:
    """The claims as a token. Raises `CredentialUnreadable` when they are others than ours."""
    match one_item(payload):
        case {
            1: str() as host,
            2: str() as name,
            6: int() as at,
            7: bytes() as number,
            -65537: [str() as course, int() as place, str() as language],
        }:
            if len(number) == 16 and 0 <= at < 2**35:
                return Token(host, name, datetime.fromtimestamp(at, UTC), UUID(bytes=number), course, place, language)
    raise CredentialUnreadable("This code says something else than a certificate does.")


def to_text(data: bytes) -> str:
    """A token as it stands in an address: base 32 (RFC 4648) without padding, for which a QR code needs fewer modules."""
    return base64.b32encode(data).decode().rstrip("=")


def from_text(text: str) -> bytes:
    """The token in an address or in what was pasted, in base 32 or in base64url. Raises `CredentialUnreadable`."""
    signs = text.strip().rpartition(SEPARATOR)[2]
    try:
        if signs.startswith(IN_BASE_32):
            return base64.b32decode(signs + "=" * (-len(signs) % 8))
        return from_base64url(signs)
    except ValueError as error:
        raise CredentialUnreadable("This code is damaged.") from error
