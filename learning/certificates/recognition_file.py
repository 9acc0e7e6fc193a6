"""The register of recognitions as a file, CSV or JSON: out, and in again to the same bytes. `docs/recognition.md` says each column.

Reading turns each line into values of a row's fields and says of each cell what is wrong with it. No database here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from courses.csv_table import CsvRefused, csv_lines, csv_table, harmless
from learning.certificates.errors import CredentialUnreadable, ImportRefused
from learning.certificates.models import Recognition, RecognitionKind
from learning.certificates.plain_json import each_name_once
from learning.certificates.recognition import plain_decimal

LARGEST: Final = 500_000  # bytes
MOST_ROWS: Final = 1_000
FORMAT: Final = "mwanga-recognitions"
EDITION: Final = 1
FOR_PEOPLE: Final = "course_title"  # written, never read
YES, NO = "yes", "no"


@dataclass
class Entry:
    """A line of a file: which, where it stands, its values by field, and what is wrong with it (column, sentence)."""

    place: int
    uuid: UUID | None = None
    values: dict[str, Any] = field(default_factory=dict)
    institution: str = ""
    is_partner: bool = False
    problems: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """A column: how its text is read into a value (raising `ValueError` with a sentence), and written from a row."""

    read: Callable[[str], Any]
    write: Callable[[Recognition], Any]
    field: str = ""  # of the row; empty for what is told apart by hand


# --- cells --------------------------------------------------------------------------------------------------------------------


def as_text(cell: str) -> str:
    """As it stands; the row's own rules look at it."""
    return cell


def as_uuid(cell: str) -> UUID | None:
    """An identity, or none yet."""
    try:
        return UUID(cell) if cell else None
    except ValueError as error:
        raise ValueError(_("It is no identity such as 5b0f4f2e-8a1d-4c5e-9a51-111111111111.")) from error


def as_course(cell: str) -> UUID:
    """A course by its identity, which cannot be empty."""
    found = as_uuid(cell)
    if found is None:
        raise ValueError(_("It is empty. Write the course’s identity; an export of this page shows it."))
    return found


def as_number(cell: str) -> int | None:
    """A whole number above nothing, or none."""
    if cell and not re.fullmatch("[1-9][0-9]{0,5}", cell):
        raise ValueError(_("It is no whole number. Write it in digits, such as 3, or leave it empty."))
    return int(cell) if cell else None


def as_first(cell: str) -> int:
    """The same; empty is the first version."""
    return as_number(cell) or 1


def as_decimal(cell: str) -> Decimal | None:
    """A number with a point, or a comma where spreadsheets write one; at most two places."""
    if cell and not re.fullmatch(r"[0-9]{1,4}([.,][0-9]{1,2})?", cell):
        raise ValueError(_("It is no number. Write it with a point and at most two places, such as 12.5, or leave it empty."))
    try:
        return Decimal(cell.replace(",", ".")) if cell else None
    except InvalidOperation as error:
        raise ValueError(_("It is no number.")) from error


def as_day(cell: str) -> date | None:
    """A day, or none."""
    try:
        if cell and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            raise ValueError(cell)
        return date.fromisoformat(cell) if cell else None
    except ValueError as error:
        raise ValueError(_("It is no day. Write year, month and day, such as 2026-11-26.")) from error


def as_first_day(cell: str) -> date:
    """A day that cannot be left out."""
    found = as_day(cell)
    if found is None:
        raise ValueError(_("It is empty. Write year, month and day, such as 2026-11-26."))
    return found


def as_yes(cell: str) -> bool:
    """Yes or no; empty is no."""
    word = cell.lower()
    if word not in {YES, NO, "1", "0", ""}:
        raise ValueError(_("It is neither “yes” nor “no”."))
    return word in {YES, "1"}


def as_kind(cell: str) -> str:
    """One of the kinds."""
    if cell not in RecognitionKind.values:
        raise ValueError(_("It is none of: %(choices)s.") % {"choices": ", ".join(RecognitionKind.values)})
    return cell


