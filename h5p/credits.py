"""Who made a package and under which licence, as `h5p.json` says it: carried in, shown, and written out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from h5p.mapping.reading import group, string

MOST: Final = 200  # authors, changes
TEXTS: Final = {
    "license": "license",
    "license_version": "licenseVersion",
    "license_extras": "licenseExtras",
    "source": "source",
    "author_comments": "authorComments",
    "default_language": "defaultLanguage",
}


@dataclass(frozen=True)
class Credits:
    """The rights and origin of content. `authors` are (name, role), `changes` (date, author, log); licence `U` is undisclosed."""

    title: str = ""
    language: str = "und"
    authors: tuple[tuple[str, str], ...] = ()
    license: str = "U"
    license_version: str = ""
    license_extras: str = ""
    source: str = ""
    year_from: str = ""
    year_to: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    author_comments: str = ""
    default_language: str = ""


def credits_of(head: Mapping[str, Any]) -> Credits:
    """Reads `h5p.json`: years under both their spellings, and nothing that is not text."""
    texts = {name: string(head.get(key)) for name, key in TEXTS.items()}
    return Credits(
        title=string(head.get("title")).strip(),
        language=string(head.get("language")) or "und",
        authors=tuple((string(one.get("name")), string(one.get("role"))) for one in _groups(head.get("authors"))),
        year_from=string(head.get("yearFrom", head.get("yearsFrom"))),
        year_to=string(head.get("yearTo", head.get("yearsTo"))),
        changes=tuple(
            (string(one.get("date")), string(one.get("author")), string(one.get("log"))) for one in _groups(head.get("changes"))
        ),
        **{**texts, "license": texts["license"] or "U"},
    )


def head_fields(about: Credits) -> dict[str, Any]:
    """The fields of `h5p.json` that tell of rights and origin; empty ones are left out."""
    fields: dict[str, Any] = {
        "title": about.title[:255] or "Untitled",
        "language": about.language or "und",
        "authors": [{"name": name, "role": role} for name, role in about.authors],
        "changes": [{"date": date, "author": author, "log": log} for date, author, log in about.changes],
        "yearFrom": about.year_from,
        "yearTo": about.year_to,
        **{key: getattr(about, name) for name, key in TEXTS.items()},
    }
    return {key: value for key, value in fields.items() if value}


def credits_from(data: Any) -> Credits:
    """Credits from the JSON of their own fields, as `dataclasses.asdict` gives them; unknown and wrong ones are left out."""
    fields = group(data)
    texts = {name: string(fields[name]) for name in Credits.__dataclass_fields__ if isinstance(fields.get(name), str)}
    lists: dict[str, Any] = {}
    for name, length in (("authors", 2), ("changes", 3)):
        rows = fields.get(name)
        known = [row for row in rows if isinstance(row, list) and len(row) == length] if isinstance(rows, list) else []
        lists[name] = tuple(tuple(string(cell) for cell in row) for row in known[:MOST])
    return Credits(**texts | lists)


def _groups(value: Any) -> list[dict[str, Any]]:
    return [group(item) for item in value[:MOST] if isinstance(item, dict)] if isinstance(value, list) else []
