"""Closing a month: those who began in it become published figures, once and for ever.

A start is published two months after the month in which it was made, in one go with how far it came by then, and never again. So
each person stands in one set of figures, sets add up, and no figure changes by one person between two looks. Each institution's
starts of a course are told apart on their own (`learning/reports/apart.py`); what is published of the whole site is their sum.
Fewer than ten wait for the next month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from courses.models import CourseVersion
from learning.models import (
    FEWEST,
    MEASURES,
    AgeBand,
    Facet,
    Gender,
    LessonProgress,
    Outcome,
    ReportedStart,
    ReportFigure,
    RollupMark,
)
from learning.reports.apart import ALL, OTHERS, Crowd, is_enough, is_tail, set_apart, together
from learning.reports.rollup import NAME, is_caught_up

FOLLOWED_UP: Final = 2  # months from the end of which a start has had at least one whole month to be completed
UNTOLD: Final = "untold"
ELSEWHERE: Final = "elsewhere"  # all countries that nobody told: that nobody is from them must not show either
GENDERS: Final = (Gender.WOMAN, Gender.MAN, Gender.OTHER, UNTOLD)  # in this order they are favoured to stand alone
# Facet -> field, its categories, and whether it is a secret that nobody is of a category.
FACES: Final[dict[str, tuple[str, tuple[str, ...], bool]]] = {
    Facet.AGE: ("age_band", (*AgeBand.values, UNTOLD), True),
    Facet.LANGUAGE: ("language", (), False),
    Facet.MODE: ("mode", (), False),
    Facet.COUNTRY: ("country", (UNTOLD, ELSEWHERE), True),
}
ADDED: Final = ("people", "completed", *MEASURES)
BEGUN, LIT, OFF = "begun", "lit", "off"


@dataclass(frozen=True)
class Cell:
    """People alike in everything that tables tell apart, and what they did."""

    told: dict[str, str]  # field -> category
    cohort: int | None
    is_done: bool
    people: int
    measures: dict[str, int]


@dataclass(frozen=True)
class Population:
    """Whose starts are closed together."""

    course_key: UUID
    institution_id: int | None
    month: date


def close_months(*, at: datetime | None = None) -> int:
    """Publishes what is due; returns how many populations. Does nothing while answers wait to be counted. Safe to run twice."""
    month = last_month_due(at or timezone.now())
    if not is_caught_up(until=months_after(month, FOLLOWED_UP)):
        return 0
    due = ReportedStart.objects.filter(is_released=False, month__lte=month)
    enough = due.values("course_key", "institution").order_by().annotate(people=Count("pk")).filter(people__gte=FEWEST)
    return sum(close(Population(row["course_key"], row["institution"], month)) for row in enough)


def last_month_due(at: datetime) -> date:
    """The latest month whose starts may be published."""
    months = at.year * 12 + at.month - 1 - FOLLOWED_UP
    return date(months // 12, months % 12 + 1, 1)


def months_after(month: date, count: int) -> datetime:
    """The moment at which the month so many months later begins."""
    months = month.year * 12 + month.month - 1 + count
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def close(population: Population) -> bool:
    """One institution's starts of a course, in one transaction. False when somebody else was quicker."""
    with transaction.atomic():
        RollupMark.objects.select_for_update().filter(name=NAME).first()  # nothing is counted meanwhile
        due = ReportedStart.objects.filter(
            is_released=False,
            month__lte=population.month,
            course_key=population.course_key,
            institution=population.institution_id,
        )
        locked = list(due.select_for_update().values_list("pk", flat=True))
        if len(locked) < FEWEST:
            return False
        figures = figures_of(cells_of(due), population=population)
        figures += lesson_figures(due, population=population)
        ReportFigure.objects.bulk_create(figures, batch_size=500)
        add_to_site(figures, population=population)
        # What people told of themselves has served its purpose.
        due.update(is_released=True, gender="", age_band="", country="")
    return True


def cells_of(due: Any) -> list[Cell]:
    """The starts counted by everything that tables tell apart. One query."""
    fields = ("gender", "age_band", "language", "mode", "country", "cohort", "is_completed")
    rows = due.values(*fields).order_by().annotate(people=Count("pk"), **{f"sum_{name}": Sum(name) for name in MEASURES})
    return [
        Cell(
            told={name: told(name, row[name]) for name in ("gender", "age_band", "language", "mode", "country")},
            cohort=row["cohort"],
            is_done=row["is_completed"],
            people=row["people"],
            measures={name: row[f"sum_{name}"] for name in MEASURES},
        )
        for row in rows
    ]


def told(name: str, value: str) -> str:
    """A category; who prefers not to say has told as little as who was not asked."""
    return UNTOLD if not value or (name == "gender" and value == Gender.UNSAID) else value


