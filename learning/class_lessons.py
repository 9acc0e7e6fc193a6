"""The lessons of a class: those of its courses, in its language where they are translated, otherwise in the language they have."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from courses.models import CourseVersion, LessonVersion
from learning.errors import LessonNotPublished
from learning.models import ClassSession, Cohort


@dataclass(frozen=True)
class ClassLesson:
    """A lesson as a class takes it. `is_held` when a register says so."""

    key: UUID
    title: str
    language: str
    path: str
    course: str
    is_held: bool


def lessons_of(cohort: Cohort) -> list[ClassLesson]:
    """The lessons of all courses of a class, in order. Three queries."""
    held = set(ClassSession.objects.filter(cohort=cohort, minutes__isnull=False).values_list("lesson_key", flat=True))
    return [
        ClassLesson(
            key=UUID(lesson["key"]),
            title=lesson["title"],
            language=lesson["language"],
            path=lesson["path"],
            course=version.title,
            is_held=UUID(lesson["key"]) in held,
        )
        for version in courses_of(cohort)
        for lesson in version.lessons
    ]


def courses_of(cohort: Cohort) -> list[CourseVersion]:
    """The courses of a class in their order, each in its language or else in its source's. Two queries."""
    keys = list(cohort.courses.values_list("course_key", flat=True))
    editions: dict[UUID, dict[str, CourseVersion]] = {}
    for version in CourseVersion.objects.current().filter(course_key__in=keys).order_by("pk"):
        editions.setdefault(version.course_key, {})[version.language] = version
    found = []
    for key in keys:
        if own := editions.get(key):
            source = next(iter(own.values())).content["source_language"]
            found.append(own.get(cohort.language) or own.get(source) or next(iter(own.values())))
    return found


def lesson_for(cohort: Cohort, key: UUID, *, number: int | None = None) -> LessonVersion:
    """The version of a lesson that a class uses now, or the one with this number. Raises `LessonNotPublished`."""
    lesson = next((lesson for lesson in lessons_of(cohort) if lesson.key == key), None)
    rows = LessonVersion.objects.filter(lesson_key=key, language=lesson.language) if lesson else LessonVersion.objects.none()
    version: LessonVersion | None = (rows.current() if number is None else rows.filter(number=number)).first()
    if version is None:
        raise LessonNotPublished(_("This class has no such lesson. Open the register again and choose one of its lessons."))
    return version
