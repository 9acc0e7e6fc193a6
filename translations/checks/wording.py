"""Checks of words: the glossary's terms, and sentences that nobody has translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from translations.checks.finding import Finding, Pair
from translations.checks.markup import PLACEHOLDER
from translations.checks.script import ADDRESS
from translations.glossary import has_translation, is_term_kept, terms_in

WORDS_OF_A_NAME: Final = 2


def glossary_terms(pair: Pair) -> Iterator[Finding]:
    """Each term of the source is called in the translation as the glossary says, or stays as it is."""
    for term in {hit.term.term: hit.term for hit in terms_in(pair.sentence.source, pair.terms)}.values():
        if term.is_kept and not is_term_kept(pair.target, term):
            yield Finding.of("kept_term", _("“%(term)s” stays as it is; the translation does not have it.") % {"term": term.term})
        elif not term.is_kept and not has_translation(pair.target, term, pair.language):
            named = {"term": term.term, "translation": term.translation}
            yield Finding.of("term", _("The glossary says “%(translation)s” for “%(term)s”; the translation does not.") % named)


def untranslated(pair: Pair) -> Iterator[Finding]:
    """A translation that is the source itself, unless it is a name, or somebody has approved that it stays as it is."""
    if pair.sentence.source != pair.sentence.target or pair.sentence.source in pair.kept:
        return
    words = PLACEHOLDER.sub(" ", ADDRESS.sub(" ", pair.source))
    kept = {term.term.lower() for term in pair.terms if term.is_kept}
    letters = [word for word in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", words) if word.lower() not in kept]
    if not letters or is_name(letters):
        return
    yield Finding.of("untranslated", _("It is the same as the source. Is it translated?"))


def is_name(words: list[str]) -> bool:
    """Whether one or two words that begin with capitals may be a name: “Amina”, “WhatsApp”."""
    return len(words) <= WORDS_OF_A_NAME and all(word[0].isupper() for word in words)
