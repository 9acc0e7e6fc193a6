"""All that `certificates/pdf.html` draws, as plain data.

WeasyPrint knows neither `dir="auto"` nor `bdi`: each text brings its direction.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, Final
from unicodedata import bidirectional

from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.rendering.document import writing_direction
from learning.certificates.fonts import is_urdu
from learning.certificates.models import Certificate
from learning.certificates.paper import Edition
from learning.certificates.paper_words import Fact, day_words, titles_in, words_of
from learning.certificates.sheet import code_svg, verify_address

# Longest name (in characters) that is set in each size; longer ones are set in "tiny".
NAME_SIZES: Final = ((22, "large"), (38, "middle"), (64, "small"))
SPOKEN: Final = ("kind", "did", "not_a_degree", "check", "transcript", "belongs")
HEADINGS: Final = ("lesson", "minutes", "finished", "framework", "code", "competency")


def page_of(certificate: Certificate, edition: Edition) -> dict[str, Any]:
    """Both pages but for how close the first is set. A second language costs one query, the rest none."""
    told, language = certificate.statement, certificate.language
    titles = titles_in(edition.second, certificate) if edition.second else {}
    with override(language):
        words, svg = words_of(certificate), code_svg(certificate)
        title = _("Certificate %(number)s: %(title)s") % {"number": certificate.shown_number, "title": told["course"]}
    second: dict[str, Any] = {}
    if edition.second:
        with override(edition.second):
            second = words_of(certificate)
    return {
        "paper": edition.paper,
        "lang": language,
        "dir": writing_direction(language),
        "second_lang": edition.second,
        "title": title,
        "issued_at": certificate.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "issuer": told["issuer"],
        "institution": (told.get("institution") or {}).get("name", ""),
        "number": certificate.shown_number,
        "verify_address": verify_address(certificate),
        "qr_svg": svg,
        **name_context(certificate.name),
        "course": spoken(told["course"]),
        "second_course": spoken(titles[""]) if titles else None,
        **{key: beside(words[key], second.get(key), edition.second) for key in SPOKEN},
        **{f"{key}_word": beside(words[key], second.get(key), edition.second) for key in HEADINGS},
        "columns": [
            facts_beside(column, other, edition.second)
            for column, other in zip_longest(words["columns"], second.get("columns", []), fillvalue=())
        ],
        "summary": facts_beside(words["summary"], second.get("summary", []), edition.second),
        "lessons": lessons_of(certificate, titles),
        "competencies": [
            {**spoken(row["name"]), "framework": row["framework"], "code": row["code"]} for row in told["competencies"]
        ],
    }


def name_context(name: str) -> dict[str, Any]:
    """The name, the class that sets it, and its language where only one writes so."""
    size = next((size for most, size in NAME_SIZES if len(name) <= most), "tiny")
    urdu = is_urdu(name)
    return {"name": spoken(name), "name_class": f"{size} nastaliq" if urdu else size, "name_lang": "ur" if urdu else ""}


def lessons_of(certificate: Certificate, titles: dict[str, str]) -> list[dict[str, Any]]:
    """The lessons with minutes and day, as far as the certificate knows them: those of earlier releases know titles only."""
    with override(certificate.language):
        return [
            {
                **spoken(lesson["title"]),
                "language": lesson["language"],
                "minutes": lesson.get("minutes", 0),
                "day": day_words(lesson.get("completed", "")),
                "second": spoken(titles[lesson["key"]]) if lesson.get("key") in titles else None,
            }
            for lesson in certificate.statement["lessons"]
        ]


def spoken(text: str) -> dict[str, str]:
    """A text and its direction."""
    return {"text": text, "dir": direction_of(text)}


def beside(text: str, second: str | None, language: str) -> dict[str, Any]:
    """A text, and the same in the second language where it is another."""
    differs = second and second != text
    return {"text": text, "second": {"text": second, "dir": writing_direction(language)} if differs else None}


def facts_beside(facts: Iterable[Fact], others: Iterable[Fact], language: str) -> list[dict[str, Any]]:
    """Facts, each with its second language; lines that say the same in both are not said twice."""
    rows: list[dict[str, Any]] = []
    for fact, other in zip_longest(facts, others):
        new = [line for line in other.lines if line not in fact.lines] if other else []
        rows.append(
            {
                "label": beside(fact.label, other.label if other else None, language),
                "lines": [spoken(line) for line in fact.lines],
                "second_lines": [{"text": line, "dir": writing_direction(language)} for line in new],
            }
        )
    return rows


def direction_of(text: str) -> str:
    """`rtl` or `ltr` by the first letter that has a direction, as `dir="auto"` does (UAX 9, P2 and P3)."""
    strong = next((kind for kind in map(bidirectional, text) if kind in {"L", "R", "AL"}), "L")
    return "ltr" if strong == "L" else "rtl"
