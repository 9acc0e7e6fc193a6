"""Somebody who has every published table, knows how they are made and can solve linear programmes: how large may a hidden group be?

A population is a number of people for each combination of what tables tell apart. Each published row is a linear equation about
those numbers. `most` finds the largest size a group may have without contradicting any row; a group is given away when that is
below ten. A plain simplex in floating point: the systems are small and their numbers whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

Key = tuple[str, ...]
NEARLY: Final = 1e-7


class Programme:
    """Numbers x ≥ 0 of which linear equations are known."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self.keys = list(keys)
        self.rows: list[tuple[list[float], float]] = []
        self.slacks = 0

    def knows(self, holds: Callable[[Key], bool], count: int) -> None:
        """The people for whom something holds are so many."""
        self.rows.append(([1.0 if holds(key) else 0.0 for key in self.keys], float(count)))

    def knows_at_most(self, holds: Callable[[Key], bool], count: float) -> None:
        """The people for whom something holds are so many at most."""
        self.slacks += 1
        self.rows.append(([1.0 if holds(key) else 0.0 for key in self.keys] + [0.0] * (self.slacks - 1) + [1.0], count))

    def solved(self) -> Tableau:
        """A first solution; the programme must have one."""
        width = len(self.keys) + self.slacks
        return Tableau([(row + [0.0] * (width - len(row)), count) for row, count in self.rows], width)


class Tableau:
    """A simplex tableau with a feasible basis, found by artificial numbers that are driven out."""

    def __init__(self, rows: list[tuple[list[float], float]], width: int) -> None:
        self.width = width
        self.table = [[*row, count] for row, count in rows]
        self.basis = [-1 - place for place in range(len(rows))]  # artificial ones are negative
        self.drive_out()

    def drive_out(self) -> None:
        """Phase one: until no artificial number is left, rows that say nothing new are dropped."""
        for _step in range(5000):
            artificial = [place for place, column in enumerate(self.basis) if column < 0]
            gains = [sum(self.table[place][column] for place in artificial) for column in range(self.width)]
            entering = next((column for column, gain in enumerate(gains) if gain > NEARLY), None)
            if entering is None:
                break
            self.pivot(self.leaving(entering), entering)
        left = [place for place, column in enumerate(self.basis) if column < 0]
        assert all(abs(self.table[place][-1]) < 1e-5 for place in left), "the attacker's equations contradict each other"
        for place in left:
            column = next((column for column in range(self.width) if abs(self.table[place][column]) > NEARLY), None)
            if column is not None:
                self.pivot(place, column)
        kept = [place for place, column in enumerate(self.basis) if column >= 0]
        self.table, self.basis = [self.table[place] for place in kept], [self.basis[place] for place in kept]

    def leaving(self, column: int) -> int:
        """Bland's rule: never turns in a circle."""
        ratios = [(row[-1] / row[column], self.basis[place], place) for place, row in enumerate(self.table) if row[column] > NEARLY]
        least = min(ratio for ratio, _column, _place in ratios)
        return min((basic, place) for ratio, basic, place in ratios if ratio <= least + NEARLY)[1]

    def pivot(self, place: int, column: int) -> None:
        row = self.table[place]
        by = row[column]
        row[:] = [value / by for value in row]
        for other, line in enumerate(self.table):
            if other != place and (factor := line[column]) != 0.0:
                line[:] = [value - factor * own for value, own in zip(line, row, strict=True)]
        self.basis[place] = column

    def most(self, columns: Iterable[int], *, enough: float) -> float:
        """The largest sum of some numbers; stops as soon as it reaches `enough`."""
        wanted = set(columns)
        for _step in range(5000):
            reached = sum(self.table[place][-1] for place, basic in enumerate(self.basis) if basic in wanted)
            if reached >= enough - 1e-6:
                return reached
            weights = [place for place, basic in enumerate(self.basis) if basic in wanted]
            basic = set(self.basis)
            entering = None
            for column in range(self.width):
                if column not in basic:
                    gain = (1.0 if column in wanted else 0.0) - sum(self.table[place][column] for place in weights)
                    if gain > NEARLY:
                        entering = column
                        break
            if entering is None:
                return reached
            self.pivot(self.leaving(entering), entering)
        raise AssertionError("The simplex did not come to an end.")
