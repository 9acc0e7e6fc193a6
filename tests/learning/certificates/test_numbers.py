"""Certificate numbers: unguessable, easy to read aloud, forgiving to typing, unforgiving to slips."""

from __future__ import annotations

from math import log2

import pytest

from learning.certificates.numbers import LENGTH, new_number, read_number, shown_number
from learning.codes import ALPHABET

NUMBER = "7K3PQ9XM2HTDV6R"


def number() -> str:
    from learning.codes import check_sign

    return NUMBER + check_sign(NUMBER)


def test_a_number_has_more_than_sixty_random_bits_and_no_look_alikes() -> None:
    assert (LENGTH - 1) * log2(len(ALPHABET)) > 60
    assert not set("ILO01") & set(ALPHABET)
    assert len({new_number() for _ in range(500)}) == 500
    assert all(read_number(new_number()) for _ in range(100))


def test_people_see_a_number_in_groups_of_four() -> None:
    assert shown_number(number()) == f"MW-7K3P-Q9XM-2HTD-V6R{number()[-1]}"


@pytest.mark.parametrize(
    "way",
    [
        "{shown}",
        "{lower}",
        "  {shown}\n",
        "{plain}",
        "mw {spaced}",
        "MW—{spaced}",
        "{shown}/",
        "https://learn.example.org/c/{shown}",
        "https://learn.example.org/c/{lower}?from=paper#top",
        "\u200e{shown}\u200f",
        "{wide}",
        "{arabic}",
    ],
)
def test_typing_may_be_sloppy(way: str) -> None:
    shown = shown_number(number())
    forms = {
        "shown": shown,
        "lower": shown.lower(),
        "plain": number(),
        "spaced": " ".join(number()),
        "wide": "".join(chr(ord(char) + 0xFEE0) if char.isalnum() else char for char in shown),
        "arabic": shown.translate({ord(str(digit)): chr(0x660 + digit) for digit in range(10)}),
    }
    assert read_number(way.format(**forms)) == number()


@pytest.mark.parametrize(
    "typed", ["", "MW-", "MW-7K3P", "MW-7K3P-Q9XM-2HTD-V6R!", "0" * 16, "é" * 16, "🙂" * 16, "A" * 10_000, "\x00"]
)
def test_what_is_no_number_is_nothing(typed: str) -> None:
    assert read_number(typed) is None


def test_every_single_slip_and_every_swap_is_noticed() -> None:
    good = number()
    for place in range(LENGTH):
        for sign in ALPHABET:
            if sign != good[place]:
                assert read_number(good[:place] + sign + good[place + 1 :]) is None
    for first in range(LENGTH):
        for second in range(first + 1, LENGTH):
            signs = list(good)
            signs[first], signs[second] = signs[second], signs[first]
            if signs != list(good):
                assert read_number("".join(signs)) is None
