"""Cards written as H5P and read again are the same: the five kinds of question, texts and pictures."""

from __future__ import annotations

from html import escape
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.playing.native import Card, blocks_of, cards_from, rich_text
from courses.playing.native_media import files_of
from courses.questions.raw_lists import as_items
from h5p.archive import open_package
from h5p.blocks import Embed, Picture, Recording
from h5p.credits import Credits
from h5p.export import Content, export
from h5p.native_package import native_package

PIECES = [
    *("rain", "1", "?", "*", "**", "a/b", "c:d", "it's", "“so”", "<b>", "&amp;", "&", "{"),
    *("ɗan", "ƙasa", "ɓera", "ƴa", "مطر", "«الذكاء»", "\u200fهل", "दो"),
]
WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map(" ".join)
MAYBE = st.one_of(st.just(""), WORDS)
LINES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)


class Kept:
    """Rows by the path that a block names."""

    def picture(self, block: Picture) -> int | None:
        return int(block.path.rpartition("/")[2].partition(".")[0])

    def recording(self, block: Recording) -> Card | None:
        return None

    def embed(self, block: Embed) -> int | None:
        return None


@st.composite
def options(draw: st.DrawFn, *, right: int | None) -> list[dict[str, Any]]:
    """Options, one of them right or (None) any."""
    texts = draw(st.lists(WORDS, min_size=2, max_size=5))
    place = draw(st.integers(0, len(texts) - 1))
    marks = [place == here if right else draw(st.booleans()) for here in range(len(texts))]
    values = [{"text": text, "is_right": mark, "feedback": draw(MAYBE)} for text, mark in zip(texts, marks, strict=True)]
    return as_items(values)


@st.composite
def several(draw: st.DrawFn) -> Card:
    return "several_answers", {"prompt": draw(LINES), "options": draw(options(right=None)), "assesses": None}


@st.composite
def one(draw: st.DrawFn) -> Card:
    return "one_answer", {"prompt": draw(LINES), "options": draw(options(right=1)), "assesses": None}


@st.composite
def statement(draw: st.DrawFn) -> Card:
    said = {name: draw(MAYBE) for name in ("feedback_true", "feedback_false")}
    return "true_false", {"prompt": draw(LINES), **said, "is_true": draw(st.sampled_from(["true", "false"])), "assesses": None}


@st.composite
def steps(draw: st.DrawFn) -> Card:
    items = as_items({"text": text, "feedback": draw(MAYBE)} for text in draw(st.lists(WORDS, min_size=2, max_size=5)))
    return "put_in_order", {"prompt": draw(LINES), "items": items, **draw(ends()), "assesses": None}


@st.composite
def gaps(draw: st.DrawFn) -> Card:
    count = draw(st.integers(1, 4))
    pieces = [f"{draw(WORDS)} {{{number}}}" for number in range(1, count + 1)]
    fits = [
        "; ".join(draw(st.lists(WORDS.map(lambda text: text.replace(";", ",")), min_size=1, max_size=3)))
        for _number in range(count)
    ]
    values = as_items({"answers": answer, "feedback": draw(MAYBE)} for answer in fits)
    return "fill_the_gap", {"prompt": draw(MAYBE), "text": f"{' '.join(pieces)}.", "gaps": values, **draw(ends()), "assesses": None}


@st.composite
def ends(draw: st.DrawFn) -> dict[str, str]:
    return {"right": draw(MAYBE), "wrong": draw(MAYBE)}


TAGS = ["<p>{}</p>", "<p><b>{}</b></p>", "<ul><li>{}</li></ul>", '<p><a href="https://a.example/?b=1&amp;c=2">{}</a></p>']


@st.composite
def texts(draw: st.DrawFn) -> Card:
    pieces = draw(st.lists(WORDS.map(lambda words: escape(words, quote=False)), min_size=1, max_size=3))
    return "text", {"text": rich_text("".join(draw(st.sampled_from(TAGS)).format(piece) for piece in pieces))}


def without_identities(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_identities(part) for key, part in value.items() if key != "id"}
    return [without_identities(part) for part in value] if isinstance(value, list | tuple) else value


def there_and_back(cards: list[Card], mode: str, files: dict[str, bytes] | None = None) -> list[Card]:
    """The cards of the package that cards are written as."""
    blocks = tuple(block for card in cards for block in blocks_of(card))
    data = export(Content(Credits(title="Rain"), blocks, files or {}), mode=mode).data
    with open_package(BytesIO(data)) as archive:
        found = native_package(archive)
    return cards_from(found.blocks, Kept())[0]


ANY = st.one_of(one(), several(), statement(), steps(), gaps(), texts())


@given(cards=st.lists(ANY, min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_own_packages_give_identical_cards(cards: list[Card]) -> None:
    assert without_identities(there_and_back(cards, "own")) == without_identities(cards)


@given(card=st.one_of(one(), statement(), texts()))
@settings(max_examples=100, deadline=None)
def test_standard_types_give_identical_cards(card: Card) -> None:
    assert without_identities(there_and_back([card], "content-only")) == without_identities([card])


@given(card=st.one_of(steps(), gaps(), several()))
@settings(max_examples=100, deadline=None)
def test_standard_types_with_marks_in_their_texts_give_identical_cards(card: Card) -> None:
    assert without_identities(there_and_back([card], "content-only")) == without_identities([card])


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["own", "content-only"])
def test_a_picture_comes_back_with_its_words_and_rights(picture: Any, mode: str) -> None:
    card: Card = ("picture", {"picture": picture.pk, "alt": "هاتف & “radio”", "caption": "ƙasa"})
    files = files_of(*card)
    [block] = blocks_of(card)
    assert isinstance(block, Picture)
    assert (block.credit, block.licence) == ("Mwanga", "CC BY 4.0")
    assert next(iter(files.values()))[:3] == b"\xff\xd8\xff"
    assert there_and_back([card], mode, files) == [card]
