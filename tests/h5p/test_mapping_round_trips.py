"""Native → `.h5p` → native: every block comes back identical, in each level of export that holds it."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from h5p import blocks as b
from h5p.archive import open_package
from h5p.block_json import block_json, block_of
from h5p.credits import Credits
from h5p.export import Content, export
from h5p.html_text import clean_html, html_of, plain
from h5p.mapping import MAPPINGS, Media, from_native, to_native
from h5p.mapping.marked_text import selectable
from h5p.native_package import native_package

quick = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))

FIELDS = re.findall(
    r"\w+",
    """
    question answers text correct tipsAndFeedback tip chosenFeedback notChosenFeedback behaviour type singlePoint
    passPercentage media params library file path mime copyright overallFeedback from to feedback questions textField
    distractors taskDescription choices dialogs tips front back audio image cards answer panels content title timeline date
    asset branchingScenario startScreen endScreens alternatives nextContentId keywords options solution chapters metadata
    sources summaries summary sequenceImages blocks items gaps imageDescription branchingQuestion era points subContentId
    introPage endGame html files one_answer l10n trueText bookCover
    """,
)

# Words as people type them, with all signs that the formats use for themselves.
letters = st.sampled_from(
    [*"abcXYZ09 .,:;/\\*+-<>&{}\"'()!\n", "é", "ß", "ক", "ع", "中", "\u00a0", "&amp;", "&#42;", "<b>", "{1}", "*a*", "🙂"]
)
said = st.lists(letters, max_size=12).map(lambda parts: "".join(parts).strip())
words = said.filter(bool)
line = said.map(lambda text: " ".join(text.split()))
name = line.filter(bool)
rich = said.map(lambda text: clean_html(f"<p>{html_of(text)}<strong>x</strong> <a href='https://x.org'>y</a></p>"))
few = {"min_size": 1, "max_size": 4}

options = st.builds(b.Option, words, st.booleans(), said)
one_answer = st.builds(
    lambda prompt, wrong, right, place: b.OneAnswer(prompt, (*wrong[:place], right, *wrong[place:])),
    said,
    st.lists(st.builds(b.Option, words, st.just(False), said), max_size=4).map(tuple),
    st.builds(b.Option, words, st.just(True), said),
    st.integers(0, 4),
)
several = st.builds(b.SeveralAnswers, said, st.lists(options, **few).map(tuple))
label = line.filter(lambda text: text not in ("True", "False"))
true_false = st.builds(b.TrueFalse, said, st.sampled_from(["true", "false"]), said, said, label, label)
answer = name.map(lambda text: text.replace(";", ",")).map(str.strip).filter(bool)
gap = st.builds(b.Gap, st.lists(answer, min_size=1, max_size=3).map("; ".join), said)
unbraced = said.map(lambda text: text.replace("{", "(").replace("}", ")"))


def with_marks(pieces: list[str], count: int) -> str:
    """The pieces with `{1}` … between them."""
    marked = [f"{piece} {{{place}}} " for place, piece in enumerate(pieces[:count], start=1)]
    return ("".join(marked) + pieces[count]).strip()


@st.composite
def gapped(draw: Any, kind: Any, gaps: Any) -> Any:
    """A text with as many marks as gaps."""
    found = tuple(draw(st.lists(gaps, **few)))
    pieces = draw(st.lists(unbraced, min_size=len(found) + 1, max_size=len(found) + 1))
    extra = {"distractors": tuple(draw(st.lists(words, max_size=2)))} if kind is b.ChooseWords else {}
    return kind(draw(said), with_marks(pieces, len(found)), found, right=draw(said), wrong=draw(said), **extra)


@st.composite
def mark_words(draw: Any) -> b.MarkWords:
    text = draw(said)
    places = draw(st.sets(st.integers(0, max(0, len(selectable(text)) - 1)), max_size=3)) if selectable(text) else set()
    return b.MarkWords(draw(said), text, tuple(sorted(places)), draw(said), draw(said))


fill = gapped(b.FillTheGap, gap)
choose = gapped(b.ChooseWords, st.builds(b.WordGap, words, said, said, said))
order = st.builds(b.PutInOrder, said, st.lists(st.builds(b.Step, words, said), min_size=2, max_size=4).map(tuple), said, said)
licence = st.sampled_from(["", "CC BY 4.0", "CC BY-SA 3.0", "CC0 1.0", "PD", "C"])
size = st.one_of(st.just(()), st.tuples(st.integers(1, 4000), st.integers(1, 4000)))
picture = st.builds(b.Picture, st.sampled_from(["images/a.png", "images/b.jpg"]), words, said, said, licence, size)
card_picture = st.builds(b.Picture, st.just("images/a.png"), said, licence=licence)
text = st.builds(b.Text, rich)
accordion = st.builds(b.Accordion, st.lists(st.builds(b.Panel, said, rich), max_size=3).map(tuple))
turn = st.builds(
    b.TurnCards,
    said,
    said,
    st.lists(st.builds(b.TurnCard, said, said, said, said, st.none() | card_picture), max_size=3).map(tuple),
    st.booleans(),
)
ask_card = st.builds(b.AskCard, said, st.lists(words, max_size=3).map(tuple), said, st.none() | card_picture)
ask = st.builds(b.AskCards, said, st.lists(ask_card, max_size=3).map(tuple), st.booleans())
date = st.sampled_from(["2020", "-500", "1999,12,31", ""])
event = st.builds(b.Event, date, said, rich, date, said, st.sampled_from(["", "https://x.org/a.png"]), said, said)
timeline = st.builds(b.Timeline, said, rich, st.lists(event, max_size=3).map(tuple))
keyword = st.builds(b.Keyword, words, st.lists(words, max_size=2).map(tuple), st.integers(1, 9), said, said)
essay = st.builds(
    b.Essay, said, said, said, rich, st.integers(0, 500), st.integers(0, 500), st.lists(keyword, max_size=2).map(tuple)
)
question = st.one_of(one_answer, several, true_false, fill, order, choose, mark_words(), essay)
recording = st.builds(b.Recording, st.just("a.mp4"), st.sampled_from(["video/mp4", "audio/mpeg"]), said)
led = st.tuples(st.one_of(picture, recording), st.one_of(one_answer, true_false, fill, choose))
quiz = st.builds(
    lambda title, parts, intro, pass_at: b.Quiz(title, tuple(block for part in parts for block in part), intro, pass_at),
    said,
    st.lists(st.one_of(question.map(lambda one: (one,)), led), max_size=3),
    rich,
    st.integers(0, 100),
)
embed = st.builds(
    b.Embed,
    st.just("H5P.Chart 1.2"),
    st.just({"graphMode": "pieChart"}),
    st.just({"title": "A", "license": "CC BY"}),
    st.just("6f0d1b50-36a4-4a0c-9a53-0d0c2a5f8e11"),
)
ending = st.builds(b.Ending, said, said, st.none() | st.integers(-9, 99))
choice = st.builds(b.Choice, said, st.integers(-1, 1), ending)
node = st.one_of(
    st.builds(b.Node, st.just(""), embed, goes_to=st.integers(-1, 1), ending=ending),
    st.builds(b.Node, said, st.one_of(text, picture, one_answer), goes_to=st.integers(-1, 1), ending=ending),
    st.builds(b.Node, said, st.none(), said, st.lists(choice, max_size=3).map(tuple), st.integers(-1, 1), ending),
)
scenario = st.builds(b.Scenario, said, said, st.lists(node, min_size=2, max_size=3).map(tuple), ending)
leaf = st.one_of(question, text, picture, accordion, turn, ask, timeline)
page = st.builds(b.Page, st.just(""), st.lists(st.one_of(leaf, quiz, scenario, embed, recording), max_size=3).map(tuple))
chapter = st.builds(b.Page, said, st.lists(st.one_of(text, one_answer, embed), max_size=2).map(tuple))
book = st.builds(b.Book, st.just(""), st.lists(chapter, max_size=2).map(tuple), rich)
block = st.one_of(leaf, quiz, page, book, scenario)
played = st.one_of(text, picture, accordion, one_answer, several, true_false, fill, order)


@given(said)
@settings(max_examples=100, deadline=None)
def test_plain_text_comes_back_from_its_html(text: str) -> None:
    assert plain(html_of(text)) == text


KINDS = {
    "one_answer": one_answer,
    "several_answers": several,
    "true_false": true_false,
    "fill_the_gap": fill,
    "put_in_order": order,
    "choose_words": choose,
    "mark_words": mark_words(),
    "essay": essay,
    "text": text,
    "picture": picture,
    "accordion": accordion,
    "turn_cards": turn,
    "ask_cards": ask,
    "timeline": timeline,
    "quiz": quiz,
    "scenario": scenario,
    "page": page,
    "book": book,
}


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_block_comes_back_identical_from_the_standard_type(kind: str, data: st.DataObject) -> None:
    block = data.draw(KINDS[kind])
    library, params = from_native(block)
    mapped = to_native(library, json.loads(json.dumps(params)))
    assert mapped.blocks == (block,)
    assert [loss for loss in mapped.losses if loss.code != "stays-embedded"] == []


@given(block)
@quick
def test_a_block_comes_back_identical_from_json(block: b.Block) -> None:
    assert block_of(json.loads(json.dumps(block_json(block)))) == block


@given(st.lists(played, min_size=2, max_size=4).map(tuple), name)
@quick
def test_blocks_come_back_identical_from_an_own_package(blocks: tuple[b.Block, ...], title: str) -> None:
    exported = export(content_of(blocks, title), mode="own")
    with open_package(io.BytesIO(exported.data)) as archive:
        found = native_package(archive)
    assert exported.losses == found.losses == ()
    assert found.blocks == (b.Page(title, blocks),)


@given(leaf)
@quick
def test_a_block_comes_back_identical_from_a_content_only_package(block: b.Block) -> None:
    exported = export(content_of((block,), "T"))
    with open_package(io.BytesIO(exported.data)) as archive:
        found = native_package(archive)
    assert found.blocks == (block,)
    assert found.credits.title == "T"
    assert export(content_of((block,), "T")).data == exported.data


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), said, st.just("H5P.MultiChoice 1.16"), st.just("*a*")),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6),
        max_leaves=25,
    ),
    st.sampled_from(sorted(MAPPINGS)),
)
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_parameters_whatever_raise_anything(params: Any, machine: str) -> None:
    mapped = to_native(f"{machine} 1.0", params, Media(lambda path: None))
    assert isinstance(mapped.blocks, tuple)
    assert all(loss.message for loss in mapped.losses)


def content_of(blocks: tuple[b.Block, ...], title: str) -> Content:
    files = {"images/a.png": b"\x89PNG\r\n\x1a\n", "images/b.jpg": b"\xff\xd8\xff\xe0"}
    return Content(Credits(title=title), blocks, files)
