"""What a certificate keeps of the learner's way through the course: when each lesson, in whose class, with which logo.

So the transcript stays true, and the same bytes, whatever comes later.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from courses.models import CourseVersion
from learning.models import Institution, LessonProgress, Person


def way_of(person: Person, version: CourseVersion, institution: Institution | None) -> dict[str, Any]:
    """The part of a statement that is about the learner: the days on which lamps were lit. One query."""
    return way_in(version, institution, days=days_of(person, version.course_key))


def way_in(version: CourseVersion, institution: Institution | None, *, days: dict[str, str]) -> dict[str, Any]:
    """The same with other days, lesson key -> ISO day.

    {"lessons": [{"key", "title", "language", "minutes", "completed": ISO day or ""}], "institution": {"name", "logo"} or None}
    """
    return {"lessons": lessons_told(version, days), "institution": institution_told(institution)}


def days_of(person: Person, course_key: UUID) -> dict[str, str]:
    """Lesson key -> the day on which its lamp was lit, by the server's clock. One query."""
    rows = LessonProgress.objects.filter(person=person, course_key=course_key)
    return {str(key): day_of(at) for key, at in rows.values_list("lesson_key", "completed_at") if at}


def day_of(at: datetime) -> str:
    """The day of a moment by the server's clock, as ISO writes it."""
    return timezone.localtime(at).date().isoformat()


def lessons_told(version: CourseVersion, days: dict[str, str]) -> list[dict[str, Any]]:
    """The lessons of a version in order, each with its day."""
    return [
        {
            "key": lesson["key"],
            "title": lesson["title"],
            "language": lesson["language"],
            "minutes": lesson.get("minutes", 0),
            "completed": days.get(lesson["key"], ""),
        }
        for lesson in version.lessons
    ]


def institution_told(institution: Institution | None) -> dict[str, str] | None:
    """An institution as it is named on paper: its logo only once somebody has checked that it is theirs to print."""
    if institution is None:
        return None
    return {"name": institution.name, "logo": institution.logo if institution.logo_checked_at else ""}


def without_days(statement: dict[str, Any]) -> dict[str, Any]:
    """A statement that no longer says when somebody learned what, for a holder who is forgotten."""
    return {**statement, "lessons": [{**lesson, "completed": ""} for lesson in statement.get("lessons", [])]}
