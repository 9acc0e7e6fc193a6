"""The small languages in which H5P writes gaps and marked words between asterisks, read and written in linear time.

An asterisk, slash, colon or backslash that belongs to an author's words is written as a numeric entity, so that what is written is
read back; therefore texts are to be mapped before they are filtered for playing, which decodes entities. Mapping and scoring
(`h5p.answer_keys`) both read with these functions (the paper, 11.3).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

from h5p.blocks import Gap, WordGap
from h5p.html_text import MARKS, plain_with_marks

MARK_OPEN, MARK_CLOSE = "\ue000", "\ue001"
MARK: Final = re.compile(f"{MARK_OPEN}(\\d+){MARK_CLOSE}")
SPECIAL: Final = {char: f"&#{ord(char)};" for char in "*/:\\"}
GAP: Final = re.compile(r"\{(\d{1,3})\}")
TAG: Final = re.compile(r"<[^<>]*>")
LEADING: Final = "([{⟨«“„\"'`¿¡‘"
TRAILING: Final = ".,;:!?…)]}⟩»”“\"'`’。，؟،"


def starless(source: str) -> str:
    """HTML or escaped text in which no asterisk is a mark any more."""
    return source.replace("*", SPECIAL["*"])


def literal(source: str) -> str:
    """HTML or escaped text that is safe inside asterisks."""
    return "".join(SPECIAL.get(char, char) for char in source)


def pairs(source: str) -> list[str]:
    """The source cut at its gaps: text, gap, text, gap … text. A lone asterisk and an empty pair stay text."""
    cuts = source.split("*")
    pieces: list[str] = []
    text, place = [cuts[0]], 1
    while place < len(cuts):
        if place + 1 == len(cuts):
            text += ["*", cuts[place]]
        elif not cuts[place].strip():
            text += ["*", cuts[place], "*", cuts[place + 1]]
        else:
            pieces += ["".join(text), cuts[place]]
            text = [cuts[place + 1]]
        place += 2
    return [*pieces, "".join(text)]


def mark_of(place: int) -> str:
    """What stands for a gap while its surroundings turn from HTML to plain text."""
    return f"{MARK_OPEN}{place}{MARK_CLOSE}"


def braced(text: str) -> tuple[str, bool]:
    """The text with `{1}` for the marks, and whether other braces around numbers had to give way."""
    calm = GAP.sub(r"(\1)", text)
    return calm.replace(MARK_OPEN, "{").replace(MARK_CLOSE, "}"), calm != text


def bare(source: str) -> str:
    """A part of a gap: tags stripped, entities decoded, trimmed."""
    return html.unescape(TAG.sub("", source)).strip()


def alternatives(source: str) -> tuple[str, ...]:
    """`answer/other answer`. Slashes are looked for before entities are decoded: `&#47;` is a slash of the answer."""
    return tuple(answer for answer in map(bare, source.split("/")) if answer)


def card_answers(source: str, version: tuple[int, int]) -> tuple[str, ...]:
    """The answers of a card of Flashcards; up to version 1.5, `a/b` is one answer with a slash."""
    return alternatives(literal(source) if version <= (1, 5) else source)


def typed_gap(source: str) -> tuple[tuple[str, ...], str]:
    """A gap of Blanks, `answer/other answer:tip`: its answers and its tip. Tags go first: they hold slashes and colons too."""
    answers, _, tip = TAG.sub("", source).partition(":")
    return alternatives(answers), bare(tip)


def gap_of(answers: Iterable[str], tip: str) -> Gap:
    """A native gap; semicolons separate its answers, so that those of an answer become commas."""
    return Gap("; ".join(answer.replace(";", ",") for answer in answers), tip)


def word_gap(source: str) -> WordGap:
    r"""A gap of DragText, `word:tip\+when right\-when wrong`.

    Feedback first, because a tip ends where it begins; both may be missing, in either order.
    """
    said = {"+": "", "-": ""}
    head, *parts = re.split(r"\\([+-])", source)
    for sign, text in zip(parts[::2], parts[1::2], strict=True):
        said[sign] = bare(text)
    word, _, tip = head.partition(":")
    return WordGap(bare(word), bare(tip), said["+"], said["-"])


def gap_places(text: str, count: int) -> bool:
    """Whether the text has the marks `{1}` … `{count}`, each once and in their order."""
    return [int(number) for number in GAP.findall(text)] == list(range(1, count + 1))


def tokens(text: str) -> list[tuple[str, str, str, str]]:
    """The text as (space before, leading punctuation, word, trailing punctuation); tokens of punctuation alone have no word."""
    found = []
    for piece in re.finditer(r"(\s*)(\S*)", text):
        space, token = piece[1], piece[2]
        if space or token:
            inner = token.lstrip(LEADING)
            word = inner.rstrip(TRAILING)
            found.append((space, token[: len(token) - len(inner)], word, inner[len(word) :]))
    return found


def marked(source: str) -> list[tuple[str, str, str, bool]]:
    """The tokens of a MarkTheWords text as (before, word, behind, whether the word is right), asterisks of marks taken away.

    `*word*` is right; `*word***` is the word `word*`, right too; asterisks alone mark nothing.
    """
    found = []
    for space, before, token, behind in tokens(plain_with_marks(MARKS.sub("", source).replace("*", MARK_OPEN))):
        is_right = token.startswith(MARK_OPEN) and token.endswith(MARK_OPEN) and token.strip(MARK_OPEN) != ""
        word = token[1:-1] if is_right else token
        if is_right and word.endswith(MARK_OPEN * 2):
            word = word[:-1]
        found.append((space + before, word.replace(MARK_OPEN, "*"), behind, is_right))
    return found


def selectable(text: str) -> list[str]:
    """The words that learners can mark, in order: tokens between white space without the punctuation around them."""
    return [word for _, _, word, _ in tokens(text) if word]
