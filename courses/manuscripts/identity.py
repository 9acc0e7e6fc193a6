"""Identities: from the names in a manuscript to the ids answers are kept by, the same in every language and at every load.

A card's id comes from course, lesson and card; the id of an option, step or gap from these and its own name. Renaming makes a new
question; moving or rewording does not. What was made in the CMS is exported under its own id, and such a name is the id.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

NAMESPACE: Final = uuid.UUID("5a7d3c1e-8f42-4b0e-9c55-6d1f0a2b7e94")
IS_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Ids:
    """Ids inside one lesson."""

    course: str
    lesson: str

    def card(self, name: str) -> str:
        """A card's id."""
        return name if IS_UUID.fullmatch(name) else str(uuid.uuid5(NAMESPACE, f"{self.course}/{self.lesson}/{name}"))

    def part(self, card: str, name: str) -> str:
        """The id of an option, a step or a gap."""
        return name if IS_UUID.fullmatch(name) else str(uuid.uuid5(NAMESPACE, f"{self.course}/{self.lesson}/{card}/{name}"))


@dataclass(frozen=True)
class Names:
    """The way back, for what was loaded: ids cannot be turned into names, so each load keeps the names (`history`)."""

    known: Mapping[str, str]

    def of(self, block_id: str | None) -> str:
        """The name of an id; the id itself for what was made in the CMS."""
        return self.known.get(block_id or "", block_id or "")