def figures_of(cells: list[Cell], *, population: Population) -> list[ReportFigure]:
    """Everything that is published of these people but their lessons."""
    whole = crowd_of(cells)
    by_outcome = is_enough(whole, by_outcome=True)
    base = ReportFigure(
        course_key=population.course_key,
        institution_id=population.institution_id,
        month=population.month,
        lesson_key=None,
        gender=ALL,
        part=ALL,
    )
    everyone = figure(base, cells, face=Facet.EVERYONE, outcome=outcome_of(whole, by_outcome=by_outcome))
    has_gain = keep_gains([everyone])
    classes = class_figures(base, cells, by_outcome=by_outcome, has_gain=has_gain)
    genders = crowds_by(cells, "gender", GENDERS)
    rows: list[ReportFigure] = []
    parts: list[list[ReportFigure]] = []
    for block in set_apart(genders, by_outcome=by_outcome, order=GENDERS):
        members = [cell for cell in cells if cell.told["gender"] in block.parts]
        name = ALL if len(block.parts) == len(genders) else "+".join(block.parts)
        own = {"gender": name, "outcome": Outcome.SHOWN if block.by_outcome else Outcome.HIDDEN}
        rows.append(figure(base, members, face=Facet.GENDER, **own))
        parts += [face_figures(base, members, face=face, gender=name, by_outcome=block.by_outcome) for face in FACES]
    has_gain = keep_gains(rows, has_gain=has_gain)
    for table in parts:
        keep_gains(table, has_gain=has_gain)
    return [everyone, *rows, *(row for table in parts for row in table), *classes]


def face_figures(base: ReportFigure, cells: list[Cell], *, face: str, gender: str, by_outcome: bool) -> list[ReportFigure]:
    """The blocks of one face within a block of genders."""
    field, categories, secret_zeros = FACES[face]
    crowds = crowds_by(cells, field, categories)
    figures = []
    for block in set_apart(crowds, by_outcome=by_outcome, secret_zeros=secret_zeros):
        members = [cell for cell in cells if cell.told[field] in block.parts]
        part = block.parts[0] if len(block.parts) == 1 else ALL if len(block.parts) == len(crowds) else OTHERS
        outcome = Outcome.SHOWN if block.by_outcome else Outcome.HIDDEN
        figures.append(figure(base, members, face=face, gender=gender, part=part, outcome=outcome))
    return figures


def class_figures(base: ReportFigure, cells: list[Cell], *, by_outcome: bool, has_gain: bool) -> list[ReportFigure]:
    """A row for each class that may stand alone. It is no secret which classes nobody began in."""
    by_class: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_class[str(cell.cohort or "")].append(cell)
    crowds = {name: crowd_of(members) for name, members in by_class.items()}
    figures = []
    for block in set_apart(crowds, by_outcome=by_outcome, secret_zeros=False):
        members = [cell for part in block.parts for cell in by_class[part]]
        outcome = Outcome.SHOWN if block.by_outcome else Outcome.HIDDEN
        row = figure(base, members, face=Facet.EVERYONE, outcome=outcome)
        row.cohort_id = int(block.parts[0]) if len(block.parts) == 1 and block.parts[0] else None
        figures.append(row)
    keep_gains(figures, has_gain=has_gain)
    return [row for row in figures if row.cohort_id]


def lesson_figures(due: Any, *, population: Population) -> list[ReportFigure]:
    """How many began each lesson and lit its lamp (`completed`). Who completed the course has done both; others are told apart.

    Three queries.
    """
    whole = Crowd(due.filter(is_completed=False).count(), due.filter(is_completed=True).count())
    is_told = is_enough(whole, by_outcome=True)
    asked = due.filter(is_completed=False) if is_told else due
    rows = LessonProgress.objects.filter(course_key=population.course_key, person__in=asked.values("person"))
    counts = {key: {LIT: 0, BEGUN: 0} for key in lesson_keys(population.course_key)}
    lit_or_begun = rows.values("lesson_key").order_by().annotate(begun=Count("pk"), lit=Count("completed_at"))
    for row in lit_or_begun:
        counts[row["lesson_key"]] = {LIT: row["lit"], BEGUN: row["begun"] - row["lit"]}
    return lesson_rows(counts, whole=whole, population=population)


def lesson_keys(course_key: UUID) -> list[UUID]:
    """The lessons of a course in all its languages. One query. One that nobody began has its rows too: that must not show."""
    editions = CourseVersion.objects.current().filter(course_key=course_key).order_by("pk")
    return list(dict.fromkeys(UUID(lesson["key"]) for edition in editions for lesson in edition.lessons))


