"""From a question to the entries that answer it, best first; in the page's language, or else in others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from courses.search.match import Match, matches
from courses.search.near import near_words
from courses.search.question import Question

# Rare words say more than common ones. An entry is shown when it covers three quarters of what the best one covers, and the
# best one at least a fifth of the question; below the third figure some of the words are missing, which the page says.
NEAR_THE_BEST: Final = 0.75
ENOUGH: Final = 0.2
WHOLE_QUESTION: Final = 0.75
UNKNOWN: Final = 50  # entries that a language is taken to have where nobody counted


@dataclass(frozen=True)
class Found:
    """Ids of entries, best first. `near` says which words were read differently; `in_part` that some are missing."""

    question: Question
    entries: list[int]
    in_part: bool = False
    in_other_languages: bool = False

    @property
    def near(self) -> list[str]:
        """Words that were looked for instead of what was typed."""
        return [word for words in self.question.near.values() for word in words]


def find(question: Question, *, language: str, readable: Sequence[str] = ()) -> Found:
    """Looks in one language; when it has nothing, in all others, those of `readable` first. Three queries at most."""
    if not question.words:
        return Found(question, [])
    everywhere, among = matches(question.words, language=language)
    here = [match for match in everywhere if match.language == language]
    # A word that stands nowhere may be a slip; one that another language has is a word.
    strange = [word for place, word in enumerate(question.words) if not any(match.weights[place] for match in everywhere)]
    near = near_words(strange, language=language) if strange else {}
    if near:
        words = tuple(word.instead(near[word.typed]) if word.typed in near else word for word in question.words)
        corrected, counted = matches(words, language=language, only=True)
        if corrected:
            question, here, among = replace(question, words=words, near=near), corrected, counted
    entries, coverage = ranked(here, among)
    if entries:
        return Found(question, entries, in_part=coverage < WHOLE_QUESTION)
    return elsewhere(question, [match for match in everywhere if match.language != language], readable)


def elsewhere(question: Question, rows: list[Match], readable: Sequence[str]) -> Found:
    """What other languages have, one language after another."""
    found: list[int] = []
    coverages = [0.0]
    for language in dict.fromkeys([*readable, *sorted({row.language for row in rows})]):
        entries, coverage = ranked([row for row in rows if row.language == language], UNKNOWN)
        found += entries
        coverages += [coverage]
    return Found(question, found, in_part=max(coverages) < WHOLE_QUESTION, in_other_languages=bool(found))


def ranked(rows: list[Match], among: int) -> tuple[list[int], float]:
    """Entries of one language from the best down, and how much of the question the best one covers, from 0 to 1."""
    if not rows:
        return [], 0
    rarity = rarities(rows, among)
    covered = {row.entry: sum(rare for rare, weight in zip(rarity, row.weights, strict=True) if weight) for row in rows}
    best = max(covered.values())
    coverage = best / sum(rarity)
    if coverage < ENOUGH:
        return [], 0
    shown = [row for row in rows if covered[row.entry] >= NEAR_THE_BEST * best]
    worth = {row.entry: sum(rare * weight for rare, weight in zip(rarity, row.weights, strict=True)) for row in shown}
    return sorted(worth, key=lambda entry: (-worth[entry], entry)), coverage


def rarities(rows: list[Match], among: int) -> list[float]:
    """For each word how much it tells: much when few entries of the language have it, next to nothing when all have."""
    having = [sum(1 for weight in column if weight) for column in zip(*(row.weights for row in rows), strict=True)]
    return [math.log((max(among, len(rows)) + 1) / (max(count, 1) + 0.5)) for count in having]
