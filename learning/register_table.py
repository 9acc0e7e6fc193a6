"""A register as a CSV file: an empty one to take along, filled in without a line in any spreadsheet, and read back.

The first cell of each line says what it is (`register`, `lesson`, `day`, `minutes`, `hands`, `learner`); lines with # are for
people. Marks are 1 and 0 in the digits of any script, and an empty cell says nothing. Year, month and day stand apart, because
spreadsheets turn dates round. Nothing here touches the database.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from courses.csv_table import CsvRefused, csv_lines, csv_table
from courses.models import LessonVersion
from learning.errors import LessonNotPublished, RegisterRefused
from learning.registers import Register
from learning.teaching import Asked, questions_asked

SEMICOLON_LANGUAGES: Final = frozenset({"fr", "es", "pt"})  # where the comma stands in numbers, and so a semicolon in CSV
LARGEST: Final = 200_000  # bytes
MOST_LINES: Final = 2_000
MARKS: Final = {"1": True, "x": True, "✓": True, "0": False}


@dataclass(frozen=True)
class ReadRegister:
    """A register read from a file, and the lesson's version it was made for."""

    register: Register
    version: LessonVersion


# --- out ----------------------------------------------------------------------------------------------------------------------


def empty_register(
    version: LessonVersion,
    *,
    uuid: UUID,
    seats: Iterable[int],
    class_name: str,
    hands: Mapping[tuple[str, str], int],
    language: str,
) -> bytes:
    """A register to fill in, for one class, lesson and meeting. `hands` that were counted already stand in it."""
    asked = questions_asked(version)
    heads = [_("question %(number)s") % {"number": one.number} for one in asked]
    lines: list[Sequence[object]] = [
        ["#", _("Class register. Write only in the empty cells: 1 is yes or right, 0 is no or not yet; empty says nothing.")],
        ["register", str(uuid), class_name],
        ["lesson", str(version.lesson_key), version.number, version.title],
        ["#", _("year, month, day, for example 2026 11 26")],
        ["day", "", "", ""],
        ["minutes", ""],
        ["#", _("Hands: question, choice, how many hands")],
    ]
    for one in asked:
        lines += [
            ["hands", one.number, choice.number, hands.get((one.id, choice.id), ""), choice.text, one.prompt]
            for choice in one.choices
        ]
    lines += [["#", _("Learners: number, was there, then 1 or 0 for each question")], ["#", _("number"), _("was there"), *heads]]
    lines += [["learner", seat, "", *([""] * len(asked))] for seat in seats]
    rows = [[one_line(cell) for cell in line] for line in lines]
    return csv_table(rows[0], rows[1:], delimiter=";" if language in SEMICOLON_LANGUAGES else ",")


def one_line(cell: object) -> object:
    """A cell without line breaks, which some spreadsheets lose."""
    return " ".join(cell.split()) if isinstance(cell, str) else cell


# --- in -----------------------------------------------------------------------------------------------------------------------


@dataclass
class Reading:
    """What has been read so far. Problems name their lines; reading goes on after one."""

    lesson: Callable[[UUID, int], LessonVersion]
    problems: list[str] = field(default_factory=list)
    uuid: UUID | None = None
    version: LessonVersion | None = None
    day: date | None = None
    minutes: int | None = None
    present: set[int] = field(default_factory=set)
    hands: dict[tuple[str, str], int] = field(default_factory=dict)
    results: dict[tuple[int, str], bool] = field(default_factory=dict)
    seen: set[tuple[str, ...]] = field(default_factory=set)
    questions: Sequence[Asked] = ()

    def note(self, line: int, sentence: str) -> None:
        """Names a line and what is wrong with it."""
        self.problems.append(_("Line %(line)s: %(problem)s") % {"line": line, "problem": sentence})

    def once(self, line: int, *what: str) -> bool:
        """Whether this is the first line of its kind; otherwise it is noted."""
        is_first = what not in self.seen
        self.seen.add(what)
        if not is_first:
            self.note(line, _("“%(what)s” stands there twice. Delete one of the two lines.") % {"what": " ".join(what)})
        return is_first


def read_register(data: bytes, *, lesson: Callable[[UUID, int], LessonVersion]) -> ReadRegister:
    """A filled-in register. `lesson` gives a lesson's version by its key and number, or raises `LessonNotPublished`.

    Raises `RegisterRefused` with every line that is wrong.
    """
    reading = Reading(lesson)
    for number, cells in rows_of(data):
        READERS.get(cells[0].lower(), read_unknown)(reading, number, cells)
    for word, sentence in (
        ("register", _("The line “register” is missing. Begin with an empty register from this page.")),
        ("lesson", _("The line “lesson” is missing. Begin with an empty register from this page.")),
        ("day", _("The line “day” is missing.")),
        ("minutes", _("The line “minutes” is missing.")),
    ):
        if (word,) not in reading.seen:
            reading.problems.append(sentence)
    if reading.problems or not (reading.uuid and reading.version and reading.day and reading.minutes is not None):
        raise RegisterRefused(reading.problems)
    register = Register(
        uuid=reading.uuid,
        held_on=reading.day,
        minutes=reading.minutes,
        present=frozenset(reading.present),
        hands=reading.hands,
        results=reading.results,
    )
    return ReadRegister(register, reading.version)


