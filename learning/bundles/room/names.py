"""What selections of courses are called, for people: the courses in the page's language, their languages and what is inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import format_html_join
from django.utils.translation import get_language

from learning.bundles.models import Selection
from learning.bundles.offered import marked_names, names_of, titled


@dataclass(frozen=True)
class SelectionName:
    """The titles of the courses, and "Kiswahili + English, text and pictures"."""

    courses: str
    inside: str
    names_institution: bool


def names_of_selections(selections: Iterable[Selection]) -> dict[int, SelectionName]:
    """Primary key of a selection -> its name. One query, however many."""
    rows = {row.pk: row for row in selections}
    titles = names_of({key for row in rows.values() for key in row.course_keys})
    page_language = get_language() or settings.LANGUAGE_CODE
    return {
        row.pk: SelectionName(
            " · ".join(titles[key].title for key in row.course_keys if key in titles) or "–",
            titled(row.tier, format_html_join(" + ", "{}", marked_names(row.language_codes, page_language))),
            bool(row.offered_by),
        )
        for row in rows.values()
    }
