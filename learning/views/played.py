"""What somebody did in H5P contents, as the pages of learners and of those who lead classes list it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.formats import number_format

from learning.h5p_evidence import Played, played_by
from learning.models import Person
from learning.views.lamps import foreign


def played_context(
    person: Person | None, *, languages: list[str], course_keys: Collection[UUID] | None = None, leads_there: bool = False
) -> list[dict[str, Any]]:
    """The rows of `learning/played_list.html`. One query, two where there is something; none for nobody."""
    return [row(played, leads_there=leads_there) for played in played_by(person, languages=languages, course_keys=course_keys)]


def row(played: Played, *, leads_there: bool) -> dict[str, Any]:
    """One content at one card."""
    lesson = played.lesson
    return {
        "course_key": played.course_key,
        "title": played.title,
        "lesson_title": lesson.title if lesson else "",
        "language": foreign(lesson.language) if lesson else None,
        "href": f"/{lesson.path}/play/{played.card_id}/" if lesson and leads_there else "",
        "last_at": played.last_at,
        "worked_out": points_context(played.points_worked_out),
        "reported": points_context(played.points_reported),
    }


def points_context(points: tuple[float, float] | None) -> dict[str, str] | None:
    """Points as a language writes them: whole ones without a fraction."""
    if points is None:
        return None
    return {
        name: number_format(value, 0 if value == int(value) else 1) for name, value in zip(("score", "most"), points, strict=True)
    }
