"""What people read of what is inside, in the order they read it: each course in each language asked for, lesson after lesson.

A course's two checks are not among them: what they tell is kept by the site or by a device, and paper or a book keeps nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders

from courses.models import CourseVersion, LessonVersion
from courses.rendering.variants import TIERS
from learning.bundles.sources import Inside, documents_of

FIRST_BAND: Final = "triangles-clay"


@dataclass(frozen=True)
class Reading:
    """A course in a language. A lesson that is not translated yet stands here in the language it is in."""

    course: CourseVersion
    lessons: list[LessonVersion]

    @property
    def language(self) -> str:
        """The language the course was asked for in."""
        return self.course.language


def readings_of(inside: Inside) -> list[Reading]:
    """The courses to read, the language asked for first. Languages that only lend a lesson are not told of on their own."""
    by_path = {lesson.path: lesson for lesson in inside.lessons}
    return [
        Reading(course, [by_path[entry["path"]] for entry in course.lessons if entry["path"] in by_path])
        for course in courses_asked(inside)
    ]


def courses_asked(inside: Inside) -> Iterator[CourseVersion]:
    """Each course in each language that was asked for and that it is in."""
    for language in inside.wanted.languages:
        for versions in inside.editions.values():
            if language in versions:
                yield versions[language]


def languages_asked(inside: Inside) -> list[str]:
    """The languages asked for, the main one first; not those that only lend a lesson."""
    return list(dict.fromkeys(course.language for course in courses_asked(inside)))


def documents_up_to(inside: Inside, most: str) -> dict[str, bytes]:
    """Lesson path -> its document in the tier asked for, or in `most` where a form carries no more. At most one query."""
    if TIERS.index(inside.wanted.tier) <= TIERS.index(most):
        return inside.documents
    return documents_of(inside.lessons, most)


def band_file(course: CourseVersion) -> Path:
    """The tile of a course's woven band, an SVG; a band that we no longer have falls back to the first."""
    names = (f"{course.content['band']}-{course.content['band_colours']}", FIRST_BAND)
    return Path(next(str(found) for name in names if (found := finders.find(f"icons/bands/{name}.svg"))))
