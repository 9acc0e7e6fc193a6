"""What rows, tables and columns of reports are called, on pages and in files alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from courses.models import CourseVersion
from courses.rendering.document import own_name
from learning.models import AgeBand, EvidenceKind, Facet, Gender
from learning.reports.apart import ALL, OTHERS
from learning.reports.tables import CLASSES, Row

WORDS: Final[dict[str, str | Promise]] = {
    **{value: Gender(value).label for value in (Gender.WOMAN, Gender.MAN, Gender.OTHER)},
    **{value: AgeBand(value).label for value in AgeBand.values},
    **{value: EvidenceKind(value).label for value in EvidenceKind.values},
    "untold": gettext_lazy("not told"),
    "begun": gettext_lazy("began the lesson"),
    "lit": gettext_lazy("completed the lesson"),
}
# In the order of the page.
TABLES: Final[dict[str, str | Promise]] = {
    Facet.EVERYONE: gettext_lazy("Everyone"),
    Facet.GENDER: gettext_lazy("By gender"),
    Facet.AGE: gettext_lazy("By age and gender"),
    Facet.LANGUAGE: gettext_lazy("By language and gender"),
    Facet.MODE: gettext_lazy("By how answers came, and gender"),
    Facet.COUNTRY: gettext_lazy("By country and gender"),
    Facet.LESSON: gettext_lazy("Lesson by lesson"),
    CLASSES: gettext_lazy("Class by class"),
}
COLUMNS: Final[dict[str, str | Promise]] = {
    "people": pgettext_lazy("column of a report", "Began"),
    "completed": pgettext_lazy("column of a report", "Completed"),
    "completed_percent": gettext_lazy("Completed, %"),
    "mastery_percent": gettext_lazy("Mastered questions, %"),
    "first_try_percent": gettext_lazy("Right at the first try, %"),
    "minutes": gettext_lazy("Minutes a person"),
    "gain": gettext_lazy("Gain, points"),
}
NOT_APART: Final = gettext_lazy("not told apart")


def gender_label(row: Row) -> str:
    """The gender of a row: several stand together where one of them is small."""
    if row.gender == ALL:
        return _("all genders") if row.face != Facet.GENDER else str(NOT_APART)
    return _(", ").join(str(WORDS[word]) for word in row.gender.split("+"))


def part_label(row: Row, titles: Mapping[UUID, str]) -> str:
    """The category of a row."""
    if row.lesson_key:
        return titles.get(row.lesson_key, str(row.lesson_key))
    if row.face == CLASSES:
        return row.part
    if row.part == ALL:
        return str(NOT_APART)
    if row.part == OTHERS:
        return _("all others together")
    if row.face == Facet.LANGUAGE:
        return own_name(row.part)
    return str(WORDS.get(row.part, row.part))


def row_label(row: Row, titles: Mapping[UUID, str]) -> str:
    """The whole name of a row."""
    if row.face == Facet.EVERYONE:
        return str(TABLES[Facet.EVERYONE])
    if row.face == Facet.GENDER:
        return gender_label(row)
    if row.face == CLASSES:
        return row.part
    if row.face == Facet.LESSON:
        return f"{part_label(row, titles)} · {WORDS[row.part]}"
    return f"{gender_label(row)} · {part_label(row, titles)}"


def lesson_titles(course_key: UUID, language: str) -> dict[UUID, str]:
    """Lesson -> title in the course's order, in a language or in another where it has none. One query."""
    ranked = sorted(CourseVersion.objects.current().filter(course_key=course_key), key=lambda row: rank(row.language, language))
    return {UUID(lesson["key"]): lesson["title"] for lesson in ranked[-1].lessons} if ranked else {}


def course_titles(language: str) -> dict[UUID, str]:
    """Course -> title, likewise."""
    rows = CourseVersion.objects.current().order_by("course_key").values_list("course_key", "language", "title")
    return {key: title for key, _language, title in sorted(rows, key=lambda row: rank(row[1], language))}


def bounded(percent: int) -> str:
    """A percentage as a `Row` has it: the ends stand for all beyond them."""
    return "≤ 5" if percent <= 5 else "≥ 95" if percent >= 95 else str(percent)


def rank(language: str, wished: str) -> tuple[bool, bool]:
    """The language that is wished for comes last, English before it, and before that any."""
    return language == wished, language == "en"
