"""The name on a certificate: as people write it, in any script, and masked for the public page. No database here."""

from __future__ import annotations

import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from learning.certificates.errors import NameRefused
from learning.plain_text import JOINERS, is_kept

LONGEST: Final = 120
MOST_MARKS: Final = 8  # marks on one letter; no writing system needs as many, a prank does
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


FAMILY_FIRST: Final = ("CJK UNIFIED IDEOGRAPH", "HANGUL SYLLABLE")


def short_form(name: str) -> str:
    """What stands on a child's certificate unless a guardian agreed to more: the first name and one letter.

    A single word stays, except where names are written without spaces and the family comes first: there the given name stays.
    Shortening a short form changes nothing.
    """
    words = [word for word in name.split() if any(is_letter(char) for char in word)]
    if len(words) > 1:
        return f"{words[0]} {first_sign(words[-1])}."
    return name[1:] if is_family_first(name) else name


def is_family_first(name: str) -> bool:
    """Whether a name is three or four Han or Hangul letters and nothing else."""
    return len(name) in {3, 4} and all(unicodedata.name(char, "").startswith(FAMILY_FIRST) for char in name)


def first_sign(word: str) -> str:
    """What a reader sees as the first letter of a word."""
    return next(sign for sign in letters_of(word) if is_letter(sign[0])).rstrip(JOINERS)


def letters_of(text: str) -> list[str]:
    """A text in what a reader sees as its letters: with vowel signs and a consonant bound to it (UAX 29, GB9 and GB9c)."""
    letters: list[str] = []
    for char in text:
        binds = is_letter(char) and bool(letters) and unicodedata.combining(letters[-1][-1]) == VIRAMA
        if letters and (binds or is_mark(char) or char in JOINERS):
            letters[-1] += char
        else:
            letters.append(char)
    return letters
