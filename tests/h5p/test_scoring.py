"""Scores computed again equal each type's own rules: tables of cases, written from the design (11.3 and 11.4)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h5p.answer_keys import is_rescored, key_of, pass_percentage_of, question_keys, single_choice_keys
from h5p.blocks import AskCards, FillTheGap, WordGap
from h5p.errors import H5PError
from h5p.mapping import to_native
from h5p.mapping.marked_text import marked, pairs, typed_gap, word_gap
from h5p.scoring import EssayKey, Score, rescore, total
from h5p.spelling import near_enough, within
from tests.h5p.cpu_time import less_than
from tests.h5p.libraries import named


def score(library: str, params: dict[str, Any], response: str | None) -> tuple[int, int, bool | None]:
    found = rescore(key_of(named(library), params), response)
    return found.raw, found.max, found.passed


def choices(right: str, **behaviour: Any) -> dict[str, Any]:
    """`"+-+"`: three answers, the first and the last right."""
    return {"answers": [{"text": "x", "correct": sign == "+"} for sign in right], "behaviour": behaviour}


MULTI = [
    # one right: a single choice by itself
    ("+--", {}, "0", (1, 1, True)),
    ("+--", {}, "1", (0, 1, False)),
    ("+--", {}, "", (0, 1, False)),
    # several right: partial, never below nothing
    ("++-", {}, "0[,]1", (2, 2, True)),
    ("++-", {}, "0", (1, 2, False)),
    ("++-", {}, "0[,]2", (0, 2, False)),
    ("++-", {}, "0[,]1[,]2", (1, 2, False)),
    ("++--", {}, "2[,]3", (0, 2, False)),
    ("++-", {"passPercentage": 50}, "0", (1, 2, True)),
    # what the author forced
    ("+--", {"type": "multi"}, "0[,]1", (0, 1, False)),
    ("+--", {"type": "multi"}, "0", (1, 1, True)),
    ("++-", {"type": "single"}, "1", (1, 1, True)),
    ("++-", {"type": "single"}, "2", (0, 1, False)),
    # one point for all
    ("+++-", {"singlePoint": True}, "0[,]1[,]2", (1, 1, True)),
    ("+++-", {"singlePoint": True}, "0[,]1", (0, 1, False)),
    ("+++-", {"singlePoint": True, "passPercentage": 60}, "0[,]1", (1, 1, True)),
    ("+++-", {"singlePoint": True, "passPercentage": 60}, "0[,]1[,]3", (0, 1, False)),
    # nothing is right: who marks nothing has it
    ("---", {}, "", (1, 1, True)),
    ("---", {}, "0", (0, 1, False)),
    ("---", {"singlePoint": True}, "", (1, 1, True)),
]


@pytest.mark.parametrize(("right", "behaviour", "response", "expected"), MULTI)
def test_multiple_choice(right: str, behaviour: dict[str, Any], response: str, expected: tuple[int, int, bool]) -> None:
    assert score("H5P.MultiChoice 1.16", choices(right, **behaviour), response) == expected


@pytest.mark.parametrize(
    ("correct", "response", "raw"),
    [("true", "true", 1), ("true", "false", 0), ("false", "false", 1), ("false", "true", 0), ("true", "", 0), (True, "true", 1)],
)
def test_true_or_false(correct: object, response: str, raw: int) -> None:
    assert score("H5P.TrueFalse 1.8", {"correct": correct}, response) == (raw, 1, None)


BLANKS = [
    ("The *sun* and *moon/Luna:at night*.", {}, "sun[,]Luna", (2, 2)),
    ("The *sun* and *moon/Luna:at night*.", {}, "sun[,]", (1, 2)),
    ("The *sun* and *moon/Luna:at night*.", {}, "sun", (1, 2)),
    ("The *sun* and *moon/Luna:at night*.", {}, "", (0, 2)),
    ("The *sun* and *moon/Luna:at night*.", {}, " sun [,]luna", (1, 2)),
    ("The *sun* and *moon/Luna:at night*.", {"caseSensitive": False}, "SUN[,]luna", (2, 2)),
    # entities and tags belong to nobody's answer
    ("*<b>Tom &amp; Ann</b>*", {}, "Tom & Ann", (1, 1)),
    # spelling: long answers forgive two slips, middling one, short none
    ("*Madagascar*", {"acceptSpellingErrors": True}, "Madgaskra", (0, 1)),
    ("*Madagascar*", {"acceptSpellingErrors": True}, "Madagasacr", (1, 1)),
    ("*Madagascar*", {"acceptSpellingErrors": True}, "Madgasacr", (1, 1)),
    ("*Malawi*", {"acceptSpellingErrors": True}, "Mlaawi", (1, 1)),
    ("*Malawi*", {"acceptSpellingErrors": True}, "Mlaaw", (0, 1)),
    ("*Mali*", {"acceptSpellingErrors": True}, "Mail", (1, 1)),
    ("*sun*", {"acceptSpellingErrors": True}, "son", (0, 1)),
    ("*Mali*", {}, "Mail", (0, 1)),
    ("2 * 3 = *6*", {}, "", (0, 1)),
    ("a ** b", {}, "", (0, 0)),
]


@pytest.mark.parametrize(("text", "behaviour", "response", "expected"), BLANKS)
def test_blanks(text: str, behaviour: dict[str, Any], response: str, expected: tuple[int, int]) -> None:
    params = {"questions": [{"question": text}], "behaviour": behaviour}
    assert score("H5P.Blanks 1.14", params, response)[:2] == expected
    assert score("H5P.Blanks 1.14", {**params, "questions": [text]}, response)[:2] == expected


@pytest.mark.parametrize(
    ("response", "raw"),
    [("red[,]red[,]blue", 3), ("red[,]blue[,]red", 1), ("[,][,]blue", 1), ("", 0), ("red", 1), ("Red[,]red[,]", 1)],
)
def test_drag_text_counts_each_gap_and_equal_words_are_equal(response: str, raw: int) -> None:
    text = "A *red* and *red:tip\\+right: yes\\-wrong* and *blue*"
    assert score("H5P.DragText 1.10", {"textField": text}, response) == (raw, 3, None)


@pytest.mark.parametrize(("response", "raw"), [("1[,]4", 2), ("1", 1), ("1[,]0", 0), ("0[,]2", 0), ("", 0), ("0[,]1[,]4", 1)])
def test_mark_the_words_takes_wrong_ones_off(response: str, raw: int) -> None:
    params = {"textField": "<p>The *sun*, «and»</p><p>the *moon*!</p>"}
    assert score("H5P.MarkTheWords 1.11", params, response) == (raw, 2, None)


def test_single_choices_count_the_first_answer_and_the_whole_passes_at_a_hundred() -> None:
    params: dict[str, Any] = {
        "choices": [{"question": "a", "answers": ["r", "w"], "subContentId": "s1"}, {"answers": ["r", "w", "w"]}, {}]
    }
    keys = single_choice_keys(params)
    assert [sub_id for sub_id, _key in keys] == ["s1", None, None]
    scores = [rescore(key, response) for (_sub_id, key), response in zip(keys, ["0", "2", ""], strict=True)]
    percentage = pass_percentage_of(named("H5P.SingleChoiceSet 1.11"), params)
    assert total(scores, pass_percentage=percentage) == Score(1, 3, False)
    assert total(scores[:1], pass_percentage=percentage) == Score(1, 1, True)


def test_a_question_set_is_the_sum_of_its_questions_and_passes_at_fifty() -> None:
    params = {
        "questions": [
            {"library": "H5P.MultiChoice 1.16", "params": choices("++-"), "subContentId": "s1"},
            {"library": "H5P.TrueFalse 1.8", "params": {"correct": "true"}},
            {"library": "H5P.DragQuestion 1.15", "params": {}},
            {"library": "nonsense"},
        ]
    }
    keys = [key for _sub_id, key in question_keys(params)]
    assert keys[2:] == [None, None]
    scores = [rescore(key, response) for key, response in zip(keys, ["0", "true"], strict=False) if key]
    percentage = pass_percentage_of(named("H5P.QuestionSet 1.21"), params)
    assert total(scores, pass_percentage=percentage) == Score(2, 3, True)
    assert total([Score(1, 3)], pass_percentage=percentage) == Score(1, 3, False)
    assert pass_percentage_of(named("H5P.QuestionSet 1.21"), {"passPercentage": 80}) == 80


@pytest.mark.parametrize(
    ("library", "params", "response", "raw"),
    [
        ("H5P.Flashcards 1.7", {}, "paris[,]LIMA", 2),
        ("H5P.Flashcards 1.7", {"caseSensitive": True}, "paris[,]Lima", 1),
        ("H5P.Flashcards 1.7", {}, "[,]Lyma", 0),
        ("H5P.Flashcards 1.7", {}, "Lutetia", 1),
        ("H5P.Flashcards 1.5", {}, "Lutetia", 0),
        ("H5P.Flashcards 1.5", {}, "Paris/Lutetia", 1),
    ],
)
def test_flashcards(library: str, params: dict[str, Any], response: str, raw: int) -> None:
    cards = [{"text": "France", "answer": "Paris/Lutetia"}, {"text": "Peru", "answer": "Lima"}]
    assert score(library, {"cards": cards, **params}, response) == (raw, 2, None)


def test_an_essay_counts_keywords_as_often_as_they_count() -> None:
    keywords = [
        {"keyword": "water", "alternatives": ["rain fall"], "options": {"points": 2, "occurrences": 2}},
        {"keyword": "Nile", "options": {"caseSensitive": True}},
        {"keyword": "pyramid", "options": {"forgiveMistakes": True}},
        {"keyword": "/any.*/"},
        {"keyword": "wild*"},
    ]
    params = {"keywords": keywords, "behaviour": {"percentagePassing": 50}}
    essay = "H5P.Essay 1.5"
    assert score(essay, params, "Water, water and rain fall. The nile. A pyramyd.") == (5, 6, True)
    assert score(essay, params, "The Nile.") == (1, 6, False)
    assert score(
        essay, {**params, "behaviour": {"overrideCaseSensitive": "off", "overrideForgiveMistakes": "off"}}, "nile pyramyd"
    ) == (
        1,
        6,
        False,
    )
    assert score(essay, {**params, "behaviour": {"ignoreScoring": True}}, "Nile") == (0, 0, None)
    assert EssayKey(()).score("x").scaled == 1.0


FORGED = [
    ("H5P.MultiChoice 1.16", choices("+--"), "0[,]1"),
    ("H5P.MultiChoice 1.16", choices("++-"), "0[,]0"),
    ("H5P.MultiChoice 1.16", choices("++-"), "3"),
    ("H5P.MultiChoice 1.16", choices("++-"), "-1"),
    ("H5P.MultiChoice 1.16", choices("++-"), "٠"),
    ("H5P.MultiChoice 1.16", choices("++-"), "0[,]1[,]2[,]2"),
    ("H5P.MultiChoice 1.16", choices("++-"), "99999999999999999999"),
    ("H5P.TrueFalse 1.8", {"correct": "true"}, "True"),
    ("H5P.Blanks 1.14", {"questions": ["*a*"]}, "a[,]a"),
    ("H5P.Blanks 1.14", {"questions": ["*a*"]}, "a" * 6_000),
    ("H5P.DragText 1.10", {"textField": "*a*"}, "a[,]b"),
    ("H5P.MarkTheWords 1.11", {"textField": "*a* b"}, "0[,]0"),
    ("H5P.MarkTheWords 1.11", {"textField": "*a* b"}, "2"),
    ("H5P.Essay 1.5", {"keywords": [{"keyword": "a"}]}, "a " * 20_000),
    ("H5P.MultiChoice 1.16", choices("+"), ["0"]),
    ("H5P.MultiChoice 1.16", choices("+"), 0),
]


@pytest.mark.parametrize(("library", "params", "response"), FORGED)
def test_a_response_that_no_such_question_gives_is_refused(library: str, params: dict[str, Any], response: Any) -> None:
    with pytest.raises(H5PError) as refused:
        score(library, params, response)
    assert refused.value.code == "response-mismatch"


def test_one_choice_of_a_set_takes_one_answer() -> None:
    with pytest.raises(H5PError):
        rescore(single_choice_keys({"choices": [{"answers": ["a", "b"]}]})[0][1], "0[,]1")


def test_types_that_cannot_be_computed_again_say_so() -> None:
    assert not is_rescored(named("H5P.CoursePresentation 1.26"))
    with pytest.raises(H5PError) as refused:
        key_of(named("H5P.CoursePresentation 1.26"), {})
    assert refused.value.code == "no-key"


def test_no_response_is_an_empty_one_and_real_content_may_leave_everything_out() -> None:
    assert score("H5P.MultiChoice 1.16", choices("+--"), None) == (0, 1, False)
    assert score("H5P.MultiChoice 1.16", {"answers": "x", "behaviour": 7}, None) == (1, 1, True)
    for library in ("Blanks 1.14", "DragText 1.10", "MarkTheWords 1.11", "Flashcards 1.7", "Essay 1.5"):
        assert score(f"H5P.{library}", {"questions": [7], "textField": None, "cards": 7}, None)[:2] == (0, 0)


def test_the_gap_grammars() -> None:
    assert pairs("x *a / b :it&#39;s a tip: yes* y * z")[1::2] == ["a / b :it&#39;s a tip: yes"]
    assert typed_gap("a / b :it&#39;s a tip: yes") == (("a", "b"), "it's a tip: yes")
    assert pairs("** and * *")[1::2] == []
    assert typed_gap("a&#47;b&#58;c") == (("a/b:c",), "")
    assert typed_gap('<b class="x:y">a</b>/<i>b</i>') == (("a", "b"), "")
    assert word_gap("word:tip\\+good: yes\\-bad") == WordGap("word", "tip", "good: yes", "bad")
    assert word_gap("word") == WordGap("word")
    found = marked("<p>(*one*), two *three*** … – *** *&amp;*</p>")
    assert [(word, is_right) for _, word, _, is_right in found if word.strip("*")] == [
        ("one", True),
        ("two", False),
        ("three*", True),
        ("–", False),
        ("&", True),
    ]


@pytest.mark.parametrize(
    ("source", "answers"),
    [
        ("km&#47;h/mph", ("km/h", "mph")),
        ("<b>Tom &amp; Ann</b>", ("Tom & Ann",)),
        ("a//", ("a",)),
        ("x" * 3_000, ("x" * 3_000,)),
    ],
)
def test_a_gap_has_the_same_answers_for_scores_and_as_a_native_question(source: str, answers: tuple[str, ...]) -> None:
    params = {"questions": [f"A *{source}:tip* b"], "cards": [{"answer": source}]}
    blanks, cards = (to_native(library, params).blocks[0] for library in ("H5P.Blanks 1.14", "H5P.Flashcards 1.7"))
    assert isinstance(blanks, FillTheGap)
    assert isinstance(cards, AskCards)
    assert (blanks.gaps[0].answers, blanks.gaps[0].feedback) == ("; ".join(answers), "tip")
    for answer in answers:
        assert score("H5P.Blanks 1.14", params, answer)[:2] == (1, 1)
    assert score("H5P.Blanks 1.14", params, "")[:2] == (0, 1)
    if "<" not in source:  # cards hold no HTML
        assert cards.cards[0].answers == answers
        assert score("H5P.Flashcards 1.7", params, answers[0])[:2] == (1, 1)
        assert score("H5P.Flashcards 1.7", params, "")[:2] == (0, 1)
        old, whole = to_native("H5P.Flashcards 1.5", params).blocks[0], source.replace("&#47;", "/")
        assert isinstance(old, AskCards)
        assert old.cards[0].answers == (whole,)
        assert score("H5P.Flashcards 1.5", params, whole)[:2] == (1, 1)


def distance(one: str, other: str) -> int:
    """The plain table of the textbook, for comparison."""
    rows = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (one[i - 1] != other[j - 1]))
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@settings(max_examples=300, deadline=None)
@given(st.text("abc", max_size=8), st.text("abc", max_size=8), st.integers(0, 3))
def test_slips_are_counted_as_the_textbook_counts_them(one: str, other: str, most: int) -> None:
    assert within(one, other, most) == (distance(one, other) <= most)


def test_slips_of_very_long_words_are_counted_quickly() -> None:
    with less_than(0.5):
        assert near_enough("a" * 4_999 + "b", "a" * 5_000)


@settings(max_examples=200, deadline=None)
@given(
    st.text("+-", max_size=6),
    st.text("0123[,]", max_size=12),
    st.fixed_dictionaries({}, optional={"type": st.sampled_from(["auto", "single", "multi", 7]), "singlePoint": st.booleans()}),
)
def test_no_response_gives_more_than_all_points(right: str, response: str, behaviour: dict[str, Any]) -> None:
    found = Score(0, 0)
    try:
        found = rescore(key_of(named("H5P.MultiChoice 1.16"), choices(right, **behaviour)), response)
    except H5PError as refused:
        response = refused.code
    assert 0 <= found.raw <= found.max
