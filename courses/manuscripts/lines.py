"""The lines of a manuscript: `key: value`, cells between bars, words over several lines; reading them and writing them.

In a value or a cell a backslash takes the next sign as it is, `\\n` is a line break and `\\|` a bar. Words over several lines stand
as they are; a line that would mean something has a backslash before it. Rich text has its own rules (`richtext`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.manuscripts import richtext
from courses.manuscripts.problems import Note

NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KEY: Final = re.compile(r"([a-z_]+):(?:[ \t]+(.*))?")
NOTHING: Final = re.compile(r"(?!)")  # matches no line
SPACES: Final = " \t\r\f"


@dataclass(frozen=True)
class Line:
    """A line and its number in the file, from 1."""

    number: int
    text: str


def value_of(text: str) -> str:
    """What a value or a cell says, its backslashes taken away."""
    return re.sub(r"\\(.)", lambda sign: "\n" if sign[1] == "n" else sign[1], text).strip()


def as_value(text: str) -> str:
    """A text as a value: on one line."""
    return trimmed(text).replace("\\", "\\\\").replace("\n", "\\n")


def as_cell(text: str) -> str:
    """A text as a cell: on one line, its bars marked."""
    return as_value(text).replace("|", "\\|")


def cells_of(text: str) -> list[str]:
    """The cells of a line, cut at its bars."""
    return [value_of(cell) for cell in re.findall(r"(?:\A|\|)((?:\\.|[^|\\]|\\\Z)*)", text)]


def trimmed(text: str) -> str:
    """A text as manuscripts keep it: plain line breaks, no spaces at the ends of lines, no empty lines around."""
    lines = [line.strip(SPACES) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n").strip()


def plain_lines(text: str, stop: re.Pattern[str] = NOTHING) -> list[str]:
    """Words over several lines, a backslash before those that would mean something."""
    return [f"\\{line}" if line.startswith(("\\", "#")) or stop.match(line) else line for line in trimmed(text).split("\n")]


def key_lines(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """`key: value` lines."""
    return [f"{key}: {as_value(value)}".rstrip(" ") for key, value in pairs]


class Reader:
    """The lines of one card, taken from top to bottom. What is wrong is noted, and reading goes on."""

    def __init__(self, lines: Sequence[Line], start: int, note: Note) -> None:
        self.lines = list(lines)
        self.start = start
        self.note = note
        while self.lines and not self.lines[-1].text:
            self.lines.pop()

    def next_is(self, pattern: re.Pattern[str]) -> bool:
        """Whether there is a next line and it starts like the pattern."""
        return bool(self.lines) and pattern.match(self.lines[0].text) is not None

    def skip_empty(self) -> None:
        """Passes over empty lines."""
        while self.lines and not self.lines[0].text:
            self.lines.pop(0)

    def keys(self, *needed: str, optional: Sequence[str] = ()) -> dict[str, Any]:
        """The `key: value` lines that come next, each key once. Keys that are needed and missing are noted."""
        found: dict[str, str] = {}
        self.skip_empty()
        while self.lines and (pair := KEY.fullmatch(self.lines[0].text)):
            key = pair[1]
            if key in found or key not in (*needed, *optional):
                break
            found[key] = value_of(pair[2] or "")
            if not found[key] and key in needed:
                self.note(self.lines[0].number, _("“%(key)s:” is empty. Write what it says after the colon.") % {"key": key})
            self.lines.pop(0)
            self.skip_empty()
        for key in needed:
            if key not in found:
                self.note(self.start, _("The line “%(key)s: …” is missing. Write it below the heading.") % {"key": key})
        return {key: found.get(key, "") for key in (*needed, *optional)}

    def plain(self, stop: re.Pattern[str] = NOTHING, *, what: str = "") -> str:
        """Words over several lines, up to a line that `stop` knows. Missing words are noted when `what` names them."""
        words: list[str] = []
        while self.lines and not stop.match(self.lines[0].text):
            text = self.lines.pop(0).text
            words.append(text[1:] if text.startswith("\\") else text)
        text = trimmed("\n".join(words))
        if what and not text:
            self.note(self.start, _("%(what)s is missing. Write it below the heading.") % {"what": what})
        return text

    def rich(self) -> str:
        """All lines that are left as rich text, in its canonical form."""
        self.skip_empty()
        first = self.lines[0].number if self.lines else self.start
        text, self.lines = "\n".join(line.text for line in self.lines), []
        if not text:
            self.note(self.start, _("There are no words. Write them below the heading."))
        return rich_text(text, first, self.note)

    def taken(self, pattern: re.Pattern[str]) -> list[Line]:
        """The lines that come next and start like the pattern; empty lines between them are passed over."""
        taken: list[Line] = []
        self.skip_empty()
        while self.next_is(pattern):
            taken.append(self.lines.pop(0))
            self.skip_empty()
        return taken

    def taken_one(self, pattern: re.Pattern[str]) -> bool:
        """Takes the next line when it starts like the pattern; whether it does."""
        self.skip_empty()
        if not self.next_is(pattern):
            return False
        self.lines.pop(0)
        return True

    def end(self, hint: str) -> None:
        """Notes the first line that is left over; `hint` says what could stand there."""
        self.skip_empty()
        if self.lines:
            self.note(
                self.lines[0].number,
                _("“%(line)s” does not belong here. %(hint)s") % {"line": self.lines[0].text[:60], "hint": hint},
            )

    def named(self, name: str, line: int, used: Iterable[str]) -> str:
        """A name of an option, step or gap; notes one that is not a name or is there twice."""
        if not NAME.fullmatch(name):
            self.note(line, _("“%(name)s” is not a name. Use small letters a–z, digits and hyphens.") % {"name": name})
        if name in used:
            self.note(line, _("The name “%(name)s” is there twice in one card. Give each its own.") % {"name": name})
        return name


def rich_text(text: str, first: int, note: Note) -> str:
    """Rich text in its canonical form; what cannot be read is noted with its line. `first` is the first line's number."""
    try:
        return richtext.text_of(richtext.read_text(text))
    except richtext.RichTextWrong as wrong:
        note(first + wrong.line, str(wrong))
        return text
