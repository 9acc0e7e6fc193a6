"""A sentence cut into pieces for the eye: words, tags as they are, and the glossary's terms."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from translations.glossary import TermHit
from translations.models import GlossaryTerm
from translations.words import TAG

TOKEN: Final = re.compile(f"({TAG.pattern})")


@dataclass(frozen=True)
class Piece:
    """A run of words, with the term it belongs to; or a tag."""

    text: str
    is_tag: bool = False
    term: GlossaryTerm | None = None

    @property
    def is_break(self) -> bool:
        """Whether a new line begins after it."""
        return self.is_tag and self.text.startswith("<br")


def pieces(sentence: str, hits: list[TermHit]) -> list[Piece]:
    """The pieces in order. A term that a tag cuts in two is two pieces of one term. Entities are shown as their signs."""
    found: list[Piece] = []
    at = 0
    for token in TOKEN.split(sentence):
        if TOKEN.fullmatch(token):
            found.append(Piece(token, is_tag=True))
            continue
        words = html.unescape(token)
        edges = {0, len(words), *(edge - at for hit in hits for edge in (hit.start, hit.end) if at < edge < at + len(words))}
        for start, end in pairwise(sorted(edges)):
            term = next((hit.term for hit in hits if hit.start <= at + start and at + end <= hit.end), None)
            found.append(Piece(words[start:end], term=term))
        at += len(words)
    return found


def tag_pairs(sentence: str) -> list[tuple[str, str]]:
    """The tags of a sentence for buttons that insert them: (opening, closing), closing empty where there is none. Each once."""
    tags = dict.fromkeys(tag for tag in TAG.findall(sentence) if not tag.startswith("</"))
    return [(tag, "" if tag.startswith("<br") else f"</{re.split(r'[ />]', tag[1:])[0]}>") for tag in tags]
