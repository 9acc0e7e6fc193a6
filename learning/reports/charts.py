"""Bar charts as inline SVG: only places and widths are worked out here, `learning/bars.html` draws.

All in whole dots: a fraction would be written with a comma on a French page, and no browser draws that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from learning.models import Facet
from learning.reports.labels import bounded, row_label
from learning.reports.tables import Row

WIDTH: Final = 320
LINE: Final = 44  # a bar with the words above it
BAR: Final = 14
NUMBERS: Final = 56  # kept free beside the longest bar


@dataclass(frozen=True)
class Measure:
    """What one bar stands for: its words, how long it is, the number as people read it; `done` is the length of an inner bar."""

    label: str
    value: int
    number: str
    done: int = 0
    colour: str = "people"  # a class of the style sheet


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its number, and where it stands; `done_width` is 0 where no inner bar is shown."""

    label: str
    number: str
    colour: str
    words_y: int
    y: int
    x: int
    width: int
    done_x: int
    done_width: int
    number_x: int


@dataclass(frozen=True)
class Chart:
    """Bars below each other. `start` is the edge at which lines begin: 0, or the width from right to left."""

    width: int
    height: int
    bar: int
    start: int
    bars: list[Bar]


def bars(measures: list[Measure], *, most: int, is_rtl: bool) -> Chart:
    """A bar for each, the longest possible one standing for `most`."""
    unit = (WIDTH - NUMBERS) / max(1, most)
    drawn = []
    for place, one in enumerate(measures):
        width, done = round(one.value * unit), round(one.done * unit)
        drawn.append(
            Bar(
                label=one.label,
                number=one.number,
                colour=one.colour,
                words_y=place * LINE + 16,
                y=place * LINE + 22,
                x=WIDTH - width if is_rtl else 0,
                width=width,
                done_x=WIDTH - done if is_rtl else 0,
                done_width=done,
                number_x=WIDTH - width - 6 if is_rtl else width + 6,
            )
        )
    return Chart(WIDTH, len(measures) * LINE, BAR, WIDTH if is_rtl else 0, drawn)


def chart_of(rows: list[Row], titles: Mapping[UUID, str], *, is_rtl: bool) -> Chart | None:
    """How many began, and of them how many completed. Lessons: how many percent. None where there is nothing to compare."""
    if len(rows) < 2:
        return None
    if rows[0].face == Facet.LESSON:
        shares = [Measure(row_label(row, titles), row.completed_percent or 0, percent(row)) for row in rows]
        return bars(shares, most=100, is_rtl=is_rtl)
    people = [Measure(row_label(row, titles), row.people, str(row.people), done=row.completed or 0) for row in rows]
    return bars(people, most=max(row.people for row in rows), is_rtl=is_rtl)


def percent(row: Row) -> str:
    """A percentage as it is written beside a bar; a dash where it is not shown."""
    value = row.completed_percent
    return "–" if value is None else f"{bounded(value)} %"
