"""The one source of numbers: pages, charts, CSV, XLSX and the API all draw what `report_of` gives, from published figures alone.

Nothing here can show too much: a figure is published only when ten people stand behind it and behind what is left of every sum
(`learning/reports/apart.py`). Sums of figures are sums of such blocks. None means "not shown".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, Min, QuerySet, Sum

from learning.models import MEASURES, AgeBand, Cohort, EvidenceKind, Facet, Gender, Outcome, ReportFigure
from learning.reports.apart import ALL
from learning.reports.questions import capped
from learning.reports.scopes import Scope

CLASSES: Final = "class"  # a face of institutions' reports beside those of `Facet`
TAIL_PERCENT: Final = {Outcome.FEW: 5, Outcome.MOST: 95}


@dataclass(frozen=True)
class Row:
    """One line of a table. Percentages are whole and lie between 5 and 95: 5 means 5 or fewer, 95 means 95 or more."""

    face: str
    gender: str
    part: str
    lesson_key: UUID | None
    people: int
    completed: int | None
    completed_percent: int | None
    mastery_percent: int | None
    first_try_percent: int | None
    minutes: int | None
    gain: int | None


@dataclass(frozen=True)
class Report:
    """All tables of one scope and course. `since` and `until` are months of starts; None when nothing is published yet."""

    scope: Scope
    course_key: UUID
    since: date | None
    until: date | None
    rows: list[Row]

    def table(self, face: str) -> list[Row]:
        """The rows of one table."""
        return [row for row in self.rows if row.face == face]


def report_of(scope: Scope, course_key: UUID) -> Report:
    """Everything published of a course for a scope. Two queries over an index, four for an institution."""
    figures = figures_of(scope).filter(course_key=course_key)
    span = figures.aggregate(since=Min("month"), until=Max("month"))
    rows = rows_in(figures, ("face", "gender", "part", "lesson_key"))
    if scope.institution:
        rows += class_rows(scope, course_key)
    return Report(scope, course_key, span["since"], span["until"], sorted(rows, key=place))


def figures_of(scope: Scope) -> QuerySet[ReportFigure]:
    """The figures of a scope."""
    if scope.cohort:
        return ReportFigure.objects.filter(cohort=scope.cohort)
    if scope.institution:
        return ReportFigure.objects.filter(institution=scope.institution, cohort=None)
    return ReportFigure.objects.filter(is_site=True, cohort=None)


def class_rows(scope: Scope, course_key: UUID) -> list[Row]:
    """A row for each class of an institution; `part` is its name. Two queries."""
    figures = ReportFigure.objects.filter(institution=scope.institution, course_key=course_key).exclude(cohort=None)
    names = dict(Cohort.objects.filter(institution=scope.institution).values_list("pk", "name"))
    rows = rows_in(figures, ("face", "gender", "cohort", "lesson_key"))
    return [replace(row, face=CLASSES, part=names[int(row.part)]) for row in rows]


def rows_in(figures: QuerySet[ReportFigure], names: tuple[str, ...]) -> list[Row]:
    """Figures added up over months. Where the outcome is hidden in some months, it is told of the others only."""
    sums = {f"sum_{name}": Sum(name) for name in ("people", "completed", *MEASURES)}
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for line in figures.values(*names, "outcome").order_by().annotate(**sums):
        groups[tuple(line[name] for name in names)].append(line)
    return [row_of(key, lines) for key, lines in groups.items()]


def row_of(key: tuple[Any, ...], lines: list[dict[str, Any]]) -> Row:
    """One row from its sums by outcome."""
    face, gender, part, lesson_key = key
    total = {name: sum(line[f"sum_{name}"] for line in lines) for name in ("people", *MEASURES)}
    told = next((line for line in lines if line["outcome"] == Outcome.SHOWN), None)
    tails = {line["outcome"] for line in lines}
    percent = capped(told["sum_completed"], told["sum_people"]) if told else None
    if len(tails) == 1 and (tail := tails.pop()) in TAIL_PERCENT:
        percent = TAIL_PERCENT[Outcome(tail)]
    is_whole = told is not None and len(lines) == 1 and 5 < (percent or 0) < 95
    return Row(
        face=face,
        gender=gender,
        part=str(part or ALL),
        lesson_key=lesson_key,
        people=total["people"],
        completed=told["sum_completed"] if told and is_whole else None,
        completed_percent=percent,
        mastery_percent=capped(total["ever_right"], total["questions"]) if total["questions"] else None,
        first_try_percent=capped(total["first_right"], total["questions"]) if total["questions"] else None,
        minutes=round(total["minutes"] / total["people"]) if total["questions"] else None,
        gain=round(total["gain_points"] / total["gain_people"]) if total["gain_people"] else None,
    )


def place(row: Row) -> tuple[int, int, int, int, str, str, int]:
    """The order of rows: tables as `Facet` lists them, women first, one gender before several, categories before what is left."""
    faces = [*Facet.values, CLASSES]
    genders, parts = row.gender.split("+"), [*AgeBand.values, *EvidenceKind.values]
    return (
        faces.index(row.face),
        len(genders) if row.gender != ALL else 9,
        Gender.values.index(genders[0]) if genders[0] in Gender.values else 9,
        {"others": 97, "untold": 98, ALL: 99}.get(row.part, parts.index(row.part) if row.part in parts else 50),
        str(row.lesson_key or ""),
        row.part,
        -row.people,
    )
