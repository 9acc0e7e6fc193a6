"""What people call the place of a sentence: the card's number and kind, question, option, feedback.

Read from the copy of the page that wagtail-localize keeps, so that file and sentences are of one moment. No query.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail_localize.models import TranslationSource


@dataclass(frozen=True)
class Card:
    """A card of a lesson: its block id, its number among all of them (those without words too), its kind for people."""

    id: str
    number: int
    total: int
    kind: str
    block: Any = field(repr=False, compare=False)
    value: Any = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"card {self.number} of {self.total}, {self.kind}"


@dataclass(frozen=True)
class Place:
    """Where a sentence stands: on which card, if any, and what it is there."""

    card: Card | None
    name: str

    def __str__(self) -> str:
        return f"{self.card} · {self.name}" if self.card and self.name else str(self.card or self.name)


class Places:
    """The places of one source page."""

    def __init__(self, source: TranslationSource) -> None:
        self.model = source.specific_content_type.model_class()
        self.content = json.loads(source.content_json)
        self.cards: dict[str, dict[str, Card]] = {}

    def of(self, path: str) -> Place:
        """The place of a sentence's path; the path itself where our pages have no such field any more."""
        name, *rest = path.split(".")
        try:
            page_field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return Place(None, path)
        if not isinstance(page_field, StreamField):
            return Place(None, str(getattr(page_field, "verbose_name", name)))
        card = self.cards_of(page_field).get(rest[0]) if rest else None
        if card is None:
            return Place(None, path)
        names: list[str] = []
        name_parts(card.block, rest[1:], card.value, names)
        return Place(card, " · ".join(names))

    def cards_of(self, page_field: StreamField) -> dict[str, Card]:
        """Block id -> card, in the order of the page."""
        if page_field.name not in self.cards:
            stored = self.content.get(page_field.name) or []
            stream = json.loads(stored) if isinstance(stored, str) else stored
            kinds = page_field.stream_block.child_blocks
            self.cards[page_field.name] = {
                one["id"]: Card(
                    id=one["id"],
                    number=number,
                    total=len(stream),
                    kind=str(kinds[one["type"]].label).lower(),
                    block=kinds[one["type"]],
                    value=one["value"],
                )
                for number, one in enumerate(stream, start=1)
                if one["type"] in kinds
            }
        return self.cards[page_field.name]


def name_parts(block: Any, path: Sequence[str], value: Any, names: list[str]) -> None:
    """Adds what each step of a path is called below a block: “option 2”, “feedback”."""
    if not path:
        return
    if isinstance(block, blocks.ListBlock):
        items = [item.get("id") for item in value] if isinstance(value, list) else []
        number = items.index(path[0]) + 1 if path[0] in items else 0
        names.append(f"{block.child_block.label} {number}".lower() if number else str(block.child_block.label).lower())
        inner = value[number - 1].get("value") if number else None
        name_parts(block.child_block, path[1:], inner, names)
        return
    child = getattr(block, "child_blocks", {}).get(path[0])
    if child is None:
        names.append(".".join(path))
        return
    label = str(child.label).lower()
    # “option 2 · option” and “options · option 2” say one thing twice.
    if not isinstance(child, blocks.ListBlock) and not (names and names[-1].startswith(label)):
        names.append(label)
    name_parts(child, path[1:], value.get(path[0]) if isinstance(value, Mapping) else None, names)
