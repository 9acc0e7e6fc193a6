"""A person's lamps laid over a course: which lessons are lit, what is left, where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.addresses import file_of
from courses.models import CourseVersion
from courses.rendering.document import marked_title
from courses.rendering.pages import language_link
from learning.completion import missing_for_completion, next_lesson
from learning.models import LessonProgress, Person


def lamps_context(row: list[str]) -> dict[str, Any]:
    """A row of lamps and the words beside it."""
    lit = row.count("lit")
    text = ngettext("%(lit)s of %(total)s lit", "%(lit)s of %(total)s lit", lit) % {"lit": lit, "total": len(row)}
    return {"lamps": row, "lamps_text": text}


def progress_of(person: Person | None) -> dict[str, LessonProgress]:
    """Lesson key -> progress, for all courses. One query; none for nobody."""
    return {str(row.lesson_key): row for row in LessonProgress.objects.filter(person=person)} if person else {}


def course_progress_context(course: CourseVersion, progress: Mapping[str, LessonProgress], up: str) -> dict[str, Any]:
    """Lamps, what is left (each a link, with the reason) and where to go on, for a page in the active language. No query."""
    lamps = {key: row.lamp for key, row in progress.items()}
    missing = missing_for_completion(course.lessons, lamps)
    onward = next_lesson(course.lessons, lamps)
    return {
        **lamps_context([lamps.get(lesson["key"], "off") for lesson in course.lessons]),
        "left": [
            {
                "title": lesson["title"],
                "language": foreign(lesson["language"]),
                "href": file_of(up, lesson["path"]),
                "reason": reason(progress.get(lesson["key"])),
            }
            for lesson in missing
        ],
        "total": len(course.lessons),
        "complete": bool(course.lessons) and not missing,
        "resume": resume_context(onward, get_language() or course.language, up) if onward else None,
    }


def resume_context(lesson: dict[str, Any], language: str, up: str) -> dict[str, str]:
    """Where to go on, for a page in a language."""
    return {"title": marked_title(lesson["title"], lesson["language"], language), "href": file_of(up, lesson["path"])}


def reason(progress: LessonProgress | None) -> str:
    """Why a begun lesson is not finished; empty for one not begun."""
    if progress is None or not progress.questions_tried:
        return ""
    return _("%(right)s of %(total)s right") % {"right": progress.questions_right, "total": progress.questions_total}


def foreign(language: str) -> dict[str, Any] | None:
    """A language that is not the page's, as `components/lesson_title.html` marks it."""
    return None if language == get_language() else language_link(language, "")
