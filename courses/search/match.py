"""Asks the database's full-text index where words stand. The two databases differ here and nowhere else.

Both are given finished words (`courses.search.words`), which hold no character that means something to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.db.models import BooleanField, Case, Count, F, Func, IntegerField, Subquery, Value, When

from courses.models import SearchEntry
from courses.search.question import Word

# How much it says when a word stands there: whole, or as the beginning of a longer one.
WHOLE: Final = {"title": 8, "head": 4, "body": 2}
BEGINNING: Final = {"title": 4, "head": 2, "body": 1}

Terms = list[str]  # words as an index takes them, any of which will do


class Match(NamedTuple):
    """An entry, and for each word asked for how well it stands there: 0 not at all, 8 whole in the title."""

    entry: int
    language: str
    weights: tuple[int, ...]


def matches(words: Sequence[Word], *, language: str, only: bool = False) -> tuple[list[Match], int]:
    """Every readable entry that has one of the words, unsorted, and how many entries a language has in all. One query.

    `only` leaves the other languages out.
    """
    everywhere = {column: [term for word in words for term in (*whole(word), *beginning(word))] for column in WHOLE}
    weights = {f"weight{place}": weight_of(word) for place, word in enumerate(words)}
    entries = SearchEntry.objects.filter(language=language).values("language")
    among = Subquery(entries.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    rows = SearchEntry.objects.readable().filter(Stands(everywhere), **({"language": language} if only else {}))
    found = list(rows.annotate(among=among, **weights).values_list("among", "pk", "language", *weights))
    return [Match(entry, code, tuple(rest)) for _among, entry, code, *rest in found], (found[0][0] or 0) if found else 0


def weight_of(word: Word) -> Case:
    """The best of the places where a word stands."""
    places: dict[int, dict[str, Terms]] = {}
    for terms, worth in ((whole(word), WHOLE), (beginning(word), BEGINNING)):
        for column, weight in worth.items() if terms else ():
            places.setdefault(weight, {}).setdefault(column, []).extend(terms)
    found = [When(Stands(places[weight]), then=Value(weight)) for weight in sorted(places, reverse=True)]
    return Case(*found, default=Value(0), output_field=IntegerField())


def whole(word: Word) -> Terms:
    """Terms for the word itself. Single quotes for PostgreSQL; SQLite's are put in their place below."""
    return [f"'{form}'" for form in word.exact]


def beginning(word: Word) -> Terms:
    """Terms for what begins with the word."""
    return [f"'{form}':*" for form in word.starts]


class Stands(Func):
    """Whether one of some terms stands in one of some columns of an entry's index: {column: terms}."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, columns: dict[str, Terms], **extra: Any) -> None:
        super().__init__(F("pk"), **extra)
        self.columns = columns

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        """FTS5: title : ("whole" OR "begin" *) OR body : ("whole")."""
        pk, params = compiler.compile(self.source_expressions[0])
        asked = " OR ".join(
            f"{column} : ({' OR '.join(term.replace(':', ' ') for term in terms)})" for column, terms in self.columns.items()
        ).replace("'", '"')
        return f"{pk} IN (SELECT rowid FROM courses_searchindex WHERE courses_searchindex MATCH %s)", (*params, asked)  # noqa: S608

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        """Three indexed columns; 'whole' | 'begin':*."""
        pk, params = compiler.compile(self.source_expressions[0])
        asked = " OR ".join(f"{column}_words @@ %s::tsquery" for column in self.columns)
        terms = [" | ".join(terms) for terms in self.columns.values()]
        return f"{pk} IN (SELECT id FROM courses_searchentry WHERE {asked})", (*params, *terms)  # noqa: S608