def as_country(cell: str) -> str:
    """Two letters, or nothing."""
    if cell and not re.fullmatch("[A-Za-z]{2}", cell):
        raise ValueError(_("It is no country in two letters, such as KE."))
    return cell.upper()


def yes(value: bool) -> str:
    """As the file says it."""
    return YES if value else NO


def decimal_cell(value: Decimal | None) -> str:
    """As the file says it: a point, no zeros at the end."""
    return "" if value is None else plain_decimal(value)


def day_cell(value: date | None) -> str:
    """As the file says it."""
    return value.isoformat() if value else ""


COLUMNS: Final[dict[str, Column]] = {
    "uuid": Column(as_uuid, lambda row: str(row.uuid)),
    "institution": Column(as_text, lambda row: row.by),
    "partner": Column(as_yes, lambda row: yes(row.institution_id is not None)),
    "country": Column(as_country, lambda row: row.country, "country"),
    "course": Column(as_course, lambda row: str(row.course_key), "course_key"),
    FOR_PEOPLE: Column(as_text, lambda row: ""),
    "course_language": Column(as_text, lambda row: row.course_language, "course_language"),
    "first_version": Column(as_first, lambda row: row.first_version, "first_version"),
    "last_version": Column(as_number, lambda row: row.last_version or "", "last_version"),
    "kind": Column(as_kind, lambda row: row.kind, "kind"),
    "statement": Column(as_text, lambda row: row.statement, "statement"),
    "language": Column(as_text, lambda row: row.language, "language"),
    "hours": Column(as_decimal, lambda row: decimal_cell(row.hours), "hours"),
    "credit": Column(as_decimal, lambda row: decimal_cell(row.credit), "credit"),
    "framework": Column(as_text, lambda row: row.framework, "framework"),
    "valid_from": Column(as_first_day, lambda row: day_cell(row.valid_from), "valid_from"),
    "valid_to": Column(as_day, lambda row: day_cell(row.valid_to), "valid_to"),
    "reciprocal": Column(as_yes, lambda row: yes(row.is_reciprocal), "is_reciprocal"),
    "document": Column(as_text, lambda row: row.document_url, "document_url"),
    "document_title": Column(as_text, lambda row: row.document_title, "document_title"),
    "checked_on": Column(as_day, lambda row: day_cell(row.checked_on), "checked_on"),
}
NEEDED: Final = ("institution", "course", "kind", "statement", "language", "valid_from")
COLUMN_OF: Final = {column.field: name for name, column in COLUMNS.items() if column.field}


# --- out ----------------------------------------------------------------------------------------------------------------------


def cells_of(row: Recognition, titles: Mapping[UUID, str]) -> dict[str, Any]:
    """A row by its columns."""
    cells = {name: column.write(row) for name, column in COLUMNS.items()}
    return cells | {FOR_PEOPLE: titles.get(row.course_key, "")}


def to_csv(rows: Iterable[Recognition], titles: Mapping[UUID, str]) -> bytes:
    """The whole register as CSV."""
    return csv_table(COLUMNS, (cells_of(row, titles).values() for row in rows))


def to_json(rows: Iterable[Recognition], titles: Mapping[UUID, str]) -> bytes:
    """The same as JSON: what is empty is left out."""
    entries = [{name: cell for name, cell in cells_of(row, titles).items() if cell != ""} for row in rows]
    document = {"format": FORMAT, "version": EDITION, "recognitions": entries}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


# --- in -----------------------------------------------------------------------------------------------------------------------


