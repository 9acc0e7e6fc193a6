"""The order of what is inside, as packages for learning platforms list it: courses, modules, lessons, checks around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from courses.models import CourseVersion, LessonVersion
from courses.models.purpose import Purpose
from courses.rendering.document import own_name
from learning.bundles.formats.reading import courses_asked
from learning.bundles.sources import Inside

MANIFEST: Final = "imsmanifest.xml"  # lists it, in SCORM packages and Common Cartridges alike


def identifier_of(inside: Inside) -> str:
    """The package's name for machines: the same for every version of it."""
    return f"MWANGA-{inside.wanted.line[:32]}"


@dataclass(frozen=True)
class Entry:
    """A line of the outline: a lesson, or a heading with lines below it. `key` is unique in the package and fit for an XML id."""

    key: str
    title: str
    lesson: LessonVersion | None = None
    entries: list[Entry] = field(default_factory=list)

    @property
    def resource(self) -> str:
        """The key of what the line opens; "" for a heading."""
        return key_of(self.lesson) if self.lesson else ""


def outline_of(inside: Inside) -> list[Entry]:
    """All lines. Where there is more than one course or language, each has a heading of its own."""
    by_path = {lesson.path: lesson for lesson in inside.lessons}
    outlines = [(version, course_entries(version, by_path)) for version in courses_asked(inside)]
    if len(outlines) == 1:
        return outlines[0][1]
    return [
        Entry(f"COURSE-{version.course_key.hex}-{version.language}", heading_of(version), entries=entries)
        for version, entries in outlines
    ]


def heading_of(version: CourseVersion) -> str:
    """A course beside others: its title, and the language in itself."""
    return f"{version.title} ({own_name(version.language)})"


def course_entries(version: CourseVersion, by_path: dict[str, LessonVersion]) -> list[Entry]:
    """A course in one language: the start check, its modules, the end check."""
    checks = {purpose: lesson_entries(version, [check], by_path) for purpose, check in version.checks.items()}
    modules = [
        Entry(
            f"MODULE-{module['key'].replace('-', '')}-{version.language}",
            module["title"],
            entries=lesson_entries(version, module["lessons"], by_path),
        )
        for module in version.content["modules"]
    ]
    listed = [module for module in modules if module.entries]
    return [*checks.get(Purpose.START_CHECK, []), *listed, *checks.get(Purpose.END_CHECK, [])]


def lesson_entries(version: CourseVersion, listed: list[dict[str, Any]], by_path: dict[str, LessonVersion]) -> list[Entry]:
    """Lessons as a course lists them. One that is not translated stands there in the language it is in."""
    lessons = [by_path[entry["path"]] for entry in listed if entry["path"] in by_path]
    return [Entry(f"{key_of(lesson)}-IN-{version.language}", lesson.title, lesson) for lesson in lessons]


def key_of(lesson: LessonVersion) -> str:
    """A lesson in a language, the same in every version."""
    return f"LESSON-{lesson.lesson_key.hex}-{lesson.language}"
