"""The glossary as CSV, for people with a spreadsheet: one line a term, UTF-8, the columns named in the first line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.csv_table import CsvRefused, csv_lines
from translations.errors import ExchangeRefused
from translations.exchange.elements import LARGEST, language_meant
from translations.exchange.term_rows import Reason, TermRow, TermsTakenIn, rows_of, take_in
from translations.glossary import one_line
from translations.models import GlossaryTerm

COLUMNS: Final = ("from", "into", "term", "translation", "do_not_translate", "note", "approved")
NEEDED: Final = {"from", "into", "term"}
YES: Final = frozenset({"yes", "y", "true", "1", "x"})
NO: Final = frozenset({"no", "n", "false", "0", ""})
# A spreadsheet takes a cell that begins so for a formula; an apostrophe before it says that it is text.
FORMULA: Final = ("=", "+", "-", "@", "\t", "'")


def export_csv(terms: Iterable[GlossaryTerm]) -> str:
    """A CSV file; it begins with a byte order mark, by which spreadsheets know UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows_of(terms):
        words = (row.source_language, row.language, row.term, row.translation, "yes" if row.is_kept else "no", row.note)
        writer.writerow([as_text(cell) for cell in words] + ["yes" if row.is_approved else "no"])
    return "\ufeff" + text.getvalue()


def import_csv(data: bytes, *, by: Any) -> TermsTakenIn:
    """Takes in a file. Raises `ExchangeRefused` with a sentence for every line that cannot be, and then none is saved."""
    rows, reasons = read_csv(data)
    return take_in(rows, by=by, reasons=reasons)


def read_csv(data: bytes) -> tuple[list[TermRow], list[Reason]]:
    """The rows of a file, and what is wrong with others. Raises `ExchangeRefused` for what is no such file."""
    if len(data) > LARGEST:
        raise ExchangeRefused(_("The file has more than %(most)s MB. Send it in parts.") % {"most": LARGEST // 1_000_000})
    try:
        lines = csv_lines(data)
    except CsvRefused as refusal:
        raise ExchangeRefused(str(refusal)) from refusal
    names = [name.strip().lower() for name in lines[0][1]] if lines else []
    check_columns(names)
    rows: list[TermRow] = []
    reasons: list[Reason] = []
    for line, cells in lines[1:]:
        read_line(dict(zip(names, cells, strict=False)), line, rows=rows, reasons=reasons, is_whole=len(cells) <= len(names))
    return rows, reasons


def check_columns(names: list[str]) -> None:
    """Raises `ExchangeRefused` unless the first line names columns of ours, those that are needed among them."""
    missing, unknown = sorted(NEEDED - set(names)), sorted(set(names) - set(COLUMNS) - {""})
    if missing or unknown or len(names) != len(set(names)):
        wrong = ", ".join([*missing, *unknown]) or ", ".join(names)
        raise ExchangeRefused(
            _("Line 1 names the columns %(columns)s. Missing, unknown or double: %(wrong)s.")
            % {"columns": ", ".join(COLUMNS), "wrong": wrong[:200]}
        )


def read_line(cells: dict[str, str], line: int, *, rows: list[TermRow], reasons: list[Reason], is_whole: bool) -> None:
    """Adds the row of a line, or says why it is none. An empty line is nothing."""
    values = {name: one_line(plain_text(cells.get(name, ""))) for name in COLUMNS}
    if not any(values.values()):
        return
    problems = [] if is_whole else [_("it has more cells than there are columns.")]
    languages = {name: language_meant(values[name]) for name in ("from", "into")}
    problems += [
        _("“%(code)s” is none of our languages.") % {"code": values[name][:20]} for name, code in languages.items() if code is None
    ]
    for name in ("do_not_translate", "approved"):
        if values[name].lower() not in YES | NO:
            problems.append(_("write yes or no under %(column)s, not “%(text)s”.") % {"column": name, "text": values[name][:20]})
    if problems:
        reasons += [(line, problem) for problem in problems]
        return
    rows.append(
        TermRow(
            line=line,
            source_language=languages["from"] or "",
            language=languages["into"] or "",
            term=values["term"],
            translation=values["translation"],
            is_kept=values["do_not_translate"].lower() in YES,
            note=values["note"],
            is_approved=values["approved"].lower() in YES,
        )
    )


def as_text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def plain_text(cell: str) -> str:
    """The words of a cell, without the apostrophe that `as_text` put before them."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
