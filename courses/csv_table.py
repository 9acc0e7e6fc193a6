"""Tables as CSV files that spreadsheets open as they are: UTF-8 with its mark, and no cell that is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

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
