"""Scores computed again from what was answered and from our own key, by each type's own rules (the paper, 11.4).

A score from the frame is only what a browser says; this one decides. `key_of` reads the key from a content's parameters,
`rescore` applies it
to the `response` of an xAPI statement. A response that no such question can give raises H5PError (response-mismatch).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from h5p.errors import H5PError
from h5p.spelling import near_enough

BETWEEN = "[,]"
"""What xAPI writes between the parts of a response."""
MOST_PARTS = 1_000
LONGEST_PART = 5_000


@dataclass(frozen=True, slots=True)
class Score:
    """`passed` is None where the type knows no passing."""

    raw: int
    max: int
    passed: bool | None = None

    @property
    def scaled(self) -> float:
        """From 0 to 1; a question without points is all there is."""
        return self.raw / self.max if self.max else 1.0


class Key(Protocol):
    """The right answers of one question."""

    def score(self, response: str) -> Score:
        """Raises H5PError (response-mismatch)."""
        ...


def rescore(key: Key, response: str | None) -> Score:
    """The score by our own key. No response at all is an empty one; what is no text raises H5PError (response-mismatch)."""
    if response is not None and not isinstance(response, str):
        raise mismatch("is no text")
    return key.score(response or "")


def mismatch(why: str) -> H5PError:
    return H5PError("response-mismatch", f"The response {why}, so it does not belong to this question.", "result.response")


def parts_of(response: str, most: int) -> list[str]:
    """The parts, none for an empty response."""
    parts = response.split(BETWEEN) if response else []
    if len(parts) > min(most, MOST_PARTS) or any(len(part) > LONGEST_PART for part in parts):
        raise mismatch(f"has more than {most} parts or a very long one")
    return parts


def indexes_of(response: str, count: int) -> frozenset[int]:
    """Original indexes below `count`, none of them twice."""
    parts = parts_of(response, count)
    if not all(re.fullmatch(r"\d{1,4}", part, re.ASCII) for part in parts):
        raise mismatch("is no list of indexes")
    indexes = [int(part) for part in parts]
    if len(set(indexes)) != len(indexes) or any(index >= count for index in indexes):
        raise mismatch("names a choice twice, or one that does not exist")
    return frozenset(indexes)


@dataclass(frozen=True, slots=True)
class ChoiceKey:
    """MultiChoice. `single`: one choice only; `auto` is that when exactly one is right. `pass_percentage`: from 0 to 100."""

    count: int
    right: frozenset[int]
    single: bool
    single_point: bool = False
    pass_percentage: float = 100

    def score(self, response: str) -> Score:
        chosen = indexes_of(response, self.count)
        if self.single and len(chosen) > 1:
            raise mismatch("chooses several where one can be chosen")
        most = 1 if self.single or self.single_point or not self.right else len(self.right)
        raw = self._points(chosen)
        return Score(raw, most, 100 * raw >= self.pass_percentage * most)

    def _points(self, chosen: frozenset[int]) -> int:
        if not self.right:
            return int(not chosen)
        if self.single:
            return len(chosen & self.right)
        points = max(0, len(chosen & self.right) - len(chosen - self.right))
        return int(100 * points >= self.pass_percentage * len(self.right)) if self.single_point else points


@dataclass(frozen=True, slots=True)
class TrueFalseKey:
    right: bool

    def score(self, response: str) -> Score:
        if response not in ("", "true", "false"):
            raise mismatch("is neither true nor false")
        return Score(int(response == ("true" if self.right else "false")), 1)


@dataclass(frozen=True, slots=True)
class BlanksKey:
    """Blanks, and the cards of Flashcards: per gap its accepted answers."""

    gaps: tuple[tuple[str, ...], ...]
    case_sensitive: bool = True
    spelling_errors: bool = False

    def score(self, response: str) -> Score:
        typed = parts_of(response, len(self.gaps))
        typed += [""] * (len(self.gaps) - len(typed))
        return Score(sum(self._fits(answers, text) for answers, text in zip(self.gaps, typed, strict=True)), len(self.gaps))

    def _fits(self, answers: Iterable[str], text: str) -> bool:
        given = self._folded(text)
        return any(given == right or (self.spelling_errors and near_enough(given, right)) for right in map(self._folded, answers))

    def _folded(self, text: str) -> str:
        return text.strip() if self.case_sensitive else text.strip().lower()


@dataclass(frozen=True, slots=True)
class DragTextKey:
    """DragText: the word of each gap. Equal words are equal, whichever of them was dragged."""

    words: tuple[str, ...]

    def score(self, response: str) -> Score:
        placed = parts_of(response, len(self.words))
        return Score(sum(word.strip() == right for word, right in zip(placed, self.words, strict=False)), len(self.words))


@dataclass(frozen=True, slots=True)
class MarkTheWordsKey:
    """MarkTheWords: which of the selectable words are right."""

    count: int
    right: frozenset[int]

    def score(self, response: str) -> Score:
        marked = indexes_of(response, self.count)
        return Score(max(0, len(marked & self.right) - len(marked - self.right)), len(self.right))


@dataclass(frozen=True, slots=True)
class FirstIsRightKey:
    """One choice of a SingleChoiceSet: its first answer is right, wherever it was shown."""

    count: int

    def score(self, response: str) -> Score:
        chosen = indexes_of(response, self.count)
        if len(chosen) > 1:
            raise mismatch("chooses several where one can be chosen")
        return Score(int(chosen == {0}), 1)


@dataclass(frozen=True, slots=True)
class Keyword:
    """One of an Essay's keywords with its alternatives: `points` for each of up to `occurrences` uses."""

    words: tuple[str, ...]
    points: int = 1
    occurrences: int = 1
    case_sensitive: bool = False
    forgive_mistakes: bool = False


@dataclass(frozen=True, slots=True)
class EssayKey:
    """Essay by keywords. Without any, a person grades it: no points to give. Passing is by `pass_percentage` of all points."""

    keywords: tuple[Keyword, ...]
    pass_percentage: float = 100

    def score(self, response: str) -> Score:
        if len(response) > 20_000:
            raise mismatch("is longer than any essay")
        words = re.findall(r"[\w'’-]+", response)
        most = sum(keyword.points * keyword.occurrences for keyword in self.keywords)
        raw = sum(keyword.points * min(keyword.occurrences, _uses(keyword, words)) for keyword in self.keywords)
        return Score(raw, most, 100 * raw >= self.pass_percentage * most if most else None)


def _uses(keyword: Keyword, words: Sequence[str]) -> int:
    """How often one of its words, or phrases of words, stands in the text."""

    def folded(word: str) -> str:
        return word if keyword.case_sensitive else word.lower()

    text, found = [folded(word) for word in words], 0
    for phrase in {tuple(folded(word) for word in re.findall(r"[\w'’-]+", form)) for form in keyword.words}:
        for start in range(len(text) - len(phrase) + 1 if phrase else 0):
            pairs = zip(text[start : start + len(phrase)], phrase, strict=True)
            found += all(word == right or (keyword.forgive_mistakes and near_enough(word, right)) for word, right in pairs)
    return found


def total(scores: Iterable[Score], *, pass_percentage: float) -> Score:
    """A SingleChoiceSet (passing at 100 unless it says otherwise) or a QuestionSet (at 50): the sum of its questions."""
    every = list(scores)
    raw, most = sum(score.raw for score in every), sum(score.max for score in every)
    return Score(raw, most, 100 * raw >= pass_percentage * most)
