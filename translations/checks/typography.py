"""Checks of spaces, quotation marks and full stops, each as the language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from translations.checks.finding import Finding, Pair

NO_BREAK: Final = "\u00a0\u202f"
SPACE_BEFORE: Final = re.compile(r"(?<=\S)[ \u00a0\u202f]+([,.;:!?،؛؟۔।॥።፣፤፥፧](?!\d|\w))")
# French keeps a space that does not break before : ; ! ? » and after «; not in 10:30, not in an address.
FRENCH_BEFORE: Final = re.compile(rf"(?<![{NO_BREAK}?!:/\s])([;!?»])|(?<![{NO_BREAK}])(:)(?=\s|$)| ([;:!?»])")
FRENCH_AFTER: Final = re.compile(rf"«(?![{NO_BREAK}])")
# A straight quotation mark; after a digit it may mean inches.
STRAIGHT: Final = re.compile(r"(?<!\d)\"")
# Language -> marks that are right there, and those that belong to others.
MARKS: Final = {"fr": "« »", "ar": "« »", "es": "« »", "pt": "“ ”", "am": "« »"}
FOREIGN: Final = {"fr": re.compile("[“”„]")}
FULL_STOPS: Final = {"hi": "।", "bn": "।", "am": "።", "ur": "۔", "zh": "。"}
QUESTION_MARKS: Final = {"ar": "؟", "ur": "؟", "zh": "？"}
# What may follow the end of a sentence: closing marks, and signs that show nothing.
CLOSING: Final = " \n\u00a0\u202f\u200e\u200f\u2069\"'”’»)]"
ENDS: Final = ".!?…:;؟۔।॥።፧፨。！？"


def spaces(pair: Pair) -> Iterator[Finding]:
    """No double spaces, none at either end, none before a full stop; in French those that do not break where they belong."""
    words = pair.target
    if words != words.strip():
        yield Finding.of("space", _("It begins or ends with a space."))
    if re.search(r"[^\S\n]{2,}", words.strip()):
        yield Finding.of("space", _("It has two spaces beside each other."))
    if pair.language.startswith("fr"):
        yield from french_spaces(words)
    elif found := SPACE_BEFORE.search(words):
        yield Finding.of("space", _("There is a space before “%(sign)s”.") % {"sign": found.group(1)})


def french_spaces(words: str) -> Iterator[Finding]:
    """One doubt for the first sign that lacks its space."""
    if found := FRENCH_BEFORE.search(words):
        sign = next(group for group in found.groups() if group)
        yield Finding.of(
            "space", _("French has a space that does not break (U+202F or U+00A0) before “%(sign)s”.") % {"sign": sign}
        )
    elif FRENCH_AFTER.search(words):
        yield Finding.of("space", _("French has a space that does not break (U+202F or U+00A0) after “«”."))
    elif found := re.search(r"[ \u00a0\u202f]+([,.])(?!\w)", words):
        yield Finding.of("space", _("There is a space before “%(sign)s”.") % {"sign": found.group(1)})


def quotation_marks(pair: Pair) -> Iterator[Finding]:
    """The language's own quotation marks, and as many closed as opened."""
    code = pair.language.partition("-")[0]
    marks = MARKS.get(code, "“ ”")
    foreign = FOREIGN.get(code)
    if STRAIGHT.search(pair.target):
        named = {"language": pair.language_name, "marks": marks}
        yield Finding.of("quotation_mark", _("It has straight quotation marks; %(language)s has %(marks)s.") % named)
    elif foreign and foreign.search(pair.target):
        named = {"language": pair.language_name, "marks": marks}
        yield Finding.of("quotation_mark", _("It has another language's quotation marks; %(language)s has %(marks)s.") % named)
    for opening, closing in ("“”", "«»"):
        if pair.target.count(opening) != pair.target.count(closing):
            named = {"opening": opening, "closing": closing}
            yield Finding.of("quotation_mark", _("“%(opening)s” and “%(closing)s” do not come in pairs.") % named)


def full_stop(pair: Pair) -> Iterator[Finding]:
    """Where the source ends with a full stop or a question mark, the translation ends with the language's own."""
    code = pair.language.partition("-")[0]
    source, target = pair.source.rstrip(CLOSING), pair.target.rstrip(CLOSING)
    ending = FULL_STOPS.get(code, ".")
    question = QUESTION_MARKS.get(code, "?")
    if source.endswith(".") and not source.endswith("..") and not target.endswith((ending, "…", *(ENDS if ending == "." else ""))):
        yield Finding.of(
            "full_stop", _("The source ends with a full stop; %(language)s ends with “%(sign)s”.") % sign_of(pair, ending)
        )
    elif source.endswith("?") and not target.endswith((question, "፧")):
        yield Finding.of(
            "full_stop", _("The source ends with a question mark; %(language)s ends with “%(sign)s”.") % sign_of(pair, question)
        )
    elif source[-1:] not in {*ENDS, ""} and target.endswith((ending, ".")):
        yield Finding.of("full_stop", _("The source ends without a full stop, the translation with one."))
    if code == "es" and source.endswith("?") and "¿" not in target:
        yield Finding.of("full_stop", _("Spanish opens a question with “¿”."))


def sign_of(pair: Pair, sign: str) -> dict[str, str]:
    """The parts of a sentence about a language's sign."""
    return {"language": pair.language_name, "sign": sign}
