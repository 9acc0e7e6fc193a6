"""One question outside its lesson: in the review deck, or at the end of a later lesson. Drawn as the lesson draws it.

Its form leads to the lesson's own door and says where to come back to (`back`).
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language, override

from courses.addresses import file_of
from courses.models import LessonVersion
from courses.questions.page_names import named, question_names
from courses.rendering.document import card_context
from courses.rendering.pages import language_link
from learning.deck import DeckCard
from learning.models import Attempt, Person
from learning.views.lesson import names_of, regraded, state_of

SIGN: Final = "?"  # where a lesson has the number of the question


def question_context(card: DeckCard, *, back: str, response: Any = None) -> dict[str, Any]:
    """What `learning/one_question.html` draws; with a `response`, its feedback too. No query."""
    version = card.version
    name = question_names(version.questions)[card.question_id]
    content = next(one for one in version.content["cards"] if one["id"] == card.question_id)
    with override(version.language):
        drawn = card_context(content, int(name), tier="text", resources=None, up="/")  # type: ignore[arg-type]  # a question needs none
    if response is not None and (grade := regraded(version, card.question_id, response)):
        drawn["state"] = named(state_of(grade, response), names_of(version, card.question_id))
    return {
        "card": {**drawn, "number": SIGN},
        "card_template": f"courses/questions/{drawn['kind']}.html",
        "card_language": None if version.language == get_language() else language_link(version.language, ""),
        "lesson": {"version": version.number, "title": version.title, "sensitive": version.content["sensitive"]},
        "exit_href": "/leave.html",
        "answer_action": file_of("/", f"{version.path}/answer"),
        "back": back,
    }


def answered_card(person: Person | None, typed: str) -> tuple[DeckCard, Any] | None:
    """The question of an answer of this very person, and what they answered; None for anything else. One query, or two.

    Checks are left out: before a course nothing tells right from wrong.
    """
    try:
        uuid = UUID(typed)
    except ValueError:
        return None
    attempt = Attempt.objects.filter(uuid=uuid, person=person).select_related("lesson_version").first() if person else None
    if attempt is None:
        return None
    given: LessonVersion = attempt.lesson_version
    question = str(attempt.question_id)
    now = LessonVersion.objects.current().of_lessons().filter(lesson_key=given.lesson_key, language=given.language).first()
    if now is None or question not in now.questions:
        return None
    return DeckCard(now, question), attempt.response
