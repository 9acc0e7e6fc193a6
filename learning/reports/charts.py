"""Bar charts as inline SVG: only places and widths are worked out here, the template draws. From the same rows as the tables."""

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
class Bar:
    """One bar: its words, its number, and where it stands. `done` is the inner bar of those who completed; 0 where not shown."""

    label: str
    number: str
    words_y: int
    y: int
    x: float
    width: float
    done_x: float
    done_width: float
    number_x: float


@dataclass(frozen=True)
class Chart:
    """Bars below each other. `start` is the edge at which lines begin: 0, or the width from right to left."""

    width: int
    height: int
    bar: int
    start: int
    bars: list[Bar]


def chart_of(rows: list[Row], titles: Mapping[UUID, str], *, is_rtl: bool) -> Chart | None:
    """How many began, and of them how many completed. Lessons: how many percent. None where there is nothing to compare."""
    if len(rows) < 2:
        return None
    in_percent = rows[0].face == Facet.LESSON
    values = [(row.completed_percent or 0) if in_percent else row.people for row in rows]
    unit = (WIDTH - NUMBERS) / (100 if in_percent else max(values))
    bars = []
    for place, (row, value) in enumerate(zip(rows, values, strict=True)):
        width = round(value * unit, 1)
        done = 0.0 if in_percent else round((row.completed or 0) * unit, 1)
        bars.append(
            Bar(
                label=row_label(row, titles),
                number=percent(row) if in_percent else str(value),
                words_y=place * LINE + 16,
                y=place * LINE + 22,
                x=WIDTH - width if is_rtl else 0,
                width=width,
                done_x=WIDTH - done if is_rtl else 0,
                done_width=done,
                number_x=WIDTH - width - 6 if is_rtl else width + 6,
            )
        )
    return Chart(WIDTH, len(rows) * LINE, BAR, WIDTH if is_rtl else 0, bars)


def percent(row: Row) -> str:
    """A percentage as it is written beside a bar; a dash where it is not shown."""
    value = row.completed_percent
    return "–" if value is None else f"{bounded(value)} %"
