"""A module or lesson by the address that people see: `en/safe-and-strong-with-ai/first-steps/what-ai-is`."""

from __future__ import annotations

from typing import Any

from courses.models import CataloguePage, CoursePage, LessonPage, ModulePage


class NoSuchPage(LookupError):
    """No module or lesson has that address; the message names it."""


def page_at(address: str) -> ModulePage | LessonPage:
    """The page, published or not, by language, course, module and, for a lesson, lesson. Raises `NoSuchPage`."""
    language, *slugs = address.strip("/").split("/")
    page: Any = CataloguePage.objects.filter(locale__language_code=language).first()
    models: tuple[Any, ...] = (CoursePage, ModulePage, LessonPage)
    for model, slug in zip(models, slugs, strict=False):
        page = model.objects.child_of(page).filter(slug=slug).first() if page else None
    if not isinstance(page, ModulePage | LessonPage) or len(slugs) > 3:
        raise NoSuchPage(f"There is no module or lesson at {address!r:.200}. Write its address: en/<course>/<module>/<lesson>.")
    return page
