"""Identities of cards and of what stands in them: an option's is what an answer names, so no two in a lesson may be the same.

Wagtail's editor sends the ready-made first items of every new list with the identity of its template: two new questions of one
sitting would share their options' identities.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue


def items_of(value: Any) -> Iterator[Any]:
    """Every item of every list in a card's value, at any depth."""
    if isinstance(value, ListValue):
        for item in value.bound_blocks:
            yield item
            yield from items_of(item.value)
    elif isinstance(value, StructValue):
        for part in value.values():
            yield from items_of(part)


def shared_identities(body: StreamValue) -> bool:
    """Whether two cards, or two items anywhere in the lesson, have one identity. A card that was never saved has none yet."""
    cards = [card.id for card in body if card.id]
    items = [item.id for card in body for item in items_of(card.value)]
    return len(set(cards)) < len(cards) or len(set(items)) < len(items)


def tell_items_apart(body: StreamValue) -> None:
    """Gives an item whose identity is already taken in the lesson a new one; the first keeps it."""
    seen = set()
    for card in body:
        for item in items_of(card.value):
            if item.id in seen:
                item.id = str(uuid4())
            seen.add(item.id)
