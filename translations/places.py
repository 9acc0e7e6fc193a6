"""Where a sentence stands, in words for people: which card of the lesson; whether it is the question, an option or feedback.

The structure comes from the source's stored content, the names from its blocks: no query, and no page is built.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail_localize.models import TranslationSource

PAGE: Final = "page"


@dataclass(frozen=True)
class Place:
    """The part of the page a sentence belongs to (`card` counts from 1, 0 is the page itself) and its name within it."""

    group: str
    card: int
    heading: str
    label: str


class Places:
    """The places of one source by path: `Places(source).of("body.<block>.options.<item>.feedback")`."""

    def __init__(self, source: TranslationSource) -> None:
        self.model = source.specific_content_type.model_class()
        self.content: dict[str, Any] = json.loads(source.content_json)
        self.streams: dict[str, dict[str, tuple[int, Any]]] = {}

    def of(self, path: str) -> Place:
        """The place a path names; what is not found keeps its path as its name."""
        name, *rest = path.split(".")
        field = self.model._meta.get_field(name)
        if not isinstance(field, StreamField) or not rest:
            return Place(PAGE, 0, _("The page itself"), capfirst(field.verbose_name))
        number, raw = self.cards(name).get(rest[0], (0, None))
        block = field.stream_block.child_blocks.get(raw["type"]) if raw else None
        if block is None:
            return Place(rest[0], 0, _("A card that is gone"), ".".join(rest[1:]))
        if name == "body":
            heading = _("Card %(number)s: %(kind)s") % {"number": number, "kind": block.label}
        else:
            heading = _("%(part)s, %(number)s") % {"part": capfirst(field.verbose_name), "number": number}
        return Place(rest[0], number, heading, " · ".join(names(block, raw["value"], rest[1:])))

    def cards(self, field: str) -> dict[str, tuple[int, Any]]:
        """Id -> (number, raw block) of a stream field, read once."""
        if field not in self.streams:
            stream = json.loads(self.content.get(field) or "[]")
            self.streams[field] = {raw["id"]: (number, raw) for number, raw in enumerate(stream, start=1)}
        return self.streams[field]


def names(block: Any, value: Any, parts: list[str]) -> list[str]:
    """The names along a path inside a card: “Option 2”, “Feedback”. Lists give way to their items, an item's words to its name."""
    found: list[str] = []
    for part in parts:
        if isinstance(block, blocks.ListBlock):
            ids = [item.get("id") for item in value or [] if isinstance(item, dict)]
            place = ids.index(part) if part in ids else 0
            value = value[place]["value"] if part in ids else None
            block = block.child_block
            found.append(f"{block.label} {place + 1}")
        elif isinstance(block, blocks.StructBlock) and part in block.child_blocks:
            parent, block = block, block.child_blocks[part]
            value = value.get(part) if isinstance(value, dict) else None
            if not isinstance(block, blocks.ListBlock) and not (found and block.label == parent.label):
                found.append(str(block.label))
    return found
