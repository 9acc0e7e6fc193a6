"""Faces given to lessons and courses: counting one. What is shown of the counts, and when: `learning/reports/faces.py`."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F

from learning.models import Face, LessonProgress, OpinionAbout, OpinionCount, Person


@transaction.atomic
def count_opinion(*, about: OpinionAbout, key: UUID, language: str, face: Face, day: date) -> None:
    """Counts one face in the month of `day`. Who gave it is not known here. Two queries, three for the first of a month."""
    row, _made = OpinionCount.objects.get_or_create(about=about, key=key, language=language, month=day.replace(day=1), face=face)
    OpinionCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def has_learned(person: Person | None, lesson_key: UUID) -> bool:
    """Whether somebody has answered something in a lesson: only they are asked about it. One query; none for nobody."""
    return person is not None and LessonProgress.objects.filter(person=person, lesson_key=lesson_key).exists()
