"""One word in all its writings: the table of cases, and what is read from whatever somebody types."""

from __future__ import annotations

import json
import random
import unicodedata
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from courses.search.near import is_one_slip, looks_like
from courses.search.question import LONGEST, MOST_WORDS, question_of
from courses.search.words import LONGEST_WORD, folded, forms, words_in

CASES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "cases" / "search.json").read_text(encoding="utf-8"))


def name_of(case: dict[str, Any]) -> str:
    return f"{case.get('language', '')} {(case.get('words') or [case.get('typed') or case.get('word')])[0]!a}"


def finds(typed: str, written: str) -> bool:
    """Whether somebody who types one writing finds a text with the other."""
    (word,) = question_of(typed).words
    return any(word.stands_for(written[start:end]) for start, end in words_in(written))


def whole(typed: str, written: str) -> bool:
    """Whether a text has the very word that somebody types, not only a longer one."""
    (word,) = question_of(typed).words
    return any(form in word.exact for start, end in words_in(written) for form in forms(written[start:end]))


@pytest.mark.parametrize("case", CASES["alike"], ids=name_of)
def test_writings_of_one_word_find_each_other(case: dict[str, Any]) -> None:
    for typed, written in permutations(case["words"], 2):
        assert whole(typed, written), (typed, written)


@pytest.mark.parametrize("case", CASES["apart"], ids=name_of)
def test_different_words_stay_different(case: dict[str, Any]) -> None:
    one, other = case["words"]
    assert not whole(one, other)
    assert not whole(other, one)


@pytest.mark.parametrize("case", CASES["forms"], ids=name_of)
def test_a_word_is_kept_in_these_forms(case: dict[str, Any]) -> None:
    assert list(forms(case["word"])) == case["forms"]


@pytest.mark.parametrize("case", CASES["question"], ids=name_of)
def test_words_are_read_from_what_is_typed_and_signs_are_not(case: dict[str, Any]) -> None:
    assert [word.typed for word in question_of(case["typed"]).words] == case["words"]


def test_every_language_of_ours_has_cases() -> None:
    assert {code for code, _name in settings.LANGUAGES} <= {case["language"] for case in CASES["alike"]}


def test_forms_hold_nothing_that_means_something_to_a_database() -> None:
    chance = random.Random(3)
    letters = [chr(code) for code in range(1, 0x3000) if unicodedata.category(chr(code)) not in {"Cn", "Cs"}]
    for _round in range(3_000):
        text = "".join(chance.choices(letters, k=12))
        for start, end in words_in(text):
            for form in forms(text[start:end]):
                assert 0 < len(form) <= LONGEST_WORD
                assert all(unicodedata.category(character)[0] in "LMN" for character in form), (text, form)
                assert not any(character.isascii() and not character.isalnum() for character in form)


def test_folding_twice_changes_nothing() -> None:
    for case in CASES["alike"]:
        for word in case["words"]:
            assert folded(folded(word)) == folded(word)


# --- what is typed ----------------------------------------------------------------------------------------------------


def test_a_long_text_is_cut_and_it_is_said() -> None:
    question = question_of("photo " * 5_000)
    assert len(question.shown) <= LONGEST
    assert [word.typed for word in question.words] == ["photo"]
    assert question.is_cut


def test_the_first_eight_words_are_looked_for_and_it_is_said() -> None:
    question = question_of("a b c d e f g h i j")
    assert len(question.words) == MOST_WORDS
    assert question.is_cut
    assert not question_of("a b c d e f g h").is_cut


def test_a_beginning_of_two_letters_finds_when_it_comes_last_and_of_three_elsewhere() -> None:
    first, second = question_of("ph pi").words
    assert (first.starts, second.starts) == ((), ("pi",))
    assert [word.starts for word in question_of("pho pic").words] == [("pho",), ("pic",)]
    assert question_of("x").words[0].starts == ()


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("photo", "photographs"),
        ("imag", "imagens"),
        ("هاتف", "هاتفك"),
        ("صورة", "صورتك"),
        ("हिं", "हिन्दी"),
        ("ছবি", "ছবিটি"),
        ("አማር", "አማርኛ"),
        ("kompyut", "kompyuta"),
    ],
)
def test_a_word_finds_what_begins_with_it(typed: str, written: str) -> None:
    assert finds(typed, written)


# --- slips ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("phtoo", "photo"), ("poto", "photo"), ("photoo", "photo"), ("phato", "photo"), ("hpoto", "photo"), ("صوره", "سوره")],
)
def test_one_slip_is_seen(typed: str, meant: str) -> None:
    assert is_one_slip(typed, meant)
    assert is_one_slip(meant, typed)


@pytest.mark.parametrize(("typed", "other"), [("photo", "photo"), ("photo", "phone"), ("photo", "photographs"), ("ab", "cd")])
def test_two_slips_are_another_word(typed: str, other: str) -> None:
    assert not is_one_slip(typed, other)
    assert not is_one_slip(other, typed)


def test_the_database_is_asked_for_every_word_that_is_one_slip_away() -> None:
    """The beginning or the end that `looks_like` asks for survives any one slip."""
    for word in ("photo", "scam", "harvest", "ab" * 4):
        slips = {word[:at] + word[at + 1 :] for at in range(len(word))}
        slips |= {word[:at] + "z" + word[at + rest :] for at in range(len(word) + 1) for rest in (0, 1)}
        slips |= {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
        (length, ends) = looks_like(word).children
        conditions = dict([length, *ends.children])
        for slip in slips - {word}:
            assert is_one_slip(word, slip), slip
            assert conditions["length__range"][0] <= len(slip) <= conditions["length__range"][1]
            assert slip.startswith(conditions["word__startswith"]) or slip.endswith(conditions["word__endswith"]), (word, slip)
