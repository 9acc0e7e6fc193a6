"""What is kept about a learner, part by part: the registry to which this app and its nested apps add.

A part says what it is called, why it is kept, and which rows it has of somebody. The export shows every part; a test asks that no
model that points at a person is missing (`tests/conventions/test_personal_data.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise

from learning.models import Person

Words = str | Promise
Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One kind of rows. `columns` are those that the readable page shows, by their words, in their order; the file has all."""

    key: str
    title: Words
    why: Words
    columns: Mapping[str, Words]
    rows: Callable[[Person], list[Row]]
    models: tuple[str, ...]  # whose rows these are: "learning.Attempt"


PARTS: Final[dict[str, Part]] = {}


def add_part(part: Part) -> None:
    """Adds a part at the end. The same again takes its own place."""
    PARTS[part.key] = part


def records_of(person: Person) -> dict[str, list[Row]]:
    """Everything kept about somebody, by part."""
    return {key: part.rows(person) for key, part in PARTS.items()}
