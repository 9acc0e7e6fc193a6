"""Countries by their two letters, named in the page's language. Where somebody is, is never asked more closely than this.

`countries.tsv` holds the names of Unicode's CLDR 48 (Unicode License v3) for every country of ISO 3166.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path
from typing import Final

NAMES: Final = Path(__file__).with_name("countries.tsv")


@functools.cache
def names_in(language: str) -> dict[str, str]:
    """Code -> name, in the order of the names. In English where the table has none in that language."""
    with NAMES.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = {row["code"]: row.get(language) or row["en"] for row in rows}
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def country_name(code: str, language: str) -> str:
    """A country's name; the code itself for one that the table does not know."""
    return names_in(language).get(code, code)
