"""What completes a lesson and a course: pure rules, and the list of what is still missing."""

from __future__ import annotations

from collections.abc import Container, Mapping
from math import ceil
from typing import Any, Final, NamedTuple

MASTERY: Final = 0.8  # share of a lesson's questions that must have been answered right at least once


class Tally(NamedTuple):
    """How a person stands in a lesson: questions in all, tried, and right at least once."""

    total: int
    tried: int
    right: int


def needed_right(total: int) -> int:
    """How many of a lesson's questions must be right: 80 %, rounded up."""
    return ceil(total * MASTERY - 1e-9)


def is_lesson_complete(tally: Tally) -> bool:
    """Whether the lamp lights. A lesson without questions cannot be published, and never completes."""
    return tally.total > 0 and tally.right >= needed_right(tally.total)


def tally_of(question_ids: list[str], results: Mapping[str, bool]) -> Tally:
    """Counts the lesson's present questions in `results` (question id -> ever right)."""
    tried = [question_id for question_id in question_ids if question_id in results]
    return Tally(len(question_ids), len(tried), sum(results[question_id] for question_id in tried))


def missing_for_completion(lessons: list[dict[str, Any]], lamps: Mapping[str, str]) -> list[dict[str, Any]]:
    """The course's lessons whose lamp is not lit, in order. `lamps` is lesson key -> lamp."""
    return [lesson for lesson in lessons if lamps.get(lesson["key"]) != "lit"]


def missing_for_participation(lessons: list[dict[str, Any]], seen: Container[str]) -> list[dict[str, Any]]:
    """The course's lessons that somebody neither answered in nor attended, in order. `seen` holds lesson keys (decision 0026)."""
    return [lesson for lesson in lessons if lesson["key"] not in seen]


def next_lesson(lessons: list[dict[str, Any]], lamps: Mapping[str, str]) -> dict[str, Any] | None:
    """Where to go on: the first lesson begun and not lit, otherwise the first not lit."""
    missing = missing_for_completion(lessons, lamps)
    return next((lesson for lesson in missing if lamps.get(lesson["key"]) == "half"), missing[0] if missing else None)