def rows_of(data: bytes) -> list[tuple[int, list[str]]]:
    """The lines that are not for people, with their numbers in the file. Raises `RegisterRefused`."""
    if len(data) > LARGEST:
        raise RegisterRefused([_("The file is larger than a register can be. Send the CSV file of one register.")])
    try:
        lines = csv_lines(data, begins="register")
    except CsvRefused as refusal:
        raise RegisterRefused([str(refusal)]) from refusal
    rows = [(number, [cell.strip().removeprefix("'").strip() for cell in cells]) for number, cells in lines]
    found = [(number, row) for number, row in rows if any(row) and not row[0].startswith("#")]
    if len(found) > MOST_LINES:
        raise RegisterRefused([_("The file has more lines than a register can have. Send the CSV file of one register.")])
    return found


def cell(cells: Sequence[str], place: int) -> str:
    """A cell, its digits as 0–9; empty when the line is shorter."""
    text = cells[place] if place < len(cells) else ""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def whole(cells: Sequence[str], place: int) -> int | None:
    """A whole number, None when the cell holds none."""
    text = cell(cells, place)
    return int(text) if text.isdecimal() and len(text) <= 4 else None


def read_unknown(reading: Reading, line: int, cells: Sequence[str]) -> None:
    """A line that begins with a word we do not know."""
    sentence = _("“%(word)s” is not known here. Keep the first cell of each line as it was.")
    reading.note(line, sentence % {"word": cells[0][:40]})


def read_identity(reading: Reading, line: int, cells: Sequence[str]) -> None:
    """`register`: the number of this register."""
    if not reading.once(line, "register"):
        return
    try:
        reading.uuid = UUID(cell(cells, 1))
    except ValueError:
        reading.note(line, _("The number of the register was changed. Begin with an empty register from this page."))


def read_lesson(reading: Reading, line: int, cells: Sequence[str]) -> None:
    """`lesson`: which lesson, in which version."""
    if not reading.once(line, "lesson"):
        return
    number = whole(cells, 2)
    try:
        reading.version = reading.lesson(UUID(cell(cells, 1)), number if number is not None else -1)
        reading.questions = questions_asked(reading.version)
    except (ValueError, LessonNotPublished):
        reading.note(line, _("This lesson is not one of this class. Begin with an empty register from this page."))


def read_day(reading: Reading, line: int, cells: Sequence[str]) -> None:
    """`day`: year, month and day, in three cells or as 2026-11-26 in one."""
    if not reading.once(line, "day"):
        return
    parts = cell(cells, 1).split("-") if "-" in cell(cells, 1) else [cell(cells, place) for place in (1, 2, 3)]
    try:
        reading.day = date(*(int(part) for part in parts))
    except (ValueError, TypeError, OverflowError):
        reading.note(line, _("Write the day as year, month and day, for example 2026 11 26."))


def read_minutes(reading: Reading, line: int, cells: Sequence[str]) -> None:
    """`minutes`: how long the meeting was."""
    if reading.once(line, "minutes"):
        reading.minutes = whole(cells, 1)
        if reading.minutes is None:
            reading.note(line, _("Write the minutes as a whole number."))


def read_hands(reading: Reading, line: int, cells: Sequence[str]) -> None:
    """`hands`: question, choice, count."""
    question, choice = whole(cells, 1), whole(cells, 2)
    asked = next((one for one in reading.questions if one.number == question), None)
    chosen = next((one for one in asked.choices if one.number == choice), None) if asked else None
    if asked is None or chosen is None:
        reading.note(line, _("This lesson has no such question or choice. Keep the numbers as they were."))
    elif reading.once(line, "hands", str(question), str(choice)) and cell(cells, 3):
        count = whole(cells, 3)
        if count is None:
            reading.note(line, _("“%(cell)s” is not a number of hands. Write a whole number.") % {"cell": cells[3][:40]})
        else:
            reading.hands[asked.id, chosen.id] = count


def read_learner(reading: Reading, line: int, cells: Sequence[str]) -> None:
    """`learner`: number, whether they were there, a mark for each question."""
    seat = whole(cells, 1)
    if seat is None:
        reading.note(line, _("The number of the learner is missing."))
        return
    if not reading.once(line, "learner", str(seat)):
        return
    marks: list[bool | None] = []
    for place in range(2, max(len(cells), 3)):
        text = cell(cells, place).lower()
        if text and text not in MARKS:
            sentence = _("“%(cell)s” is not a mark. Write 1 for yes or right, 0 for no or not yet.")
            reading.note(line, sentence % {"cell": cells[place][:40]})
        marks.append(MARKS.get(text))
    if marks[0]:
        reading.present.add(seat)
    for asked, mark in zip(reading.questions, marks[1:], strict=False):
        if mark is not None:
            reading.results[seat, asked.id] = mark
    if any(mark is not None for mark in marks[1 + len(reading.questions) :]) and reading.questions:
        reading.note(line, _("There are more marks than questions."))


READERS: Final[dict[str, Callable[[Reading, int, Sequence[str]], None]]] = {
    "register": read_identity,
    "lesson": read_lesson,
    "day": read_day,
    "minutes": read_minutes,
    "hands": read_hands,
    "learner": read_learner,
}
