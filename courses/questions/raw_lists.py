"""Lists as a stream of cards stores them: `[{"type": "item", "value": …, "id": …}]`; older ones hold bare values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4


def as_items(values: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Values with an identity each, by which answers and translations find them again."""
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


def values_of(items: Any) -> list[dict[str, Any]]:
    """The values of a stored list, whichever way it is stored."""
    return [item["value"] if set(item) >= {"type", "value"} else item for item in items or []]


def words(value: dict[str, Any], name: str) -> str:
    """A text of a stored value without the space around it; "" where there is none."""
    return (value.get(name) or "").strip()


def one_line(text: str) -> str:
    """A text for a field of one line."""
    return " ".join(text.split())
