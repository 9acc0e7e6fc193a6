"""The token of the QR code: the golden one byte for byte, and nothing that is no token."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from learning.certificates.errors import CredentialUnreadable, SignatureWrong
from learning.certificates.token import Token, from_text, key_id_of, make_token, read_token, to_text
from tests.cbor_bombs import shared_lists
from tests.learning.certificates.signed import KEY, PUBLIC

GOLDEN = (
    "d28443a10127a104426b31585ea501716c6561726e2e6578616d706c652e6f72670273d8a2d985d986d8a920d8a7d984d8add8b3d986061a6b03820007505b0f4f2e"
    "8a1d4c5e9a511111111111113a00010000836e61692d666f756e646174696f6e731a0001716762617258408b0c98e7b03db0d05588dd9a8b53439271ba3f665ecdbf"
    "7a7c307a011e3f6312709bd571250c3fb5fd727c116c4b4ee4a722e0fa1ed816066a5b22bdddda6307"
)
TOKEN = Token(
    host="learn.example.org",
    name="آمنة الحسن",
    issued_at=datetime.fromtimestamp(1795392000, UTC),
    uuid=UUID("5b0f4f2e-8a1d-4c5e-9a51-111111111111"),
    course="ai-foundations",
    place=94567,
    language="ar",
)


def test_the_golden_token_is_made_byte_for_byte_and_read_again() -> None:
    made = make_token(TOKEN, sign=KEY.sign, key_id="k1")
    assert made.hex() == GOLDEN
    assert len(made) == 173
    assert key_id_of(made) == "k1"
    assert read_token(made, public_key=PUBLIC) == TOKEN
    assert from_text("https://learn.example.org/v#" + to_text(made)) == made


@given(place=some.integers(0, 172), bit=some.integers(0, 7))
@settings(max_examples=400, deadline=None)
def test_every_flipped_bit_is_noticed(place: int, bit: int) -> None:
    data = bytearray(bytes.fromhex(GOLDEN))
    data[place] ^= 1 << bit
    try:
        other_key = key_id_of(bytes(data)) != "k1"
        read_token(bytes(data), public_key=PUBLIC)
    except (CredentialUnreadable, SignatureWrong):
        return
    assert other_key  # the name of the key is not signed: another name leads to another key, which then does not fit


@given(some.binary(max_size=700))
@settings(max_examples=300, deadline=None)
def test_whatever_is_no_token_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises((CredentialUnreadable, SignatureWrong)):
        read_token(data, public_key=PUBLIC)


@pytest.mark.parametrize(
    "data",
    [
        bytes.fromhex(GOLDEN) + b"\0",  # something behind the end
        cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps({1: -7}), {4: b"k1"}, b"", b""])),  # another algorithm
        cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps({1: 0}), {4: b"k1"}, b"", b""])),
        cbor2.dumps(cbor2.CBORTag(17, [])),
        b"\x81" * 590,  # nesting
        b"\x9f" * 590,
        b"\xdb" + b"\xff" * 8,
        b"\x5b" + b"\x7f" + b"\xff" * 7,  # a string said to be enormous
        shared_lists(deep=9),  # ten thousand million lists, were they written out
        b"",
    ],
)
def test_hostile_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(CredentialUnreadable):
        read_token(data, public_key=PUBLIC)
