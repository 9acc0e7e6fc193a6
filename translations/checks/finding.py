"""A doubt about a sentence, the pair of sentences it is about, and which kinds of doubt stop a review."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.utils.translation import get_language_info

from translations.hostile import Markup
from translations.models import GlossaryTerm
from translations.sentences import Sentence

# Kind of doubt -> whether it stops a review. What would break the page or lose a link stops; what people may know better warns.
BLOCKING: Final[dict[str, bool]] = {
    "placeholder": True,
    "link": True,
    "tag": True,
    "too_long": True,
    "no_letter_of_script": True,
    "plural": True,
    "little_of_script": False,
    "grown_long": False,
    "number": False,
    "term": False,
    "kept_term": False,
    "untranslated": False,
    "space": False,
    "quotation_mark": False,
    "full_stop": False,
}


@dataclass(frozen=True)
class Finding:
    """One doubt about one sentence."""

    kind: str
    is_blocking: bool
    sentence: str

    @classmethod
    def of(cls, kind: str, sentence: str) -> Finding:
        """A doubt that blocks or warns as the table says."""
        return cls(kind, BLOCKING[kind], sentence)


@dataclass(frozen=True)
class Pair:
    """A sentence of the desk with what the checks ask of it more than once."""

    sentence: Sentence
    language: str
    terms: list[GlossaryTerm]
    kept: frozenset[str] = frozenset()

    @cached_property
    def source(self) -> str:
        """The source's words as the page shows them: no tags, a line break for `<br>`."""
        return Markup(self.sentence.source).words

    @cached_property
    def target(self) -> str:
        """The translation's words as the page shows them."""
        return Markup(self.sentence.target).words

    @property
    def is_list_of_answers(self) -> bool:
        """Whether these are the entries that fit a gap (“30; thirty”): each language has its own, and as many as it needs."""
        return self.sentence.path.endswith(".answers")

    @property
    def language_name(self) -> str:
        """The name of the translation's language in the reader's language."""
        try:
            return str(get_language_info(self.language)["name_translated"])
        except KeyError:
            return self.language
