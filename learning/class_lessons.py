"""The lessons of a class: those of its courses, in its language where they are translated, otherwise in the language they have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from courses.editions import best_editions
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
        for version in courses_of(cohort, [cohort.language])
        for lesson in version.lessons
    ]


def courses_of(cohort: Cohort, languages: Sequence[str]) -> list[CourseVersion]:
    """The courses of a class in their order, each in the first of these languages it is in, or else its source. Two queries."""
    keys = list(cohort.courses.values_list("course_key", flat=True))
    best = best_editions(CourseVersion.objects.current().filter(course_key__in=keys).order_by("pk"), languages)
    return [best[key] for key in keys if key in best]


def lesson_for(lessons: Iterable[ClassLesson], key: UUID, *, number: int | None = None) -> LessonVersion:
    """The version that a class uses now of one of its lessons, or the one with this number. Raises `LessonNotPublished`."""
    lesson = next((lesson for lesson in lessons if lesson.key == key), None)
    rows = LessonVersion.objects.filter(lesson_key=key, language=lesson.language) if lesson else LessonVersion.objects.none()
    version: LessonVersion | None = (rows.current() if number is None else rows.filter(number=number)).first()
    if version is None:
        raise LessonNotPublished(_("This class has no such lesson. Open the register again and choose one of its lessons."))
    return version


def check_taken(cohort: Cohort, version: LessonVersion) -> None:
    """Raises `LessonNotPublished` unless the class takes this lesson, in whatever language it is shown. Three queries."""
    if not any(lesson.key == version.lesson_key for lesson in lessons_of(cohort)):
        raise LessonNotPublished(
            _("This class does not take this lesson. Open the class and choose one of its lessons, or give it the course first.")
        )
