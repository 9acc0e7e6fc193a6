"""Where to find help, on a lesson's card and on `/<language>/help/`: which lines, in which words, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from courses.countries import country_name
from courses.models import Helpline

Country = dict[str, Any]


def fitting(lines: Iterable[Helpline], language: str) -> list[Helpline]:
    """Of each line the words that fit a page: in its language, or for every language, or else whatever there is.

    Lines are the same when country and number are: a number in foreign words is better than none.
    """
    by_number: dict[tuple[str, str], list[Helpline]] = {}
    for line in lines:
        by_number.setdefault((line.country, line.contact), []).append(line)

    def rank(line: Helpline) -> int:
        return 0 if line.language == language else 1 if not line.language else 2

    best = [[line for line in same if rank(line) == min(map(rank, same))] for same in by_number.values()]
    return [line for same in best for line in same]


def countries_context(lines: Iterable[Helpline], language: str) -> list[Country]:
    """Lines by country, in the order of the names; those for everywhere first."""
    countries: dict[str, list[dict[str, Any]]] = {}
    for line in fitting(lines, language):
        countries.setdefault(line.country, []).append(line_context(line, language))
    named = [{"code": code, "name": country_name(code, language) if code else "", "lines": of} for code, of in countries.items()]
    return sorted(named, key=lambda country: (country["code"] != "", str(country["name"]).casefold()))


def line_context(line: Helpline, language: str) -> dict[str, Any]:
    """One line, with the language of its words where that is not the page's, and a link that dials where it is a number."""
    from courses.rendering.document import writing_direction  # which draws helplines itself

    digits = "".join(char for char in line.contact if char.isdigit() or char == "+")
    is_number = bool(digits) and all(char.isdigit() or char in "+-() " for char in line.contact)
    foreign = line.language if line.language and line.language != language else ""
    is_known = foreign in dict(settings.LANGUAGES)
    return {
        **{name: getattr(line, name) for name in ("name", "contact", "hours", "cost", "for_whom")},
        "href": f"tel:{digits}" if is_number else "",
        "lang": foreign,
        "dir": writing_direction(foreign) if is_known else "",
    }


def countries_for(country: str, lines: Iterable[Helpline], language: str) -> list[Country]:
    """All countries, that of the reader ("" for nobody's) first and open."""
    countries = countries_context(lines, language)
    for entry in countries:
        entry["is_open"] = entry["code"] in {country, ""}
    return sorted(countries, key=lambda entry: (not country or entry["code"] != country, entry["code"] != ""))
