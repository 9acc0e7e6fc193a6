"""A whole course sent to translation at once, as the board's bulk step does page by page."""

from __future__ import annotations

from typing import Any

from courses.models import CoursePage
from translations.board_pages import source_pages
from translations.models import TranslationState
from translations.pages import send_to_translation


def send_course(course: CoursePage, *, language: str, person: Any) -> list[TranslationState]:
    """The states that are new. Pages that are not published stay away: the desk translates what learners see."""
    new = []
    for page in source_pages(course):
        if page.live:
            new += send_to_translation(page.specific, language=language, person=person)
    return new
