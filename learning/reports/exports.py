"""Reports as files: CSV, XLSX, JSON and what stands in each column. The same rows as on the page, named for machines."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from courses.csv_table import csv_table, harmless
from learning.reports.tables import Report, Row

COLUMNS: Final = (
    "scope",
    "course",
    "starts_from",
    "starts_until",
    "table",
    "gender",
    "category",
    "lesson",
    "people",
    "completed",
    "completed_percent",
    "mastery_percent",
    "first_try_percent",
    "minutes",
    "gain",
)


def lines_of(report: Report) -> list[list[str | int | None]]:
    """The rows of a report by `COLUMNS`; None is "not shown"."""
    since, until = (f"{month:%Y-%m}" if month else "" for month in (report.since, report.until))
    return [[report.scope.key, str(report.course_key), since, until, *cells_of(row)] for row in report.rows]


def cells_of(row: Row) -> list[str | int | None]:
    """What tells a row from others, and its numbers."""
    named: list[str | int | None] = [row.face, row.gender, row.part, str(row.lesson_key or "")]
    return [*named, *(getattr(row, name) for name in COLUMNS[8:])]


def as_csv(report: Report) -> bytes:
    """A CSV file."""
    return csv_file(COLUMNS, lines_of(report))


def csv_file(heads: Iterable[object], lines: Iterable[Iterable[object]]) -> bytes:
    """What is not shown is empty."""
    return csv_table(heads, (["" if cell is None else cell for cell in line] for line in lines))


def as_xlsx(report: Report) -> bytes:
    """A workbook of two sheets: the figures, and what the columns mean."""
    book = Workbook(write_only=True)
    for name, heads, lines in (
        ("figures", COLUMNS, lines_of(report)),
        ("dictionary", ("column", "meaning"), dictionary()),
    ):
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        titles = [WriteOnlyCell(sheet, head) for head in heads]
        for title in titles:
            title.font = Font(bold=True)
        sheet.append(titles)
        for line in lines:
            sheet.append([None if cell is None else harmless(cell) for cell in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(report: Report) -> dict[str, Any]:
    """What the API answers."""
    return {"columns": list(COLUMNS), "rows": lines_of(report), "dictionary": dict(dictionary())}


def dictionary_csv() -> bytes:
    """The data dictionary as a file of its own."""
    return csv_file(("column", "meaning"), dictionary())


def dictionary() -> list[tuple[str, str]]:
    """Column -> what it means."""
    return [
        ("scope", _("Whose figures: site, institution-… or class-…")),
        ("course", _("The course's key, the same in every language.")),
        ("starts_from", _("The first month that was closed for this report (year-month).")),
        ("starts_until", _("The last month that was closed: everybody here began until its end.")),
        ("table", _("By what people are told apart: everyone, gender, age, language, mode, country, lesson, class.")),
        ("gender", _("woman, man, other, untold; several joined by + where one of them is fewer than ten; all.")),
        ("category", _("The category of the table; “others”: all categories that may not stand alone; “all”: not told apart.")),
        ("lesson", _("The lesson's key in the table “lesson”; there “completed” is who began it or completed it, by category.")),
        ("people", _("Who began the course. Never fewer than ten. Each person counts once in each course.")),
        ("completed", _("Of them, who had completed the course when their month was closed. Empty: not shown.")),
        ("completed_percent", _("The same in percent, 5 to 95: 5 means 5 or fewer, 95 means 95 or more.")),
        ("mastery_percent", _("Of the questions they tried, how many they answered right in the end; 5 to 95.")),
        ("first_try_percent", _("Of the questions they tried, how many were right at the first try; 5 to 95.")),
        ("minutes", _("Minutes a person between the first and last answer of lessons, 60 at most in each lesson; a mean.")),
        ("gain", _("Mean gain between the checks before and after the course, in percentage points, of ten people or more.")),
    ]
