"""A small course in several languages for tests: the translations are pages of their own with the source's translation keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from courses.models import CoursePage, LessonPage, LessonVersion, ModulePage
from courses.rendering.documents import render_due
from tests.factories import make_catalogue, make_course, make_lesson, make_locale, make_module


@dataclass
class TranslatedCourse:
    """A course in English; `add` translates it, or some of its lessons, into another language."""

    lessons: int = 2
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        course = make_course()
        module = make_module(course)
        lessons = {f"lesson-{place}": make_lesson(module, f"lesson-{place}") for place in range(1, self.lessons + 1)}
        self.pages["en"] = {"course": course, "module": module, **lessons}

    def add(self, language: str, *, lessons: int | None = None, slugs: dict[str, str] | None = None) -> None:
        """Publishes the course and its first `lessons` in a language, under the source's addresses or those of `slugs`."""
        locale = make_locale(language)
        make_catalogue(language)
        for page in (make_catalogue("en"), make_catalogue(language)):
            type(page).objects.filter(pk=page.pk).update(translation_key=make_catalogue("en").translation_key)
        names = ["course", "module", *[f"lesson-{place}" for place in range(1, (lessons or self.lessons) + 1)]]
        models = {"course": CoursePage, "module": ModulePage}
        self.pages[language] = {}
        for name in names:
            source = models.get(name, LessonPage).objects.get(pk=self.pages["en"][name].pk)
            copy = source.copy_for_translation(locale)
            copy.title = f"{source.title} {language}"
            copy.slug = (slugs or {}).get(name, copy.slug)
            copy.translation_status = "machine_draft"
            copy.live = False
            copy.save()
            copy.save_revision().publish()
            self.pages[language][name] = type(copy).objects.get(pk=copy.pk)

    def render(self) -> None:
        """Draws all documents."""
        render_due()

    def version(self, language: str, lesson: str = "lesson-1") -> LessonVersion:
        """The published version of a lesson."""
        return LessonVersion.objects.current().get(lesson_key=self.pages["en"][lesson].translation_key, language=language)
