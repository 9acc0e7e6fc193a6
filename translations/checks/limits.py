"""Checks of length: what the field can hold, and what a card has room for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import StreamField

from translations.checks.finding import Finding, Pair
from translations.states import KINDS

# From this length on, a translation that grew by more than this is worth a look at 360 pixels.
LONG_ENOUGH: Final = 40
GROWTH: Final = 1.6


def longer_than_field(pair: Pair) -> Iterator[Finding]:
    """The words fit the field of the page they go to; the page could not be saved, or would be cut."""
    most = limit_of(pair.sentence.path)
    if most and len(pair.target) > most:
        counts = {"count": len(pair.target), "most": most}
        yield Finding.of("too_long", _("It has %(count)s characters; there is room for %(most)s. Say it shorter.") % counts)


def grown_long(pair: Pair) -> Iterator[Finding]:
    """A translation much longer than its source may be a wall of text on a phone. Vowel signs of a letter count with it."""
    before, after = size_of(pair.source), size_of(pair.target)
    if before >= LONG_ENOUGH and not pair.is_list_of_answers and after > before * GROWTH:
        percent = round(100 * (after / before - 1))
        yield Finding.of(
            "grown_long", _("It is %(percent)s %% longer than the source. Can it be said shorter?") % {"percent": percent}
        )


def size_of(words: str) -> int:
    """Letters and signs, marks not counted: about the room they take."""
    return sum(not unicodedata.category(sign).startswith("M") for sign in words)


def limit_of(path: str) -> int | None:
    """How many characters the field at a place (`title`, `body.<uuid>.options.<uuid>.text`) holds; None for any number."""
    return limits().get(".".join(part for part in path.split(".") if not is_uuid(part)))


@cache
def limits() -> dict[str, int]:
    """Place without identities -> characters. Where cards share a name, the largest; what one card leaves open is open."""
    found: dict[str, list[int | None]] = {}
    for model in KINDS:
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                for place, most in limits_in(field.stream_block, field.name):
                    found.setdefault(place, []).append(most)
            elif most := getattr(field, "max_length", None):
                found.setdefault(field.name, []).append(most)
    return {place: max(size or 0 for size in sizes) for place, sizes in found.items() if all(sizes)}


def limits_in(block: Any, place: str) -> Iterator[tuple[str, int | None]]:
    """The places inside a block with what they hold."""
    if isinstance(block, blocks.StreamBlock):
        for child in block.child_blocks.values():
            yield from limits_in(child, place)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from limits_in(child, f"{place}.{name}")
    elif isinstance(block, blocks.ListBlock):
        yield from limits_in(block.child_block, place)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
        yield place, getattr(block.field, "max_length", None)
    elif isinstance(block, blocks.RichTextBlock):
        yield place, None


def is_uuid(part: str) -> bool:
    """Whether a part of a path is a card's or an item's identity."""
    try:
        UUID(part)
    except ValueError:
        return False
    return True
