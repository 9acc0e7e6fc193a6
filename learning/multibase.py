"""Bytes as text: base58 (Bitcoin's alphabet), base64url, and public keys as Multikeys: `z` + base58 of `ED 01` and 32 bytes."""

from __future__ import annotations

import base64
from typing import Final

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
VALUES: Final = {sign: value for value, sign in enumerate(ALPHABET)}
LONGEST: Final = 200  # signs; a key has 48 and a signature 88, and reading grows with the square
ED25519: Final = b"\xed\x01"
KEY_BYTES: Final = 32


def to_base58(data: bytes) -> str:
    """Bytes in base 58; leading zero bytes stay, as ones."""
    number, signs = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        signs = ALPHABET[rest] + signs
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + signs


def from_base58(text: str) -> bytes:
    """The bytes again. Raises `ValueError` for another sign or an overlong text."""
    if len(text) > LONGEST:
        raise ValueError(f"A text in base 58 has at most {LONGEST} signs here, this one has {len(text)}.")
    number = 0
    for sign in text:
        if sign not in VALUES:
            raise ValueError(f"“{sign}” is no sign of base 58.")
        number = number * 58 + VALUES[sign]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def to_base64url(data: bytes) -> str:
    """Bytes in base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    """The bytes again; plain base64 and padding are read too. Raises `ValueError` for another sign."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def to_multikey(public_key: bytes) -> str:
    """An Ed25519 public key of 32 bytes as a Multikey."""
    return "z" + to_base58(ED25519 + public_key)


def from_multikey(text: str) -> bytes:
    """The 32 bytes of an Ed25519 Multikey. Raises `ValueError` for any other kind of key."""
    data = from_base58(text.removeprefix("z")) if text.startswith("z") else b""
    if len(data) != len(ED25519) + KEY_BYTES or not data.startswith(ED25519):
        raise ValueError("This is no Ed25519 key.")
    return data[len(ED25519) :]
