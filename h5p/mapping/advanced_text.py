"""H5P.AdvancedText: a formatted text."""

from __future__ import annotations

from typing import Any, Final

from h5p.blocks import Text
from h5p.html_text import SILENT, TAGS, clean_html, tags_of
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, string

MACHINE: Final = "H5P.AdvancedText"
VERSIONS: Final = ((1, 1),)
HEADINGS: Final = {"h1", "h2", "h3", "h4", "h5", "h6"}


def to_native(params: Params, media: Media) -> Mapped:
    read = Reader(media)
    return read.mapped([Text(words(read, params.get("text"), "text"))])


def from_native(block: Text) -> Params:
    """The text is cleaned once more: what leaves is what came in, and nothing else."""
    if not isinstance(block, Text):
        raise cannot_write(block, MACHINE, "it is not a text.")
    return {"text": clean_html(block.text)}


def words(read: Reader, value: Any, path: str) -> str:
    """A text that stays HTML, of the few native tags."""
    source = string(value)
    if tags_of(source) - TAGS - SILENT - HEADINGS:
        read.lose("formatting-dropped", path)
    return clean_html(source)