def read_file(data: bytes) -> list[Entry]:
    """The entries of a CSV or JSON file, each with what is wrong with it. Raises `ImportRefused` for what is neither."""
    if len(data) > LARGEST:
        sentence = _("The file has more than %(most)s KB. Send one register, not more.")
        raise ImportRefused([sentence % {"most": LARGEST // 1000}])
    is_json = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}
    lines = json_entries(data) if is_json else csv_entries(data)
    if not lines:
        raise ImportRefused([_("The file has no entries. Export the register first to see what one looks like.")])
    if len(lines) > MOST_ROWS:
        raise ImportRefused([_("The file has more than %(most)s entries. Send it in parts.") % {"most": MOST_ROWS}])
    return [entry_of(place, cells) for place, cells in lines]


def csv_entries(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Lines of a CSV with their numbers, cells by column. Raises `ImportRefused`."""
    try:
        lines = [(number, cells) for number, cells in csv_lines(data) if any(cell.strip() for cell in cells)]
    except CsvRefused as refusal:
        raise ImportRefused([str(refusal)]) from refusal
    if not lines:
        return []
    heads = [head.strip().lower() for head in lines[0][1]]
    check_names(heads)
    too_long = [number for number, cells in lines[1:] if any(cell.strip() for cell in cells[len(heads) :])]
    if too_long:
        sentence = _("Line %(line)s has more cells than the first line has columns. Put words with commas in quotation marks.")
        raise ImportRefused([sentence % {"line": number} for number in too_long[:20]])
    return [(number, dict(zip(heads, map(disarmed, cells), strict=False))) for number, cells in lines[1:]]


def disarmed(cell: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from running it."""
    plain = cell.strip()
    bare = plain.removeprefix("'")
    return bare if harmless(bare) != bare else plain


def check_names(names: Iterable[str]) -> None:
    """Raises `ImportRefused` unless these are columns of ours, those that are needed among them, each once."""
    found = list(names)
    problems = [_("There is no column “%(name)s”.") % {"name": name[:40]} for name in found if name not in COLUMNS]
    problems += [_("The column “%(name)s” is missing.") % {"name": name} for name in NEEDED if name not in found]
    problems += [_("The column “%(name)s” stands there twice.") % {"name": name} for name in COLUMNS if found.count(name) > 1]
    if problems:
        raise ImportRefused([*problems[:20], _("The columns are: %(columns)s.") % {"columns": ", ".join(COLUMNS)}])


def json_entries(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Entries of a JSON file, counted from one. Raises `ImportRefused`."""
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=each_name_once)
    except (ValueError, RecursionError, CredentialUnreadable) as error:
        raise ImportRefused([_("The file cannot be read as JSON. Export the register first to see what it looks like.")]) from error
    entries = document.get("recognitions") if isinstance(document, dict) else None
    if not isinstance(entries, list) or document.get("format") != FORMAT or document.get("version") != EDITION:
        sentence = _("This is no register of recognitions: it does not begin with “format”: “%(format)s”, “version”: %(version)s.")
        raise ImportRefused([sentence % {"format": FORMAT, "version": EDITION}])
    return [(place, json_cells(place, entry)) for place, entry in enumerate(entries, start=1)]


def json_cells(place: int, entry: Any) -> dict[str, str]:
    """An entry as cells of text. Raises `ImportRefused`."""
    if not isinstance(entry, dict):
        raise ImportRefused([_("Entry %(place)s is no object in braces.") % {"place": place}])
    strange = [name for name, value in entry.items() if name not in COLUMNS or not isinstance(value, str | int | float | None)]
    if strange:
        sentence = _("Entry %(place)s, “%(name)s”: there is no such column, or its value is neither a text nor a number.")
        raise ImportRefused([sentence % {"place": place, "name": name[:40]} for name in strange[:20]])
    return {name: json_cell(value) for name, value in entry.items()}


def json_cell(value: str | float | None) -> str:
    """A value of JSON as a cell has it."""
    if value is None:
        return ""
    return yes(value) if isinstance(value, bool) else str(value).strip()


def entry_of(place: int, cells: Mapping[str, str]) -> Entry:
    """One entry. Its problems name their columns; reading goes on after one."""
    entry = Entry(place)
    for name, column in COLUMNS.items():
        try:
            value = column.read(cells.get(name, ""))
        except ValueError as problem:
            entry.problems.append((name, str(problem)))
            continue
        if column.field:
            entry.values[column.field] = value
        elif name == "uuid":
            entry.uuid = value
        elif name == "partner":
            entry.is_partner = value
        elif name == "institution":
            entry.institution = value
    if not entry.institution:
        entry.problems.append(("institution", _("It is empty. Write who recognises the course.")))
    return entry
