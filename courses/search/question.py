"""What somebody typed, as words to look for. Nothing in it is an instruction: quotes, stars and signs are not words."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from typing import Final

from courses.search.words import beginnings, folded, forms, words_in

LONGEST: Final = 100  # characters
MOST_WORDS: Final = 8
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
JOINING: Final = "\u200c\u200d"


@dataclass(frozen=True)
class Word:
    """One word: found where one of `exact` stands, or something that begins with one of `starts`."""

    typed: str
    exact: tuple[str, ...]
    starts: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Without the word: what somebody looks for stands in no log."""
        return "Word(…)"

    def instead(self, near: list[str]) -> Word:
        """The same word, written as somewhere in the lessons."""
        return replace(self, exact=tuple(near), starts=())

    def stands_for(self, word: str) -> bool:
        """Whether a word of a text is one that this one finds; as the databases decide it."""
        return any(form in self.exact or form.startswith(self.starts) for form in forms(word))


@dataclass(frozen=True)
class Question:
    """`shown` is what the field shows again; `is_cut` when it was more than we look for."""

    shown: str = field(default="", repr=False)
    words: tuple[Word, ...] = ()
    is_cut: bool = False
    near: dict[str, list[str]] = field(default_factory=dict, repr=False)


def question_of(typed: str) -> Question:
    """Reads what was typed, however long or strange: at most 100 characters and eight words, each once."""
    visible = " ".join("".join(character for character in typed[: 20 * LONGEST] if is_visible(character)).split())
    shown = visible if len(visible) <= LONGEST else cut(visible)
    typed_words = {folded(shown[start:end]): shown[start:end] for start, end in words_in(shown)}
    typed_words.pop("", None)
    last = next(reversed(typed_words), "")
    words = [Word(word, forms(word), beginnings(word, unfinished=own == last)) for own, word in [*typed_words.items()][:MOST_WORDS]]
    return Question(shown, tuple(words), is_cut=len(visible) > LONGEST or len(typed_words) > MOST_WORDS)


def cut(text: str) -> str:
    """The beginning of a long text, without half a word at its end."""
    whole_words, space, _half = text[: LONGEST + 1].rpartition(" ")
    return whole_words if space else text[:LONGEST]


def is_visible(character: str) -> bool:
    """Not a control character and not one that turns the direction of what follows; joiners belong to words and stay."""
    return character.isspace() or character in JOINING or unicodedata.category(character) not in INVISIBLE
