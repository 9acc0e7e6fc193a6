"""Learner codes and picture PINs."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.codes import ALPHABET, LENGTH, check_sign, is_pin, new_code, pin_digest, read_code, read_pin, shown_code

codes = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1).map(lambda signs: signs + check_sign(signs))


def test_a_new_code_reads_as_itself_however_it_is_written() -> None:
    code = new_code()
    for typed in (code, shown_code(code), code.lower(), f" {code[:4]} – {code[4:]} "):
        assert read_code(typed) == code


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_slip_is_caught(code: str, place: int, sign: str) -> None:
    slipped = code[:place] + sign + code[place + 1 :]
    assert read_code(slipped) == (code if slipped == code else None)


@given(codes, st.integers(0, LENGTH - 3))
def test_every_swap_of_neighbours_is_caught(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_code(swapped) == (code if swapped == code else None)


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGHJ", "O0O0-I1I1", "كود-طويل", "x" * 5000])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize("names", [[], ["sun"], ["sun", "fish", "lion"], ["sun", "fish", "drum", "key"], ["", "", ""]])
def test_what_is_not_three_of_our_pictures_is_no_pin(names: list[str]) -> None:
    assert read_pin(names) is None


def test_a_pin_fits_only_its_person_and_order() -> None:
    person, pin = uuid4(), ("sun", "fish", "drum")
    digest = pin_digest(person, pin)
    assert is_pin(person, pin, digest)
    assert not is_pin(person, ("fish", "sun", "drum"), digest)
    assert not is_pin(uuid4(), pin, digest)
    assert not is_pin(person, pin, "")
