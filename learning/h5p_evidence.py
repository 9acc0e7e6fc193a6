"""What somebody did in H5P contents, added up for people who look at it: the last points of each, and how they are known.

Reads only. Every row was said by a browser; what a page shows of it says so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from courses.models import LessonVersion
from learning.models import H5PResult, Person

MOST_RESULTS: Final = 1_000  # the newest: what is older changes no line of a page


@dataclass
class Played:
    """One content at one card of a lesson. `worked_out` and `reported`: question inside (empty: the whole) -> (points, most)."""

    title: str
    course_key: UUID
    lesson_key: UUID
    card_id: str
    last_at: datetime
    worked_out: dict[str, tuple[float, float]] = field(default_factory=dict)
    reported: dict[str, tuple[float, float]] = field(default_factory=dict)
    lesson: LessonVersion | None = None

    @property
    def points_worked_out(self) -> tuple[float, float] | None:
        """Points by our own key: of the whole, or else those of its questions together."""
        return summed(self.worked_out)

    @property
    def points_reported(self) -> tuple[float, float] | None:
        """Points that only the content reported. A question whose points we worked out is not counted again."""
        return summed({part: points for part, points in self.reported.items() if part not in self.worked_out})


def summed(points: dict[str, tuple[float, float]]) -> tuple[float, float] | None:
    """The whole's points where there are any, else the sum of the parts."""
    if "" in points:
        return points[""]
    scores = list(zip(*points.values(), strict=True))
    return (sum(scores[0]), sum(scores[1])) if scores else None


def played_by(person: Person | None, *, languages: list[str], course_keys: Collection[UUID] | None = None) -> list[Played]:
    """What somebody has played, the latest first; of some courses only, if told. One query, two where there is something.

    `languages`, the best first, choose the edition of the lesson that a page names; `lesson` is None once it is not published.
    """
    if person is None:
        return []
    rows = (
        H5PResult.objects.filter(person=person).select_related("content").defer("response", "content__params", "content__filtered")
    )
    if course_keys is not None:
        rows = rows.filter(course_key__in=course_keys)
    found: dict[tuple[UUID, str], Played] = {}
    for row in rows.order_by("-occurred_at", "-pk")[:MOST_RESULTS]:
        key = (row.lesson_key, row.card_id)
        played = found.setdefault(key, Played(row.content.title, row.course_key, row.lesson_key, row.card_id, row.occurred_at))
        if row.score is not None and row.max_score:
            points = played.worked_out if row.is_rescored else played.reported
            points.setdefault(row.sub_content_id, (row.score, row.max_score))
    lessons = lessons_of({played.lesson_key for played in found.values()}, languages)
    for played in found.values():
        played.lesson = lessons.get(played.lesson_key)
    return list(found.values())


def lessons_of(keys: Collection[UUID], languages: list[str]) -> dict[UUID, LessonVersion]:
    """Each published lesson in the best of some languages. One query; none for no lessons."""
    if not keys:
        return {}
    rows = LessonVersion.objects.current().filter(lesson_key__in=keys).defer("content").order_by("pk")
    best: dict[UUID, LessonVersion] = {}
    places = {language: place for place, language in reversed(list(enumerate(languages)))}
    for row in sorted(rows, key=lambda row: places.get(row.language, len(places))):
        best.setdefault(row.lesson_key, row)
    return best
