"""Check of script: Arabic in Arabic letters, Amharic in Ethiopic ones; Latin names among them are fine."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from translations.checks.finding import Finding, Pair
from translations.checks.markup import PLACEHOLDER
from translations.glossary import is_term_kept

# Language -> how Unicode's names of its letters begin; Latin for all others.
SCRIPTS: Final = {
    "ar": "ARABIC",
    "ur": "ARABIC",
    "hi": "DEVANAGARI",
    "bn": "BENGALI",
    "am": "ETHIOPIC",
    "zh": "CJK",
    "ff-adlm": "ADLAM",
}
SCRIPT_NAMES: Final = {
    "ARABIC": gettext_lazy("Arabic"),
    "DEVANAGARI": gettext_lazy("Devanagari"),
    "BENGALI": gettext_lazy("Bengali"),
    "ETHIOPIC": gettext_lazy("Ethiopic"),
    "CJK": gettext_lazy("Chinese"),
    "ADLAM": gettext_lazy("Adlam"),
    "LATIN": gettext_lazy("Latin"),
}
ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|\b[\w-]+\.(?:org|com|net|int|edu|gov)\b\S*")


def script_of(language: str) -> str:
    """The script a language is written in here."""
    code = language.lower()
    return SCRIPTS.get(code) or SCRIPTS.get(code.partition("-")[0]) or "LATIN"


@lru_cache(maxsize=4096)
def script_of_letter(letter: str) -> str:
    """LATIN, ARABIC, …: the first word of the letter's name."""
    return unicodedata.name(letter, "").partition(" ")[0]


def wrong_script(pair: Pair) -> Iterator[Finding]:
    """No letter of the language's script blocks, fewer than half warn. Addresses, placeholders, names, kept terms do not count."""
    if pair.sentence.source == pair.sentence.target:
        return  # untranslated, which is another doubt
    script = script_of(pair.language)
    letters = [sign for sign in without_names(pair) if sign.isalpha()]
    own = sum(script_of_letter(sign) == script for sign in letters)
    named = {"script": SCRIPT_NAMES[script], "language": pair.language_name}
    if letters and not own:
        yield Finding.of("no_letter_of_script", _("It has no %(script)s letter. Is it %(language)s?") % named)
    elif own * 2 < len(letters):
        yield Finding.of("little_of_script", _("Less than half of its letters are %(script)s. Is it %(language)s?") % named)


def without_names(pair: Pair) -> str:
    """The translation without what stays as it is in every script: addresses, placeholders, kept terms, names of the source."""
    words = PLACEHOLDER.sub(" ", ADDRESS.sub(" ", pair.target))
    kept = [term.term for term in pair.terms if term.is_kept and is_term_kept(words, term)]
    names = {word for word in re.findall(r"\w+", pair.source) if word != word.lower() and word != word.capitalize()}
    for word in sorted({*kept, *names}, key=len, reverse=True):
        words = re.sub(re.escape(word), " ", words, flags=re.IGNORECASE)
    return words
