"""H5P blocks as the cards of a lesson, and cards as H5P blocks.

A card is (block type, raw StreamField value). Where our lessons lack a kind, its nearest form is taken and a loss says so; nothing
that people wrote is cut: what is longer than a field takes stays whole, and a loss asks the trainer to shorten it.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, Protocol

from wagtail import blocks as wagtail_blocks

from courses.blocks.h5p import KIND
from courses.blocks.richtext import lesson_html
from courses.manuscripts.richtext_html import html_of as stored_html
from courses.manuscripts.richtext_html import read_html
from courses.models import LessonPage
from courses.playing.native_media import picture_block, recording_block
from courses.questions import KINDS
from courses.questions.raw_lists import one_line, words
from h5p.blocks import Accordion, Block, Embed, OneAnswer, Option, Picture, Recording, Text, TrueFalse, flat
from h5p.errors import Issue
from h5p.html_text import html_of, plain
from h5p.own_form import own_form

Card = tuple[str, dict[str, Any]]
MOST_LISTS: Final = 200  # of one text; with more it is written without lists
LOSSES: Final = {
    "left-out": "This part is left out, because lessons have no such kind.",
    "simpler-form": "This part takes a simpler form, because lessons have no such kind.",
    "text-too-long": "A text is longer than its field takes. Shorten it in the lesson.",
    "too-many-parts": "There are more options, steps or gaps than a question takes. Take some out in the lesson.",
    "helplines-not-exported": "The numbers of the helpline card are not exported: each site keeps its own.",
}


class MediaRows(Protocol):
    """Who turns files and embedded parts of a package into rows. Each gives a row's key; None when it was not kept."""

    def picture(self, block: Picture) -> int | None: ...

    def recording(self, block: Recording) -> Card | None:
        """The card of a sound or a video."""
        ...

    def embed(self, block: Embed) -> int | None: ...


def cards_from(blocks: Iterable[Block], files: MediaRows) -> tuple[list[Card], list[Issue]]:
    """Cards in reading order, and what was lost, each loss with its block's place as path."""
    cards: list[Card] = []
    losses: list[Issue] = []
    for place, block in enumerate(flat(tuple(blocks))):
        made, lost = _cards_of(block, files)
        cards += made
        losses += [replace(loss, path=f"blocks/{place}") for loss in lost]
    losses += [loss for card in cards for loss in unfit(card)]
    return cards, list(dict.fromkeys(losses))


def _cards_of(block: Block, files: MediaRows) -> tuple[list[Card], list[Issue]]:
    if isinstance(block, Text):
        return _text_cards(block.text), []
    if isinstance(block, Picture):
        words_of = {"alt": one_line(block.alt), "caption": one_line(block.caption)}
        return [("picture", {"picture": files.picture(block), **words_of})], []
    if isinstance(block, Recording):
        card = files.recording(block)
        return ([card], []) if card else ([], [_loss("left-out")])
    if isinstance(block, Embed):
        content = files.embed(block)
        return ([(KIND, {"content": content, "summary": ""})], []) if content else ([], [_loss("left-out")])
    if isinstance(block, Accordion):
        panels = [_text_cards(f"<p><b>{html.escape(panel.title, quote=False)}</b></p>{panel.text}") for panel in block.panels]
        return [card for cards in panels for card in cards], [_loss("simpler-form")]
    if isinstance(block, TrueFalse) and (block.label_true or block.label_false):
        block = _with_labels(block)
    if block.kind in KINDS:
        return [(block.kind, KINDS[block.kind].from_h5p(block))], []
    return _simpler(block, files)


def _simpler(block: Block, files: MediaRows) -> tuple[list[Card], list[Issue]]:
    parts, _same = own_form([block])
    cards = [card for part in parts for card in _cards_of(part, files)[0]]
    return cards, [_loss("simpler-form" if cards else "left-out")]


def _with_labels(block: TrueFalse) -> OneAnswer:
    """A statement with words of its own for true and false keeps them as two options."""
    labels = {"true": block.label_true or "True", "false": block.label_false or "False"}
    said = {"true": block.feedback_true, "false": block.feedback_false}
    return OneAnswer(block.prompt, tuple(Option(labels[name], block.is_true == name, said[name]) for name in labels))


def _text_cards(source: str) -> list[Card]:
    text = rich_text(source)
    return [("text", {"text": text})] if text else []


def rich_text(source: str) -> str:
    """HTML as the page editor would store it: the few tags of lessons, nothing that could run."""
    clean = lesson_html(source)
    if clean.count("<ul") + clean.count("<ol") > MOST_LISTS:
        clean = html_of(plain(clean))
    return stored_html(read_html(clean))


def _loss(code: str) -> Issue:
    return Issue(code, LOSSES[code])


def unfit(card: Card) -> list[Issue]:
    """Where a card's raw value passes the limits of its fields, each kind of limit once."""
    kind, value = card
    block = LessonPage.body.field.stream_block.child_blocks[kind]
    return [_loss(code) for code in dict.fromkeys(_passed(block, value))]


def _passed(block: wagtail_blocks.Block, value: Any) -> Iterable[str]:
    if isinstance(block, wagtail_blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _passed(child, value.get(name))
    elif isinstance(block, wagtail_blocks.ListBlock):
        items = value or []
        if block.meta.max_num and len(items) > block.meta.max_num:
            yield "too-many-parts"
        for item in items:
            yield from _passed(block.child_block, item["value"])
    elif isinstance(value, str) and (most := getattr(getattr(block, "field", None), "max_length", None)) and len(value) > most:
        yield "text-too-long"


def blocks_of(card: Card) -> list[Block]:
    """The H5P blocks of one card; none for one that has nothing to export.

    Pictures and recordings are read from their rows; files have the paths of `native_media`. A card of an H5P content is not a
    block of ours: `packages` adds it.
    """
    kind, value = card
    if kind in KINDS:
        return [KINDS[kind].to_h5p(value)]
    if kind == "picture":
        picture = picture_block(value)
        return [picture] if picture else []
    if kind in ("audio", "video"):
        recording, transcript = recording_block(kind, value)
        return [*([recording] if recording else []), *_texts(html_of(transcript))]
    if kind == "example":
        title = words(value, "title")
        return _texts((f"<p><b>{html.escape(title, quote=False)}</b></p>" if title else "") + lesson_html(value.get("text") or ""))
    if kind == "text":
        return _texts(lesson_html(value.get("text") or ""))
    if kind in ("share", "helpline"):
        return _texts(html_of(words(value, "text" if kind == "share" else "intro")))
    return []


def _texts(source: str) -> list[Block]:
    text = rich_text(source)
    return [Text(text)] if text else []
