"""Text as people type or import it: nothing invisible, nothing that turns the words around it. No database here."""

from __future__ import annotations

import unicodedata
from typing import Final

JOINERS: Final = "\u200c\u200d"  # ZWNJ and ZWJ change how Persian, Hindi, Bengali and others are written


def is_kept(char: str) -> bool:
    """Whether a character may stand in a name or a line, white space included."""
    if char in JOINERS or char.isspace():
        return True
    is_noncharacter = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"} and not is_noncharacter


def plain_text(typed: str) -> str:
    """The text on one line, in normal form C, without controls and bidi overrides. A plain text stays as it is.

    What a spreadsheet would take for a formula is not taken apart here: `courses.csv_table.harmless` makes it text.
    """
    kept = "".join(char if not char.isspace() else " " for char in unicodedata.normalize("NFC", typed) if is_kept(char))
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def plain_lines(typed: str) -> str:
    """The same for several lines: one empty line at most between two, none at the ends."""
    lines: list[str] = []
    for line in map(plain_text, typed.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")
