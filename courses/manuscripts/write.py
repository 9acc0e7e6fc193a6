"""Dataclasses written as manuscripts, in the one canonical form: what is read and written again is the same, byte for byte.

Exporting writes files with it; loading compares with it what a page says and what a manuscript says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from courses.manuscripts.cards import Card
from courses.manuscripts.lines import as_value, key_lines
from courses.manuscripts.parse import FENCE, STATUS_WORDS, CourseText, LessonText, ModuleText
from courses.manuscripts.script import script_lines
from courses.models.purpose import Purpose


def write_course(course: CourseText) -> str:
    """The text of `course.md`."""
    return course_part(course) + "".join(module_part(module) for module in course.modules)


def course_part(course: CourseText) -> str:
    """The course without its modules: what its own page says."""
    keys = ("title", "slug", "summary", "audience", "minutes", "level", "band", "band_colours", "licence")
    front = key_lines((key, str(getattr(course, key))) for key in keys)
    return joined([FENCE, *front, *translation_line(course.translation), FENCE, "", *course.description.split("\n")])


def module_part(module: ModuleText) -> str:
    """A module: what its page says."""
    keys = [("title", module.title), ("summary", module.summary)]
    return joined(["", f"## module {module.slug}", *key_lines((key, value) for key, value in keys if value or key != "summary")])


def write_lesson(lesson: LessonText) -> str:
    """The text of a lesson's file, or of a check's: that says what it is for, and names aims only where it has some."""
    is_lesson = lesson.purpose == Purpose.LESSON
    keys = ("title", "slug", "module", *(() if is_lesson else ("purpose",)), "minutes", "summary")
    front = key_lines((key, str(getattr(lesson, key))) for key in keys)
    if is_lesson or lesson.can_do:
        front += ["can_do:", *(f"- {as_value(line)}" for line in lesson.can_do)]
    if is_lesson or lesson.teaches:
        front += key_lines([("teaches", ", ".join(lesson.teaches))])
    front += [*key_lines([("sensitive", "yes" if lesson.sensitive else "no")]), *translation_line(lesson.translation)]
    cards = [line for card in lesson.cards for line in ("", heading_of(card), *card.lines())]
    return joined([FENCE, *front, FENCE, *cards, *script_lines(lesson.script)])


def heading_of(card: Card) -> str:
    """The line above a card."""
    return f"## {card.kind} {card.name}{' (own phone)' if card.own_phone else ''}"


def translation_line(status: str) -> list[str]:
    """The line that says how far a translation was checked; none in the source language."""
    return [f"translation: {STATUS_WORDS[status]}"] if status else []


def joined(lines: Sequence[str]) -> str:
    """Lines as text, the last one ended too."""
    return "".join(f"{line}\n" for line in lines)


def hash_of_text(text: str) -> str:
    """SHA-256 of a manuscript text, by which loads recognise it."""
    return hashlib.sha256(text.encode()).hexdigest()
