"""Mwanga.Questions: our own runnable library. Its parameters are native blocks, so nothing is lost either way.

Texts without tags are kept HTML-escaped, as H5P keeps them; the player decodes them. HTML stands under the name `html`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from h5p.block_json import block_json, block_of
from h5p.blocks import Accordion, Block, FillTheGap, OneAnswer, Page, Panel, Picture, PutInOrder, SeveralAnswers, Text, TrueFalse
from h5p.errors import H5PError
from h5p.html_text import clean_html, tagless, untagged
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, picture_of, string
from h5p.mapping.writing import file_of, sub_content

MACHINE: Final = "Mwanga.Questions"
VERSIONS: Final = ((1, 0),)
PLAYED: Final = (Text, Picture, Accordion, OneAnswer, SeveralAnswers, TrueFalse, FillTheGap, PutInOrder)
BESIDE: Final = {"type", "subContentId", "file"}
DEEPEST: Final = 6


def to_native(params: Params, media: Media) -> Mapped:
    """A page of the blocks as they were; a block that cannot be read is left out with a loss."""
    read = Reader(media)
    blocks = [_block(read, item, path) for path, item in read.groups(params.get("blocks"), "blocks")]
    return read.mapped([Page("", tuple(block for block in blocks if block is not None))])


def from_native(block: Page, words: Mapping[str, str] | None = None) -> Params:
    """Raises H5PError (`not-exportable`) for a kind that the library does not play. `words` take the places of some of `L10N`."""
    if not isinstance(block, Page):
        raise cannot_write(block, MACHINE, "it is not a page of blocks.")
    return {"blocks": [_written(part, place) for place, part in enumerate(block.blocks)], "l10n": {**L10N, **_said(words or {})}}


def _block(read: Reader, item: Params, path: str) -> Block | None:
    if item.get("type") == Picture.kind:
        found = read.file(item.get("file"), path)
        return _picture(item, found) if found else None
    value = _read({key: part for key, part in item.items() if key not in BESIDE}, 0)
    if item.get("type") == Text.kind:
        return Text(clean_html(string(value.get("html"))))
    if item.get("type") == Accordion.kind:
        panels = read.groups(value.get("panels"), path)
        return Accordion(tuple(Panel(string(one.get("title")), clean_html(string(one.get("html")))) for _, one in panels))
    try:
        block = block_of({"type": item.get("type"), "value": value})
    except H5PError:
        block = None
    if not isinstance(block, PLAYED):
        read.lose("part-unreadable", path)
        return None
    return block


def _picture(item: Params, path: str) -> Picture:
    file = item["file"]
    return picture_of(path, file, untagged(string(item.get("alt"))), caption=untagged(string(item.get("caption"))))


def _written(block: Block, place: int) -> Params:
    if not isinstance(block, PLAYED):
        raise cannot_write(block, MACHINE, "the library does not play this kind.")
    data = block_json(block)
    identity = sub_content(MACHINE, data, str(place))["subContentId"]
    return {"type": block.kind, **_fields(block, data["value"]), "subContentId": identity}


def _said(words: Mapping[str, str]) -> Params:
    return {name: tagless(words[name]) for name in L10N if words.get(name)}


def _fields(block: Block, value: Params) -> Params:
    if isinstance(block, Text):
        return {"html": clean_html(block.text)}
    if isinstance(block, Accordion):
        return {"panels": [{"title": tagless(panel.title), "html": clean_html(panel.text)} for panel in block.panels]}
    if isinstance(block, Picture):
        return {"file": file_of(block), "alt": tagless(block.alt), "caption": tagless(block.caption)}
    fields: Params = _escaped(value)
    return fields


def _escaped(value: Any) -> Any:
    """All plain texts HTML-escaped."""
    if isinstance(value, dict):
        return {key: _escaped(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_escaped(part) for part in value]
    return tagless(value) if isinstance(value, str) else value


def _read(value: Any, depth: int) -> Any:
    """The parameters with their texts decoded; `html` stays, and what is nested deeper than blocks are becomes nothing."""
    if depth > DEEPEST:
        return None
    if isinstance(value, dict):
        return {key: string(part) if key == "html" else _read(part, depth + 1) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_read(part, depth + 1) for part in value]
    return untagged(value) if isinstance(value, str) else value


L10N: Final = {
    "check": "Check",
    "retry": "Try again",
    "isTrue": "True",
    "isFalse": "False",
    "right": "Right.",
    "notYet": "Not yet.",
    "score": "@score of @total",
    "place": "Place of @item",
    "gap": "Gap @number",
}
