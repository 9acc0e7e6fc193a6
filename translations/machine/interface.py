"""What every machine that drafts translations looks like to the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from translations.errors import MachineOutOfReach


@dataclass(frozen=True)
class Limits:
    """How much a machine is asked in one request."""

    sentences: int
    characters: int


class Machine(Protocol):
    """Translates sentences. What it is given leaves the server: sentences of lessons and terms, never anything about people."""

    @property
    def name(self) -> str:
        """What the desk writes beside a sentence it drafted."""

    @property
    def limits(self) -> Limits:
        """The size of one request."""

    def translate(self, texts: list[str], *, source: str, target: str) -> list[str]:
        """One translation per sentence, in order; sentences are HTML of a few inline tags.

        Raises `MachineOutOfReach` with a sentence, `WrongCount` when the answer is not one translation per sentence.
        """


class WrongCount(MachineOutOfReach):
    """The machine answered, but not with one translation per sentence; with fewer sentences it may succeed."""
