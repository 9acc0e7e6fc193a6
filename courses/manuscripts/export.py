"""A course's published pages written as manuscripts, so that it can be read, kept in version control and loaded elsewhere.

What is exported is what learners get: live pages, in the source language and every translation. Cards made in the CMS are named by
their ids. Drafts stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.manuscripts.folder import COURSE_FILE, LESSON_FILE
from courses.manuscripts.from_pages import course_text, learn_media, lesson_text
from courses.manuscripts.media import copy_out
from courses.manuscripts.plan import kept_names
from courses.manuscripts.shelf import Known, Shelf
from courses.manuscripts.write import write_course, write_lesson
from courses.models import CoursePage, LessonPage, ModulePage
from courses.models.catalogue import TranslationStatus


class NoSuchCourse(LookupError):
    """No published course has this slug, or more than one has."""


@dataclass
class Export:
    """The files written, and those of earlier exports that no longer belong to the course."""

    written: list[Path] = field(default_factory=list)
    left_over: list[Path] = field(default_factory=list)

    def write(self, path: Path, data: bytes) -> None:
        """Writes a file unless it says so already."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
        self.written.append(path)


def export_course(slug: str, path: Path) -> Export:
    """Writes a course into a folder. Raises `NoSuchCourse`."""
    pages = pages_of(slug)
    source = pages[0]
    modules = list(ModulePage.objects.child_of(source).live())
    lessons = [lesson for module in modules for lesson in LessonPage.objects.child_of(module).live()]
    named = dict(file_names(lessons))
    shelf = Shelf.with_competencies()
    export = Export()
    for page in pages:
        folder = path / page.locale.language_code
        own_modules = {module: own for module in modules if (own := in_language(module, page))}
        own_lessons = {name: own for name, lesson in named.items() if (own := in_language(lesson, page))}
        learn_media(own_lessons.values(), shelf)
        course = course_text(page, list(own_modules.values()), is_source=page is source)
        # Manuscripts of all languages share the addresses of the source.
        shared = tuple(replace(text, slug=module.slug) for text, module in zip(course.modules, own_modules, strict=True))
        course = replace(course, slug=source.slug, modules=shared)
        export.write(folder / COURSE_FILE, write_course(course).encode())
        for name, lesson in own_lessons.items():
            first = named[name]
            text = lesson_text(lesson, Known(kept_names(first), shelf), is_source=page is source)
            text = replace(text, slug=first.slug, module=first.get_parent().slug)
            export.write(folder / name, write_lesson(text).encode())
    copy_out(shelf, path, export.write)
    lessons_there = (file for file in path.glob("*/*.md") if LESSON_FILE.fullmatch(file.name))
    export.left_over = sorted(file for file in lessons_there if file not in export.written)
    return export


def file_names(lessons: list[LessonPage]) -> Iterator[tuple[str, LessonPage]]:
    """The file of each lesson of the source, in order; a check has its own and is not counted."""
    number = 0
    for lesson in lessons:
        number += not lesson.is_check
        yield (f"{lesson.purpose}.md" if lesson.is_check else f"lesson-{number}.md"), lesson


def pages_of(slug: str) -> list[CoursePage]:
    """A course's live pages, its source first. Raises `NoSuchCourse`."""
    live = CoursePage.objects.filter(live=True, alias_of=None)
    named = live.filter(slug=slug).values("translation_key")
    pages = list(live.filter(translation_key__in=named).select_related("locale").order_by("pk"))
    if not pages:
        raise NoSuchCourse(_("No published course has the address “%(slug)s”. Look it up in the CMS.") % {"slug": slug})
    if len({page.translation_key for page in pages}) > 1:
        sentence = _("Several courses in different languages have the address “%(slug)s”. Give each its own in the CMS.")
        raise NoSuchCourse(sentence % {"slug": slug})
    source = next((page for page in pages if page.translation_status == TranslationStatus.SOURCE), pages[0])
    return [source, *(page for page in pages if page != source)]


def in_language(page: Any, course: CoursePage) -> Any:
    """A page, or its live translation, in a course page's language; none when there is none."""
    if page.locale_id == course.locale_id:
        return page
    found = type(page).objects.filter(translation_key=page.translation_key, locale=course.locale, live=True, alias_of=None)
    return found.first()
