"""Faces given to lessons and courses: counting one, and the counts as trainers may see them.

A count below ten is hidden and no totals are shown, so that nothing hidden can be worked out (audience.md P10).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from courses.models import CourseVersion
from learning.models import FEWEST, Face, LessonProgress, OpinionAbout, OpinionCount, Person


class Opinions(NamedTuple):
    """What was said of one lesson or course in one language: face -> count, None where it is hidden."""

    about: str
    course: str
    title: str
    language: str
    shown: dict[str, int | None]


@transaction.atomic
def count_opinion(*, about: OpinionAbout, key: UUID, language: str, face: Face, day: date) -> None:
    """Counts one face in the month of `day`. Who gave it is not known here. Two queries, three for the first of a month."""
    row, _made = OpinionCount.objects.get_or_create(about=about, key=key, language=language, month=day.replace(day=1), face=face)
    OpinionCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def has_learned(person: Person | None, lesson_key: UUID) -> bool:
    """Whether somebody has answered something in a lesson: only they are asked about it. One query; none for nobody."""
    return person is not None and LessonProgress.objects.filter(person=person, lesson_key=lesson_key).exists()


def shown_faces(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Each face's count, or None where fewer than ten gave it. Pure."""
    return {face: counts[face] if counts.get(face, 0) >= FEWEST else None for face in Face.values}


def opinions_of_courses() -> list[Opinions]:
    """All courses and lessons somebody spoke of, in the courses' order, each language for itself. Two queries."""
    counts: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    rows = OpinionCount.objects.values_list("about", "key", "language", "face").annotate(total=Sum("count")).order_by()
    for about, key, language, face, total in rows:
        counts[about, str(key), language][face] = total
    found = []
    for course in CourseVersion.objects.current().order_by("title", "language"):
        entries = [(OpinionAbout.COURSE, str(course.course_key), course.title)]
        entries += [
            (OpinionAbout.LESSON, lesson["key"], lesson["title"])
            for lesson in course.lessons
            if lesson["language"] == course.language
        ]
        found += [
            Opinions(about, course.title, title, course.language, shown_faces(counts[about, key, course.language]))
            for about, key, title in entries
            if (about, key, course.language) in counts
        ]
    return found
