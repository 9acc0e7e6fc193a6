"""What there is to choose from: published courses, the languages they are in, and programmes that name several courses."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from courses.models import CourseVersion
from courses.rendering.document import own_name
from learning.collections import collections
from learning.unkept import active_language
from learning.views.class_form import editions


def courses_offered(chosen: Collection[UUID]) -> list[dict[str, Any]]:
    """Every published course with lessons once, by title, and whether it is ticked. One query."""
    return [
        {"key": str(version.course_key), "title": version.title, "is_chosen": version.course_key in chosen}
        for version in editions(active_language())
        if version.lessons
    ]


def languages_offered(chosen: Collection[str]) -> list[dict[str, Any]]:
    """The languages in which any course is published, each by its own name, and whether it is ticked. One query."""
    there = set(CourseVersion.objects.current().values_list("language", flat=True))
    return [
        {"code": code, "name": own_name(code), "is_chosen": code in chosen} for code, _name in settings.LANGUAGES if code in there
    ]


def programmes_offered() -> list[dict[str, str]]:
    """Programmes, each as a way that ticks its courses. A few queries."""
    return [
        {"title": one.title, "href": "?" + urlencode([("course", str(key)) for key in one.course_keys])} for one in collections()
    ]