def lesson_rows(counts: Mapping[UUID, Mapping[str, int]], *, whole: Crowd, population: Population) -> list[ReportFigure]:
    """The rows from how many lit or only began each lesson: of those still going where the outcome is told, else of all. Pure."""
    is_told = is_enough(whole, by_outcome=True)
    total, surely_lit = (whole.going, whole.done) if is_told else (whole.people, 0)
    base = ReportFigure(
        course_key=population.course_key,
        institution_id=population.institution_id,
        month=population.month,
        face=Facet.LESSON,
        gender=ALL,
        people=whole.people,
    )
    figures = []
    for lesson, count in counts.items():
        off = total - sum(count.values())
        crowds = {LIT: Crowd(count[LIT]), BEGUN: Crowd(count[BEGUN]), OFF: Crowd(off)}
        alone = {block.parts[0] for block in set_apart(crowds, by_outcome=False, order=(LIT, OFF, BEGUN)) if len(block.parts) == 1}
        for part, number, is_shown in (
            (LIT, count[LIT] + surely_lit, LIT in alone),
            (BEGUN, whole.people - off, OFF in alone),
        ):
            outcome = Outcome.SHOWN if is_shown else Outcome.HIDDEN
            completed = number if is_shown else 0
            figures.append(replaced(base, lesson_key=lesson, part=part, outcome=outcome, completed=completed))
    return figures


def site_figures(figures: list[ReportFigure], there: Iterable[ReportFigure] = ()) -> list[ReportFigure]:
    """The rows of the whole site with these added: sums of institutions' rows, without classes. Those without a key are new."""
    rows = {key_of(row): row for row in there}
    for row in figures:
        if row.cohort_id is not None:
            continue
        if total := rows.get(key_of(row)):
            for name in ADDED:
                setattr(total, name, getattr(total, name) + getattr(row, name))
        else:
            rows[key_of(row)] = replaced(row, is_site=True, institution_id=None)
    return list(rows.values())


def add_to_site(figures: list[ReportFigure], *, population: Population) -> None:
    """Adds an institution's rows to the site's of that month and course. Three statements, the last an upsert."""
    there = ReportFigure.objects.filter(is_site=True, course_key=population.course_key, month=population.month)
    rows = site_figures(figures, there.select_for_update())
    ReportFigure.objects.bulk_create([row for row in rows if row.pk is None], batch_size=500)
    ReportFigure.objects.bulk_create(
        [row for row in rows if row.pk is not None],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=ADDED,
    )


def key_of(row: ReportFigure) -> tuple[Any, ...]:
    """What tells rows of a month and course apart."""
    return row.face, row.gender, row.part, row.lesson_key, row.outcome


def crowd_of(cells: Iterable[Cell]) -> Crowd:
    """How many people, by outcome."""
    return together([Crowd(0, cell.people) if cell.is_done else Crowd(cell.people, 0) for cell in cells])


def crowds_by(cells: list[Cell], field: str, categories: Iterable[str]) -> dict[str, Crowd]:
    """Every category of a field with its people, the empty ones too."""
    members: dict[str, list[Cell]] = {category: [] for category in categories}
    for cell in cells:
        members.setdefault(cell.told[field], []).append(cell)
    return {category: crowd_of(group) for category, group in members.items()}


def outcome_of(whole: Crowd, *, by_outcome: bool) -> str:
    """What is said about completing."""
    if by_outcome:
        return Outcome.SHOWN
    if is_tail(whole):
        return Outcome.FEW if whole.done < whole.going else Outcome.MOST
    return Outcome.HIDDEN


def figure(base: ReportFigure, cells: list[Cell], **own: Any) -> ReportFigure:
    """A row about some cells. What it says of gains is for `keep_gains`."""
    crowd = crowd_of(cells)
    measures = {name: sum(cell.measures[name] for cell in cells) for name in MEASURES}
    completed = crowd.done if own["outcome"] == Outcome.SHOWN else 0
    return replaced(base, people=crowd.people, completed=completed, **measures, **own)


def keep_gains(rows: list[ReportFigure], *, has_gain: bool = True) -> bool:
    """Takes gains out of rows that add up, unless ten people gained in each; returns whether they are kept.

    All or none, and none where what they add up to has none: what is left of a sum would show the gain of a few.
    """
    has_gain = has_gain and all(row.gain_people >= FEWEST for row in rows)
    if not has_gain:
        for row in rows:
            row.gain_people = row.gain_points = 0
    return has_gain


def replaced(row: ReportFigure, **changed: Any) -> ReportFigure:
    """A new row like another, with some fields changed."""
    fields = {field.attname: getattr(row, field.attname) for field in ReportFigure._meta.concrete_fields if not field.primary_key}
    return ReportFigure(**(fields | changed))
