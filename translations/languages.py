"""The languages Mwanga speaks: one record each of what a page, a catalogue and Django must know about a language.

This file is data for the settings; it imports neither models nor Wagtail. Date and number formats stand in
`translations/formats/<locale>/formats.py`. Direction stands here, for Django's `LANGUAGES_BIDI` looks only at what stands before
the hyphen: it would set Fula in Adlam from left to right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

LATIN_LINES: Final = 1.55


class Quotes(NamedTuple):
    """Quotation marks: around words, and inside such words. From CLDR, where two are in use those of our texts."""

    open: str
    close: str
    inner_open: str
    inner_close: str


CURLY: Final = Quotes("“", "”", "‘", "’")
ANGLED: Final = Quotes("«", "»", "“", "”")


@dataclass(frozen=True)
class Language:
    """A language as people read it.

    `code` is as addresses and Django write it, in small letters. `line_height` is of running text; the style sheet has the same
    (a test compares them). `plurals` is the header of the language's catalogue. `fonts` are system fonts that have the script, the
    best first; none is ever loaded.
    """

    code: str
    name: str
    english: str
    script: str
    direction: str = "ltr"
    line_height: float = LATIN_LINES
    quotes: Quotes = CURLY
    plurals: str = "nplurals=2; plural=(n != 1);"
    fonts: tuple[str, ...] = ()

    @property
    def is_right_to_left(self) -> bool:
        """Whether lines begin at the right."""
        return self.direction == "rtl"

    @property
    def lang_info(self) -> dict[str, object]:
        """The language as Django's table of languages has it."""
        return {"bidi": self.is_right_to_left, "code": self.code, "name": self.english, "name_local": self.name}


ARABIC_PLURALS: Final = (
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"
)
SPANISH_PLURALS: Final = "nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"
FEW_FROM_TWO: Final = "nplurals=2; plural=(n > 1);"

# In the order in which people see them.
SPOKEN: Final = (
    Language("en", "English", "English", "Latn"),
    Language("fr", "Français", "French", "Latn", quotes=ANGLED, plurals=FEW_FROM_TWO),
    Language(
        "ar",
        "العربية",
        "Arabic",
        "Arab",
        direction="rtl",
        line_height=1.8,
        quotes=ANGLED,
        plurals=ARABIC_PLURALS,
        fonts=("Noto Naskh Arabic", "Geeza Pro"),
    ),
    Language("sw", "Kiswahili", "Swahili", "Latn"),
    Language("ha", "Hausa", "Hausa", "Latn"),
    Language("pt", "Português", "Portuguese", "Latn"),
    Language("es", "Español", "Spanish", "Latn", plurals=SPANISH_PLURALS),
    Language("hi", "हिन्दी", "Hindi", "Deva", line_height=1.7, fonts=("Noto Sans Devanagari",)),
    Language("bn", "বাংলা", "Bengali", "Beng", line_height=1.7, fonts=("Noto Sans Bengali",)),
    Language("am", "አማርኛ", "Amharic", "Ethi", line_height=1.7, plurals=FEW_FROM_TWO, fonts=("Noto Sans Ethiopic",)),
)

# Languages that can be switched on (`MWANGA_LANGUAGES`) and whose interface nobody has begun to translate: pages speak English
# around lessons in them. `ff-adlm` goes from right to left in letters beyond the first 65,536 of Unicode: what draws it right
# draws anything right.
FURTHER: Final = (
    Language(
        "ur",
        "اردو",
        "Urdu",
        "Aran",
        direction="rtl",
        line_height=2.1,
        fonts=("Noto Nastaliq Urdu", "Jameel Noori Nastaleeq", "Noto Naskh Arabic"),
    ),
    Language(
        "zh-hans",
        "简体中文",
        "Simplified Chinese",
        "Hans",
        line_height=1.7,
        plurals="nplurals=1; plural=0;",
        fonts=("Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei"),
    ),
    Language(
        "ff-adlm",
        "𞤆𞤵𞤤𞤢𞤪",
        "Fula (Adlam)",
        "Adlm",
        direction="rtl",
        line_height=1.7,
        plurals=FEW_FROM_TWO,
        fonts=("Noto Sans Adlam", "Ebrima"),
    ),
)

KNOWN: Final = {language.code: language for language in (*SPOKEN, *FURTHER)}

# Code, and the language's own name: those that are on when the operator says nothing.
LANGUAGES: Final = [(language.code, language.name) for language in SPOKEN]

RIGHT_TO_LEFT: Final = frozenset(code for code, language in KNOWN.items() if language.is_right_to_left)

# Languages that a lesson may be written from. Everything starts in English and is translated.
SOURCE_LANGUAGE: Final = "en"


class UnknownLanguage(ValueError):
    """A language we have no record of was asked for, or the one that everything is translated from was left out."""


def languages_on(codes: Iterable[str]) -> list[tuple[str, str]]:
    """The languages of these codes as Django's `LANGUAGES` lists them, in our order. Raises `UnknownLanguage`."""
    wanted = {code.lower().replace("_", "-") for code in codes}
    known = ", ".join(KNOWN)
    for code in sorted(wanted - set(KNOWN)):
        raise UnknownLanguage(f"There is no language “{code}”. Choose some of: {known}.")
    if SOURCE_LANGUAGE not in wanted:
        raise UnknownLanguage(f"“{SOURCE_LANGUAGE}” is missing, the language that everything is translated from. Add it.")
    return [(code, language.name) for code, language in KNOWN.items() if code in wanted]


def language_of(code: str) -> Language:
    """The record of a language. Raises `UnknownLanguage`."""
    try:
        return KNOWN[code]
    except KeyError as error:
        raise UnknownLanguage(f"There is no language “{code}”. Choose some of: {', '.join(KNOWN)}.") from error


def teach_django_our_languages() -> None:
    """Puts our records into Django's table, where pages look for names and directions. Called once, from the settings."""
    from django.conf.locale import LANG_INFO

    for code, language in KNOWN.items():
        LANG_INFO[code] = language.lang_info
