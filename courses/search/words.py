"""Words as search compares them: one form for all the ways in which people write the same word.

What is kept and what is asked go through this file, so that both databases only compare finished words and behave the same.
`tests/cases/search.json` holds what must be equal to what. Whoever changes a rule raises `RULES`: entries made by older rules are
then made anew (see `courses.search.index`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

RULES: Final = 2
LONGEST_WORD: Final = 40  # characters; what is longer is no word that anybody types

# Marks that join two halves of a word: l'image, ng'ombe, e-mail.
JOINERS: Final = frozenset("'’‘ʼʻ`´′-‐‑−")
# Letters that no decomposition of Unicode leads back to what people type for them: Hausa's and others' in Latin script;
LATIN: Final = str.maketrans("ɓɗƙƴŋɛɔøłđıʋð", "bdkyneooldivd") | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
# Arabic, with the letters of Persian and Urdu keyboards (hamza on a carrier decomposes, hamza alone is left out);
ARABIC: Final = str.maketrans("ٱىیےکةہھۃ", "ايييكهههه", "ءـ")
# Hindi, where the dot below and the moon are often left out; Bengali, with a letter for t without its vowel.
INDIC: Final = str.maketrans({"\u093c": "", "ँ": "ं", "ৎ": "ত্"})
# Amharic has several letters for h, s, ts and the silent consonant; nobody agrees which word takes which.
SAME_ROW: Final = {"ሐ": "ሀ", "ኀ": "ሀ", "ኸ": "ሀ", "ሠ": "ሰ", "ዐ": "አ", "ፀ": "ጸ"}
SAME_SYLLABLE: Final = {"ሃ": "ሀ", "ኣ": "አ"}
# Hindi writes n or m before another consonant as a letter or as a dot: हिन्दी, हिंदी.
NASAL: Final = re.compile("ङ्(?=[कखगघ])|ञ्(?=[चछजझ])|ण्(?=[टठडढ])|न्(?=[तथदध])|म्(?=[पफबभ])")
ETHIOPIC_NUMBER: Final = re.compile("[፩-፼]+")

# Combining classes of marks that are part of the letter: vowel signs (0), the dot below (7), the sign for “no vowel” (9).
PART_OF_LETTER: Final = frozenset({0, 7, 9})

ARTICLES: Final = {"ال": 2, "لل": 3, "وال": 3, "بال": 3, "فال": 3, "كال": 3, "و": 4, "ب": 4, "ل": 4}  # and what must be left
AMHARIC_OF_IN_FOR_FROM: Final = ("የ", "በ", "ለ", "ከ")


def same_syllables() -> dict[int, str]:
    """The seven vowels of each row of `SAME_ROW`, then the two vowels that sound alike. By code point."""
    rows = {ord(row) + vowel: chr(ord(same) + vowel) for row, same in SAME_ROW.items() for vowel in range(7)}
    return {code: SAME_SYLLABLE.get(same, same) for code, same in [*rows.items(), *((ord(one), one) for one in SAME_SYLLABLE)]}


class Folded(dict[int, Any]):
    """Code point -> what stays of the character; "" for what is no part of a word."""

    def __missing__(self, code: int) -> str:
        kept = self[code] = self.kept(chr(code))
        return kept

    def kept(self, character: str) -> str:
        """Letters and marks as they are, digits of every script as 0 to 9, signs over and under letters and between halves away."""
        if character in JOINERS:  # two of them are letters to Unicode
            return ""
        category = unicodedata.category(character)
        if category[0] == "M" and unicodedata.combining(character) not in PART_OF_LETTER:
            return ""
        if category == "Nd":
            return str(unicodedata.decimal(character))
        return character if category[0] in "LMN" else ""


FOLDED: Final = Folded({**LATIN, **ARABIC, **INDIC, **same_syllables()})


class Parts(dict[int, str]):
    """Code point -> "w" where it is part of a word (invisible joiners too), "j" where it joins two halves, " " elsewhere."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        part = "j" if character in JOINERS else "w" if category[0] in "LMN" or category == "Cf" else " "
        self[code] = part
        return part


PARTS: Final = Parts()
WORD: Final = re.compile("w+(?:jw+)*")


def words_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each word of a text begins and ends."""
    for found in WORD.finditer(text.translate(PARTS)):
        yield found.span()


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """The one form of a word, however it was written; "" when there is no letter or digit in it."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold()).translate(FOLDED)
    text = ETHIOPIC_NUMBER.sub(lambda found: str(ethiopic_number(found.group())), NASAL.sub("ं", text))
    return unicodedata.normalize("NFC", text)[:LONGEST_WORD]


def ethiopic_number(figures: str) -> int:
    """The value of Ethiopic figures: ፲፱፻፺፯ is 10 + 9 times 100, and 90 + 7."""
    value = 0
    for figure in figures:
        worth = int(unicodedata.numeric(figure))
        value = max(value, 1) * worth if worth >= 100 else value + worth
    return value


@lru_cache(maxsize=50_000)
def forms(word: str) -> tuple[str, ...]:
    """All forms under which a word is kept and asked: its own first, then those without what grammar put before or behind it."""
    own = folded(word)
    halves = [folded(half) for half in "".join("'" if part in JOINERS else part for part in word).split("'")]
    found = [own, *([half for half in halves if len(half) > 1 or half.isdecimal()] if len(halves) > 1 else [])]
    return tuple(dict.fromkeys(form for part in found for form in (part, *shorter(part)) if form))


def shorter(word: str) -> list[str]:
    """A folded word without article, preposition or plural, where that is easy to see. Wrong guesses only find too much."""
    if "\u0600" <= word[:1] <= "\u06ff":
        starts = [start for start, left in ARTICLES.items() if word.startswith(start) and len(word) - len(start) >= left]
        return [word.removeprefix(start) for start in starts]
    if "\u1200" <= word[:1] <= "\u137f":
        return [word[1:]] if word.startswith(AMHARIC_OF_IN_FOR_FROM) and len(word) > 2 else []
    if word.isascii() and word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return [word[:-1]]
    return []


def beginnings(word: str, *, unfinished: bool) -> tuple[str, ...]:
    """With what a longer word must begin to be found by this one: endings grow at the end in all our languages.

    `unfinished` is the last word somebody typed: two letters of it are enough.
    """
    own = folded(word)
    fewest = 2 if unfinished or own[:1] >= "\u0900" else 3
    if len(own) < fewest:
        return ()
    # The Arabic ending of a woman's name or a thing opens before another ending: صورة, صورتك.
    return (own, own[:-1]) if "\u0600" <= own[:1] <= "\u06ff" and own.endswith("ه") and len(own) > 3 else (own,)
