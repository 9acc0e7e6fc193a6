"""When figures that grow from day to day may be shown: by whole groups, so that a second look tells nothing of one person.

Faces and gains are shown so. Reports of starts have a rule of their own (`learning/reports/closing.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TypeVar

Month = TypeVar("Month")


def whole_groups(months: Mapping[date, Month], *, people: Callable[[Month], int], least: int, day: date) -> list[list[Month]]:
    """Months that are over on `day`, put together in order until a group has `least` people; those left over wait. Pure.

    `months`: the first of a month -> what is known of it, of which `people` tells how many they are. When a group is whole depends
    on how many there were, never on what they said or answered: otherwise the moment would tell.
    """
    first_open = (day - timedelta(days=1)).replace(day=1)  # a day later than the calendar says: nobody is still counted then
    groups: list[list[Month]] = []
    waiting: list[Month] = []
    for month in sorted(month for month in months if month < first_open):
        waiting.append(months[month])
        if sum(map(people, waiting)) >= least:
            groups.append(waiting)
            waiting = []
    return groups
