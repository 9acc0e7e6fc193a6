"""Previews in the CMS: a draft page, or one block, drawn live as a learner would see it. Nothing is stored."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, TypeVar, cast

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.models import CataloguePage, CoursePage, CourseVersion, LessonPage, LessonVersion, ModulePage
from courses.rendering.content import course_content, lesson_content
from courses.rendering.document import card_context, lesson_context, shell_context
from courses.rendering.pages import catalogue_context, course_context
from courses.rendering.resources import Resources
from courses.rendering.variants import FULLEST

Context = TypeVar("Context")


def preview_context(card: dict[str, Any]) -> dict[str, Any]:
    """The context of `courses/card_preview.html` for one card."""
    resources = Resources([SimpleNamespace(content={"cards": [card]})])  # type: ignore[list-item]
    return {
        **shell_context(get_language() or "en", "/"),
        "card": card_context(card, int("question" in card), tier=FULLEST, resources=resources, up="/"),
        "lesson": {"version": 0},
        "answer_action": "",
        "tier": FULLEST,
        "is_preview": True,
    }


def lesson_preview_context(page: LessonPage) -> dict[str, Any]:
    """The context of `courses/lesson.html` for a draft; neighbours are left out."""
    language = page.locale.language_code
    lesson = LessonVersion(
        lesson_key=page.translation_key,
        language=language,
        number=0,
        title=page.title,
        path=f"{language}/course/module/{page.slug or 'lesson'}",
        purpose=page.purpose,
        content=lesson_content(page),
    )
    course = CoursePage.objects.ancestor_of(page).first() if page.path else None
    named = {"title": course.title, "content": {**course_content(course), "modules": []}} if course else A_COURSE
    resources = Resources([lesson])
    context = lesson_context(lesson, CourseVersion(language=language, **named), tier=FULLEST, resources=resources)
    return {**rooted(context, context["up"]), "is_preview": True}


# What a lesson stands in while it has no course: the preview of a page that was never saved.
A_COURSE: dict[str, Any] = {
    "title": "",
    "content": {"modules": [], "band": "triangles", "band_colours": "clay", "licence": "CC BY 4.0"},
}


def course_preview_context(page: CoursePage, *, module: ModulePage | None = None) -> dict[str, Any]:
    """The context of `courses/course_page.html` for a draft course, or for a draft `module` in its course."""
    language = page.locale.language_code
    published = CourseVersion.objects.current().filter(course_key=page.translation_key, language=language).first()
    modules = published.content["modules"] if published else []
    if module:
        own = {"key": str(module.translation_key), "title": module.title, "summary": module.summary}
        others = [entry for entry in modules if entry["key"] != own["key"]]
        found = next((entry for entry in modules if entry["key"] == own["key"]), {"slug": module.slug, "lessons": []})
        place = modules.index(found) if found in modules else len(others)
        modules = [*others[:place], {**found, **own}, *others[place:]]
    draft = CourseVersion(
        course_key=page.translation_key,
        language=language,
        number=0,
        title=page.title,
        slug=page.slug,
        content={**course_content(page), "modules": modules, "checks": published.checks if published else {}},
    )
    context = course_context(draft)
    return {**rooted(context, context["up"]), "js_href": "", "is_preview": True}


def catalogue_preview_context(page: CataloguePage) -> dict[str, Any]:
    """The context of `courses/catalogue_page.html`."""
    context = catalogue_context(page.locale.language_code)
    return {**rooted(context, context["up"]), "is_preview": True}


def rooted(value: Context, up: str) -> Context:
    """The same data with links from the root: a preview stands at an address of the CMS, where relative ones lead astray."""
    if isinstance(value, dict):
        return cast(Context, {name: rooted(part, up) for name, part in value.items()})
    if isinstance(value, list):
        return cast(Context, [rooted(part, up) for part in value])
    if isinstance(value, str) and not isinstance(value, SafeString) and value.startswith(up):
        return cast(Context, "/" + value.removeprefix(up))
    return value
