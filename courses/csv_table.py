"""Tables as CSV files, out and in.

Out: such as spreadsheets open as they are, UTF-8 with its mark, and no cell that is a formula. In: what people upload, as their
spreadsheet wrote it, read in one place whatever it is about.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

MARK: Final = "\ufeff"  # without it a well-known spreadsheet reads UTF-8 as something else
# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), also after blanks.
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_table(heads: Iterable[object], lines: Iterable[Iterable[object]], *, delimiter: str = ",") -> bytes:
    """A whole file. Numbers stay numbers; words that look like a formula get an apostrophe before them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL)
    writer.writerow([harmless(head) for head in heads])
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return (MARK + out.getvalue()).encode()


def harmless(cell: object) -> object:
    """A cell that is read and not run."""
    if isinstance(cell, int | float):
        return cell
    words = str(cell)
    return f"'{words}" if words.startswith(FORMULA_SIGNS) or words.lstrip().startswith(FORMULA_SIGNS) else words


# --- in ---------------------------------------------------------------------------------------------------------------

UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DELIMITERS: Final = ",;\t"


class CsvRefused(ValueError):
    """An upload that cannot be read as a table. The message is a whole sentence that says what to do."""


def csv_lines(data: bytes, *, begins: str = "") -> list[tuple[int, list[str]]]:
    """The lines of an uploaded table with their numbers, cells as they stand. Raises `CsvRefused`.

    UTF-8 with or without its mark, or UTF-16 with one (“Unicode text” of spreadsheets); lines may end in any way. What stands
    between cells is told by the first line that `begins` so: a comma, a semicolon or a tab.
    """
    text = csv_text(data)
    head = next((line for line in io.StringIO(text, newline=None) if line.lstrip(" \"'").startswith(begins)), "")
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=max(DELIMITERS, key=head.count), strict=True)
    lines, number = [], 1
    try:
        for cells in reader:
            lines.append((number, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        raise CsvRefused(_("The file cannot be read as CSV. Save it as “CSV UTF-8” and send it again.")) from error
    return lines


def csv_text(data: bytes) -> str:
    """An upload as text. Raises `CsvRefused`."""
    try:
        text = data.decode("utf-16" if data.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        sentence = _("Line %(line)s is not in UTF-8. Save the file as “CSV UTF-8” and send it again.")
        raise CsvRefused(sentence % {"line": line}) from error
    if "\0" in text:
        raise CsvRefused(_("The file cannot be read as CSV. Save it as “CSV UTF-8” and send it again."))
    return text
