"""The list of what no longer stands: its bits, its size, and lists that are none."""

from __future__ import annotations

import base64
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from learning.certificates.errors import CredentialUnreadable
from learning.certificates.status_list import BITS, BYTES, decoded_list, encoded_list, is_set


@given(some.sets(some.integers(0, BITS - 1), max_size=50))
@settings(max_examples=40, deadline=None)
def test_the_places_that_were_set_are_set_and_no_others(places: set[int]) -> None:
    encoded = encoded_list(places)
    assert encoded == encoded_list(sorted(places, reverse=True))
    bits = decoded_list(encoded)
    assert {place for place in range(BITS) if bits[place // 8] & 0x80 >> place % 8} == places


def test_the_first_place_is_the_highest_bit() -> None:
    assert decoded_list(encoded_list({0}))[0] == 0x80
    assert is_set(encoded_list({94567}), 94567)
    assert not is_set(encoded_list({94567}), 94566)


def as_list(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize(
    "encoded",
    ["", "u", "z", "u!!!", as_list(b"x"), as_list(gzip.compress(b"short", mtime=0)), as_list(gzip.compress(bytes(50_000_000)))],
)
def test_what_is_no_list_is_refused_and_a_bomb_does_not_burst(encoded: str) -> None:
    with pytest.raises(CredentialUnreadable):
        is_set(encoded, 0)


def test_a_place_outside_is_refused() -> None:
    with pytest.raises(CredentialUnreadable):
        is_set(encoded_list(()), BYTES * 8)
