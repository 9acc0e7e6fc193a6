"""The name on a certificate: as people write it, in any script, and masked for the public page. No database here."""

from __future__ import annotations

import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from learning.certificates.errors import NameRefused

LONGEST: Final = 120
MOST_MARKS: Final = 8  # marks on one letter; no writing system needs as many, a prank does
JOINERS: Final = "\u200c\u200d"  # ZWNJ and ZWJ change how Persian, Hindi, Bengali and others are written
# Letters to Unicode, nothing to the eye: Hangul and Khmer fillers, the blank of Braille.
INVISIBLE: Final = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
PROGRAM_WORDS: Final = {"undefined", "null", "[object", "object]"}
VIRAMA: Final = 9  # canonical combining class of the sign that binds two consonants into one


def printed_name(typed: str) -> str:
    """The name as it will be printed. Raises `NameRefused` with a sentence for the person.

    Normal form C; controls, bidi overrides, private and broken characters are left out, ZWJ and ZWNJ stay; white space collapses.
    Printing a printed name changes nothing.
    """
    if len(typed) > LONGEST * 10:
        raise too_long(len(typed))
    kept = "".join(
        " " if char.isspace() or char in INVISIBLE else char for char in unicodedata.normalize("NFC", typed) if is_kept(char)
    )
    # Leaving characters out may bring a letter and its mark together.
    name = unicodedata.normalize("NFC", " ".join(word for word in map(trimmed, kept.split()) if word))
    if not name:
        raise NameRefused(_("There is no name yet. Write the name you want on the certificate."))
    if len(name) > LONGEST:
        raise too_long(len(name))
    if not any(is_letter(char) for char in name):
        raise NameRefused(_("A name needs at least one letter. Write it as you write it by hand."))
    if all(word in PROGRAM_WORDS for word in name.casefold().split()):
        raise NameRefused(_("“%(name)s” is a word of computers, not a name. Write your own name.") % {"name": name})
    if most_marks(name) > MOST_MARKS:
        raise NameRefused(_("One letter carries too many marks to be printed. Write the name without them."))
    return name


def too_long(length: int) -> NameRefused:
    """The refusal of a name that does not fit."""
    sentence = _("This name has %(length)s characters, and %(most)s fit on a certificate. Write a shorter form of it.")
    return NameRefused(sentence % {"length": length, "most": LONGEST})


def is_kept(char: str) -> bool:
    """Whether a character may stand in a name, white space included."""
    if char in JOINERS or char.isspace():
        return True
    is_noncharacter = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"} and not is_noncharacter


def trimmed(word: str) -> str:
    """A word without joiners at its ends, where they join nothing."""
    return word.strip(JOINERS)


def is_letter(char: str) -> bool:
    """Whether a character is a letter of some script."""
    return unicodedata.category(char).startswith("L")


def is_mark(char: str) -> bool:
    """Whether a character belongs to the letter before it."""
    return unicodedata.category(char).startswith("M")


def most_marks(name: str) -> int:
    """The longest run of marks on one letter."""
    most = run = 0
    for char in name:
        run = run + 1 if is_mark(char) else 0
        most = max(most, run)
    return most


def masked(name: str) -> str:
    """What strangers see: "A*** B." Enough to compare with a paper in hand, not enough to learn a name."""
    words = [word for word in name.split() if any(is_letter(char) for char in word)]
    first = first_sign(words[0]) if words else ""
    if len(words) > 1:
        return f"{first}*** {first_sign(words[-1])}."
    return "***" if first == name else f"{first}***"


def first_sign(word: str) -> str:
    """What a reader sees as the first letter of a word: with its vowel signs and a consonant bound to it (UAX 29, GB9 and GB9c)."""
    start = next(place for place, char in enumerate(word) if is_letter(char))
    end = start + 1
    while end < len(word):
        binds = is_letter(word[end]) and unicodedata.combining(word[end - 1]) == VIRAMA
        if not (binds or is_mark(word[end]) or word[end] in JOINERS):
            break
        end += 1
    return word[start:end].rstrip(JOINERS)
