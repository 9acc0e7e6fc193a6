"""Which edition of a course somebody gets: the first of some languages that it is in, or else its source. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from courses.models import CourseVersion


def best_edition(editions: Sequence[CourseVersion], order: Iterable[str]) -> CourseVersion:
    """The first language of `order` a course is in, or else its source."""
    by_language = {version.language: version for version in editions}
    codes = [*order, editions[0].content["source_language"], *by_language]
    return next(by_language[code] for code in codes if code in by_language)


def best_editions(versions: Iterable[CourseVersion], order: Sequence[str]) -> dict[UUID, CourseVersion]:
    """Each course once, by its key: its best edition of these. One query over a queryset."""
    by_course: dict[UUID, list[CourseVersion]] = {}
    for version in versions:
        by_course.setdefault(version.course_key, []).append(version)
    return {key: best_edition(editions, order) for key, editions in by_course.items()}
