"""Codes and numbers as the offline verifier reads them: CBOR in its shortest form, COSE, the claims; and what somebody types."""

from __future__ import annotations

import base64
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from learning.certificates.numbers import new_number, read_number, shown_number
from tests.learning.certificates.offline_core import OfflineCore
from tests.learning.certificates.signed import token

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "data",
    [
        "1817",  # a number in more bytes than it needs
        "190017",
        "1a0000ffff",
        "1b00000000ffffffff",
        "1b0020000000000000",  # a number that doubles cannot hold
        "5f4101ff",  # of unknown length
        "9f01ff",
        "bf0102ff",
        "7f6161ff",
        "a201020103",  # a key twice
        "62c328",  # no UTF-8
        "63eda080",
        "4201",  # longer than what is there
        "5b7fffffffffffffff",
        "8201",
        "a101",
        "c0",
        "f4",  # truths, floats and break: nothing of ours
        "f6",
        "f97e00",
        "ff",
        "1c",
        "0000",  # something behind the end
        "",
        "81" * 200,  # nesting
        "c1" * 200,
        "d8" * 3,
    ],
)
def test_cbor_that_is_not_in_its_shortest_form_is_refused(core: OfflineCore, data: str) -> None:
    assert "refused" in core.ask("fromCbor", bytes.fromhex(data))


integers = some.integers(-(2**53), 2**53 - 1)
items = some.recursive(
    integers | some.binary(max_size=30) | some.text(some.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: some.lists(inner, max_size=4),
    max_leaves=8,
)


@given(items)
@settings(max_examples=200, deadline=None)
def test_cbor_that_another_library_wrote_is_read(core: OfflineCore, item: Any) -> None:
    data = cbor2.dumps(item)
    if len(data) <= 600 and deep(item) < 8:
        assert core.ask("fromCbor", data) == item


def deep(item: Any) -> int:
    return 1 + max(map(deep, item), default=0) if isinstance(item, list) else 1


def test_a_map_and_a_tag_are_read(core: OfflineCore) -> None:
    assert core.ask("fromCbor", cbor2.dumps({1: "a", -65537: [b"b"]})) == {"keys": [1, -65537], "values": ["a", [b"b"]]}
    assert core.ask("fromCbor", cbor2.dumps(cbor2.CBORTag(18, [1]))) == {"tag": 18, "item": [1]}


def test_a_code_is_read(core: OfflineCore) -> None:
    said = core.ask("readToken", token(name='𐎀 O’Neill\n"آمنة"'))
    assert said["key"] == "key-1"
    assert said["claims"] == {
        "host": "learn.example.org",
        "name": '𐎀 O’Neill\n"آمنة"',
        "issued_at": 1795392000,
        "course": "ai-foundations",
        "place": 94567,
        "language": "ar",
        "uuid": "5b0f4f2e-8a1d-4c5e-9a51-111111111111",
    }


@given(prefix=some.sampled_from(["", "https://learn.example.org/c/", "  "]), place=some.integers(0, 15))
@settings(max_examples=50, deadline=None)
def test_numbers_are_told_apart_alike(core: OfflineCore, prefix: str, place: int) -> None:
    number = new_number()
    for written in (number, shown_number(number), number.lower(), shown_number(number).replace("-", " – ")):
        assert read_number(prefix + written) == number
        assert core.ask("numberIn", prefix + written) == shown_number(number)
    wrong = number[:place] + ("A" if number[place] != "A" else "B") + number[place + 1 :]
    assert core.ask("numberIn", prefix + wrong) == (shown_number(wrong) if read_number(wrong) else "")


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "၀၁၂၃၄၅၆၇၈၉", "０１２３４５６７８９"])
def test_numbers_are_read_in_the_digits_of_learners(core: OfflineCore, digits: str) -> None:
    number = new_number()
    typed = "".join(digits[int(sign)] if sign.isdecimal() else sign for sign in shown_number(number))
    assert core.ask("numberIn", typed) == shown_number(read_number(typed) or "") == shown_number(number)


@given(some.binary(max_size=300))
@settings(max_examples=50, deadline=None)
def test_a_codes_text_is_read_in_base_32_and_in_base64url(core: OfflineCore, rest: bytes) -> None:
    data = bytes.fromhex("d28443") + rest
    assert core.ask("fromCode", base64.b32encode(data).decode().rstrip("=")) == data
    assert core.ask("fromCode", base64.urlsafe_b64encode(data).decode().rstrip("=")) == data


@pytest.mark.parametrize("text", ["2KCE1", "2KCEa", "2KCEAA", "2KCEAAA=", "2KCEA A", "2KCEAé"])
def test_a_damaged_code_in_base_32_is_refused(core: OfflineCore, text: str) -> None:
    assert "refused" in core.ask("fromCode", text)


def test_a_paper_in_base_32_says_the_same_as_one_in_base64url(core: OfflineCore) -> None:
    data = token()
    for text in (base64.b32encode(data).decode().rstrip("="), base64.urlsafe_b64encode(data).decode().rstrip("=")):
        for typed in (text, f"https://learn.example.org/v#{text}"):
            assert core.ask("claimIn", typed) == core.ask("claimIn", text)
            assert "refused" not in core.ask("claimIn", typed)
