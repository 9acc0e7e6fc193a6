"""A programme of two small courses, and those who are somewhere in it."""

from __future__ import annotations

from courses.models import CourseVersion
from learning.certificates.models import Programme, ProgrammeCourse, ProgrammeText
from tests.factories import make_course, make_lesson, make_module

TITLES = {"en": "Everyday AI", "ar": "الذكاء الاصطناعي كل يوم"}


def make_programme(*keys: object, slug: str = "everyday-ai", **fields: object) -> Programme:
    """A programme of some courses, in English and Arabic."""
    programme = Programme.objects.create(slug=slug, **fields)
    for language, title in TITLES.items():
        ProgrammeText.objects.create(programme=programme, language=language, title=title, description="For every day.")
    for place, key in enumerate(keys):
        ProgrammeCourse.objects.create(programme=programme, course_key=key, sort_order=place)
    return programme


def make_two_courses() -> list[CourseVersion]:
    """Two published courses, of one lesson and of two."""
    for slug, lessons in (("tiny-course", 1), ("second-course", 2)):
        module = make_module(make_course(slug, title=slug.replace("-", " ").capitalize()))
        for place in range(1, lessons + 1):
            make_lesson(module, f"lesson-{place}")
    return [CourseVersion.objects.current().get(slug=slug) for slug in ("tiny-course", "second-course")]
