"""What people gain in a course: right answers at the start and at the end, as means of many, never of one person.

The arithmetic is pure over `Cell` rows; `cells_of` reads them in one query. No figure stands for fewer than ten people. Parts add
up to the whole, so a part that is too small is never left to be found by subtraction: it is put together with others until each
has ten. The people cannot be chosen: who chooses can ask for two sets that differ in one. Nor can they be waited for: what is
shown changes by whole groups of ten and more, those who finished in months that are over (`groups_of`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Count

from learning.models import FEWEST, CheckResult
from learning.whole_groups import whole_groups

OTHERS: Final = ""  # the part of all languages that have too few people of their own


class Cell(NamedTuple):
    """How many people answered in a language with so many right at the start and at the end."""

    language: str
    start: int
    end: int
    people: int
    month: date


@dataclass(frozen=True)
class Gain:
    """Means of right answers, of four, for a group of people. `people` is None and there are no means when they are too few."""

    people: int | None
    start: float = 0.0
    end: float = 0.0

    @property
    def is_shown(self) -> bool:
        """Whether there are people enough for a figure."""
        return self.people is not None

    @property
    def shown_people(self) -> int:
        """So many and perhaps a few more: tens, for pages that are looked at again and again."""
        return (self.people or 0) // FEWEST * FEWEST

    @property
    def difference(self) -> float:
        """How many questions more were right at the end."""
        return self.end - self.start


@dataclass(frozen=True)
class CourseGain:
    """A course's gain for all, and for parts that add up to all: by language, those with too few people together as `OTHERS`."""

    course_key: UUID
    all: Gain
    by_language: dict[str, Gain]


TOO_FEW: Final = Gain(None)


def gains_of(course_keys: Iterable[UUID], *, day: date) -> dict[UUID, CourseGain]:
    """The gain of several courses as it is shown on a day. One query."""
    keys = list(course_keys)
    cells = cells_of(keys)
    return {key: gain_in(key, groups_of(cells.get(key, []), day=day)) for key in keys}


def cells_of(course_keys: Iterable[UUID]) -> dict[UUID, list[Cell]]:
    """Course key -> cells of those who did both checks. One query, answered from the index `gain_by_month`.

    At most twenty-five cells for each language and month, however many people there are.
    """
    rows = CheckResult.objects.of_both_checks().filter(course_key__in=list(course_keys))
    counts = rows.values("course_key", "done_in", "language", "start_right", "end_right").annotate(people=Count("pk")).order_by()
    found: dict[UUID, list[Cell]] = defaultdict(list)
    for row in counts:
        if month := row["done_in"]:
            found[row["course_key"]].append(Cell(row["language"], row["start_right"], row["end_right"], row["people"], month))
    return found


def groups_of(cells: Iterable[Cell], *, day: date) -> list[list[Cell]]:
    """The cells of whole groups of ten people and more, by the month in which they finished. Pure."""
    months: dict[date, list[Cell]] = defaultdict(list)
    for cell in cells:
        months[cell.month].append(cell)
    groups = whole_groups(months, people=lambda month: sum(cell.people for cell in month), least=FEWEST, day=day)
    return [[cell for month in group for cell in month] for group in groups]


def gain_in(course_key: UUID, groups: Iterable[list[Cell]]) -> CourseGain:
    """A course's gain from its groups, each of which is told apart on its own. Pure."""
    shown: dict[str, list[Cell]] = defaultdict(list)
    for group in groups:
        for language, part in parts_of(group).items():
            shown[language] += part
    whole = gain_among([cell for part in shown.values() for cell in part])
    if not whole.is_shown:
        return CourseGain(course_key, TOO_FEW, {})
    return CourseGain(course_key, whole, {language: gain_among(part) for language, part in in_order(shown)})


def in_order(parts: Mapping[str, list[Cell]]) -> list[tuple[str, list[Cell]]]:
    """The largest language first, `OTHERS` last."""
    return sorted(parts.items(), key=lambda part: (part[0] == OTHERS, -sum(cell.people for cell in part[1]), part[0]))


def gain_among(cells: list[Cell]) -> Gain:
    """The means of a group; none for fewer than ten people. Pure."""
    people = sum(cell.people for cell in cells)
    if people < FEWEST:
        return TOO_FEW
    start = sum(cell.start * cell.people for cell in cells) / people
    end = sum(cell.end * cell.people for cell in cells) / people
    return Gain(people, start, end)


def parts_of(cells: list[Cell]) -> dict[str, list[Cell]]:
    """Languages with at least ten people, the largest first, and `OTHERS`; nobody is left over. Pure.

    When all small languages together are still too few, the smallest of the others joins them.
    """
    by_language: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_language[cell.language].append(cell)

    def size(language: str) -> int:
        return sum(cell.people for cell in by_language[language])

    order = sorted(by_language, key=lambda language: (-size(language), language))
    apart = [language for language in order if size(language) >= FEWEST]
    together = [language for language in order if size(language) < FEWEST]
    while together and apart and sum(map(size, together)) < FEWEST:
        together.append(apart.pop())
    parts = {language: by_language[language] for language in apart}
    if together:
        parts[OTHERS] = [cell for language in together for cell in by_language[language]]
    return parts
