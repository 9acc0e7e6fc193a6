"""Previews in the CMS: a draft lesson, or one block, drawn live as a learner would see it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils.translation import get_language

from courses.models import CourseVersion, LessonPage, LessonVersion
from courses.rendering.content import lesson_content
from courses.rendering.document import Resources, card_context, lesson_context, shell_context
from courses.rendering.variants import PICTURES


def preview_context(card: dict[str, Any]) -> dict[str, Any]:
    """The context of `courses/card_preview.html` for one card."""
    resources = Resources([SimpleNamespace(content={"cards": [card]})])  # type: ignore[list-item]
    return {
        **shell_context(get_language() or "en", "/"),
        "card": card_context(card, int("question" in card), PICTURES, resources, "/"),
        "lesson": {"version": 0},
        "answer_action": "",
        "tier": PICTURES,
        "is_preview": True,
    }


def lesson_preview_context(page: LessonPage) -> dict[str, Any]:
    """The context of `courses/lesson.html` for a draft: nothing is stored, neighbours are left out."""
    language = page.locale.language_code
    lesson = LessonVersion(
        lesson_key=page.translation_key,
        language=language,
        number=0,
        title=page.title,
        path=f"{language}/course/module/{page.slug or 'lesson'}",
        content=lesson_content(page),
    )
    course = CourseVersion(
        title="", content={"modules": [], "band": "triangles", "band_colours": "clay", "licence": "CC BY 4.0"}, language=language
    )
    context = lesson_context(lesson, course, PICTURES, Resources([lesson]))
    # A preview stands at an address of the CMS: links to the root must be absolute.
    up = context["up"]
    rooted = {name: value.replace(up, "/", 1) for name, value in context.items() if isinstance(value, str) and value.startswith(up)}
    for card in context["cards"]:
        card |= {name: value.replace(up, "/", 1) for name, value in card.items() if isinstance(value, str) and value.startswith(up)}
    return {**context, **rooted, "up": "/", "is_preview": True}
