"""A slip of the finger: words there are that differ from the typed one by a single letter."""

from __future__ import annotations

from typing import Final

from django.db.models import Q
from django.db.models.functions import Length

from courses.models import SearchWord
from courses.search.question import Word
from courses.search.words import folded

FEWEST_LETTERS: Final = 4  # shorter words are near to too many others
MOST: Final = 3


def near_words(words: list[Word], *, language: str) -> dict[str, list[str]]:
    """Typed word -> what it may have meant; words without a neighbour are left out. One query, some milliseconds."""
    asked = {word.typed: folded(word.typed) for word in words}
    asked = {typed: word for typed, word in asked.items() if len(word) >= FEWEST_LETTERS and not word.isdecimal()}
    if not asked:
        return {}
    alike = Q(*(looks_like(word) for word in asked.values()), _connector=Q.OR)
    rows = SearchWord.objects.filter(language=language).alias(length=Length("word")).filter(alike)
    known = list(rows.values_list("word", flat=True))
    found = {typed: [other for other in known if is_one_slip(word, other)] for typed, word in asked.items()}
    return {typed: nearest(asked[typed], others) for typed, others in found.items() if others}


def looks_like(word: str) -> Q:
    """What one slip leaves of a word: about its length, and its beginning or its end."""
    half = (len(word) - 1) // 2
    return Q(length__range=(len(word) - 1, len(word) + 1)) & (Q(word__startswith=word[:half]) | Q(word__endswith=word[-half:]))


def nearest(word: str, others: list[str]) -> list[str]:
    """The few that agree with the word for longest."""
    return sorted(others, key=lambda other: (-shared_start(word, other), other))[:MOST]


def shared_start(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter was left out, added, changed, or two neighbours were exchanged."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    start = shared_start(one, other)
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    return one[start + 1 :] == other[start + 1 :] or (
        one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    )
