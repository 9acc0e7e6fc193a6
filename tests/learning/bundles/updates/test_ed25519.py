"""Signatures checked with whole numbers alone: what RFC 8032 and another library sign is good, everything else is not."""

from __future__ import annotations

import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from learning.bundles.tool.ed25519 import ORDER, PRIME, is_signed

pytestmark = pytest.mark.once

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_specification_hold(key: str, message: str, signature: str) -> None:
    assert is_signed(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))


def test_any_other_bit_of_key_message_or_signature_is_refused() -> None:
    rng = random.Random(8032)
    secret = Ed25519PrivateKey.generate()
    parts = [secret.public_key().public_bytes_raw(), b"light", secret.sign(b"light")]
    assert is_signed(*parts)
    for _ in range(60):
        broken = [bytearray(part) for part in parts]
        one = rng.choice(broken)
        one[rng.randrange(len(one))] ^= 1 << rng.randrange(8)
        assert not is_signed(*map(bytes, broken))


def test_a_signature_has_one_form_only() -> None:
    """S plus the group's order, and points in another encoding, would be second forms."""
    key, message, signature = (bytes.fromhex(part) for part in VECTORS[1])
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    assert not is_signed(key, message, signature[:32] + scalar.to_bytes(32, "little"))
    assert not is_signed((PRIME + 1).to_bytes(32, "little"), message, signature)
    assert not is_signed(key[:31], message, signature)
    assert not is_signed(key, message, signature + b"\0")
