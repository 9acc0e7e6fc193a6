"""The gain between the check before a course and the one after, as far as reports need it: a seam for `learning.gain`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final
from uuid import UUID

Course = tuple[int, UUID]  # person, course key

# Whoever keeps the checks puts one function here: for some people and courses, those who took both checks with their gain in
# percentage points, -100 to 100. A few queries whatever their number.
GAINS: Final[list[Callable[[Collection[Course]], dict[Course, int]]]] = []


def gains_of(starts: Collection[Course]) -> dict[Course, int]:
    """Person and course -> gain, for those who took both checks."""
    return {key: points for read in GAINS for key, points in read(starts).items()}
