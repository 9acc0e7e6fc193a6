"""Words: counting them, and what changed between two sentences, word by word."""

from __future__ import annotations

import difflib
import html
import re
from dataclasses import dataclass
from typing import Final

TAG: Final = re.compile(r"<[^>]*>")
# A run of letters, marks and digits; a hyphen or an apostrophe inside belongs to it. Combining marks are no \w in Python,
# and Arabic, Devanagari and Bengali are full of them.
WORD: Final = re.compile(r"[^\W_](?:[^\s\W]|[\u0300-\u036f\u064b-\u065f\u0900-\u0dff\u1200-\u139f'’\-\u200c\u200d])*")
PIECE: Final = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Change:
    """A run of words that stayed, came or went."""

    kind: str  # "same", "gone" or "new"
    words: str


def plain(sentence: str) -> str:
    """A sentence without its tags, entities resolved."""
    return html.unescape(TAG.sub("", sentence))


def count_words(sentence: str) -> int:
    """How many words a translator has to translate."""
    return len(WORD.findall(plain(sentence)))


def changes(before: str, after: str) -> list[Change]:
    """What changed between two sentences, word by word. Joining all but the new words gives `before`, all but the gone `after`."""
    old, new = PIECE.findall(plain(before)), PIECE.findall(plain(after))
    found: list[Change] = []
    for step, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            found.append(Change("same", "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            found.append(Change("gone", "".join(old[old_from:old_to])))
        if new_to > new_from:
            found.append(Change("new", "".join(new[new_from:new_to])))
    return found
