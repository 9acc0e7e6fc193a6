"""Selections of courses, kept as rows: what subscriptions point at and longer jobs are named by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from courses.models import LessonVersion
from courses.rendering.variants import TIERS, drawn_tiers
from learning.bundles.models import Selection
from learning.bundles.sources import Wanted


def keep_selection(wanted: Wanted) -> Selection:
    """The row for these courses, languages and tier, whatever the form; made when there is none.

    Whether a bundle of them can be had is not asked.
    """
    selection, _is_new = Selection.objects.get_or_create(
        line=wanted.line,
        defaults={
            "courses": " ".join(str(key) for key in wanted.courses),
            "languages": " ".join(wanted.languages),
            "tier": wanted.tier,
            "offered_by": wanted.offered_by,
        },
    )
    return selection


def tiers_of(course_keys: Collection[UUID]) -> list[str]:
    """The tiers courses' lessons are drawn in, in one query.

    A bundle "with sound" of courses without any would be the same file twice.
    """
    lessons = LessonVersion.objects.current().filter(course_key__in=course_keys)
    drawn = {tier for lesson in lessons for tier in drawn_tiers(lesson.content["cards"])}
    return [tier for tier in TIERS if tier in drawn]
