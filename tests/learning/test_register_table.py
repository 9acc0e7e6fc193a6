"""A register as CSV: out without formulas, back from any spreadsheet, and wrong lines named."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.utils import translation

from courses.csv_table import harmless
from courses.models import LessonVersion
from learning.errors import LessonNotPublished, RegisterRefused
from learning.register_table import LARGEST, ReadRegister, empty_register, read_register
from learning.registers import Register
from learning.teaching import questions_asked

pytestmark = pytest.mark.django_db
MARK = "\ufeff"


def empty(version: LessonVersion, language: str = "en", name: str = "Tuesday circle") -> str:
    data = empty_register(version, uuid=uuid4(), seats=[1, 2, 3], class_name=name, hands={}, language=language)
    return data.decode()


def rows_of(text: str) -> list[list[str]]:
    lines = text.removeprefix(MARK)
    return list(csv.reader(io.StringIO(lines), delimiter=";" if "register;" in lines else ","))


def filled(version: LessonVersion, **changes: str) -> list[list[str]]:
    """A register as somebody brings it back: number 1 had all right, number 2 was there, number 3 was not."""
    rows = rows_of(empty(version))
    for row in rows:
        if row[0] == "day":
            row[1:4] = ["2026", "3", "3"]
        elif row[0] == "minutes":
            row[1] = "27"
        elif row[0] == "hands" and row[1:3] == ["1", "2"]:
            row[3] = "7"
        elif row[0] == "learner":
            row[2] = {"1": "1", "2": "x", "3": ""}[row[1]]
            row[3:] = ["1"] * (len(row) - 3) if row[1] == "1" else row[3:]
    return rows


def as_file(rows: Sequence[Sequence[str]], delimiter: str = ",", mark: str = MARK) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return (mark + out.getvalue()).encode()


def read(version: LessonVersion, data: bytes) -> ReadRegister:
    def lesson(key: UUID, number: int) -> LessonVersion:
        if (key, number) != (version.lesson_key, version.number):
            raise LessonNotPublished("There is no such lesson.")
        return version

    return read_register(data, lesson=lesson)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", MARK])
def test_a_filled_register_comes_back_from_any_spreadsheet(version: LessonVersion, delimiter: str, mark: str) -> None:
    rows = filled(version)
    found = read(version, as_file(rows, delimiter, mark))
    asked = questions_asked(version)
    expected = Register(
        uuid=UUID(rows[1][1]),
        held_on=date(2026, 3, 3),
        minutes=27,
        present=frozenset({1, 2}),
        hands={(asked[0].id, asked[0].choices[1].id): 7},
        results={(1, one.id): True for one in asked},
    )
    assert found == ReadRegister(expected, version)


def test_digits_of_any_script_and_a_day_in_one_cell_are_read(version: LessonVersion) -> None:
    rows = filled(version)
    for row in rows:
        if row[0] == "minutes":
            row[1] = "٢٧"
        elif row[0] == "day":
            row[1:4] = ["2026-03-03", "", ""]
        elif row[0] == "learner" and row[1] == "2":
            row[2], row[3] = "১", "०"
    register = read(version, as_file(rows)).register
    assert (register.minutes, register.held_on) == (27, date(2026, 3, 3))
    assert register.results[2, next(iter(version.questions))] is False


def test_the_file_opens_as_it_is_and_runs_nothing(version: LessonVersion) -> None:
    text = empty(version, name='=HYPERLINK("http://x")')
    assert text.startswith(MARK)
    cells = [cell for row in rows_of(text) for cell in row]
    assert '\'=HYPERLINK("http://x")' in cells
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert harmless(-3) == -3


def test_semicolons_where_the_comma_stands_in_numbers(version: LessonVersion) -> None:
    with translation.override("fr"):
        assert "register;" in empty(version, language="fr")
    with translation.override("ar"):
        assert "register," in empty(version, language="ar")


@pytest.mark.parametrize(
    ("kind", "cells", "words"),
    [
        ("day", ["2026", "13", "3"], "year, month and day"),
        ("day", ["", "", ""], "year, month and day"),
        ("minutes", ["half an hour"], "minutes as a whole number"),
        ("learner", ["1", "maybe"], "“maybe” is not a mark"),
        ("learner", ["", "1"], "number of the learner is missing"),
        ("learner", ["2", "1"], "twice"),
        ("learner", ["1", "1", "1", "1", "1", "1", "1", "1"], "more marks than questions"),
        ("hands", ["1", "9", "1"], "no such question or choice"),
        ("hands", ["1", "1", "many"], "not a number of hands"),
        ("lesson", [str(uuid4()), "1"], "not one of this class"),
        ("register", ["7"], "number of the register was changed"),
    ],
)
def test_a_wrong_line_is_named(version: LessonVersion, kind: str, cells: list[str], words: str) -> None:
    rows = filled(version)
    place = next(place for place, row in enumerate(rows) if row[0] == kind)
    rows[place] = [kind, *cells]
    with pytest.raises(RegisterRefused) as refused:
        read(version, as_file(rows))
    assert any(words in problem for problem in refused.value.problems), refused.value.problems
    assert any(problem.startswith("Line ") for problem in refused.value.problems)
    assert not any(f"“{kind}” is missing" in problem for problem in refused.value.problems)


def test_all_wrong_lines_are_named_together(version: LessonVersion) -> None:
    rows = filled(version)
    for row in rows:
        if row[0] == "learner":
            row[2] = "?"
    rows.append(["teacher", "1"])
    with pytest.raises(RegisterRefused) as refused:
        read(version, as_file(rows))
    assert len(refused.value.problems) == 4


@pytest.mark.parametrize("kind", ["register", "lesson", "day", "minutes"])
def test_a_missing_line_is_said(version: LessonVersion, kind: str) -> None:
    rows = [row for row in filled(version) if row[0] != kind]
    with pytest.raises(RegisterRefused, match=f"“{kind}” is missing"):
        read(version, as_file(rows))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"register,1\nlesson,caf\xe9", "Line 2 is not in UTF-8"),
        (b"x" * (LARGEST + 1), "larger"),
        (b'register,"abc', "as CSV"),
        (b"", "is missing"),
        (b"learner,1\n" * 3000, "more lines"),
        ("register,\u0000\n".encode(), "as CSV"),
    ],
)
def test_what_is_no_register_is_refused_in_words(version: LessonVersion, data: bytes, words: str) -> None:
    with pytest.raises(RegisterRefused, match=words):
        read(version, data)
