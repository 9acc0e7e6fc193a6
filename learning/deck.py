"""The review deck of one person: which questions wait for them now, read from their attempts. It has no table of its own.

Questions of lessons that are no longer published, that were taken out of them, or to which the answer given no longer fits, drop
out without a word.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from courses.models import LessonVersion
from courses.models.purpose import Purpose
from courses.questions import KINDS, WrongShape
from learning.models import Attempt, Person
from learning.reviews import DECK, Answered, due_questions, waiting_questions


class DeckCard(NamedTuple):
    """A question in the version of its lesson that is shown to this person."""

    version: LessonVersion
    question_id: str


class Answers(NamedTuple):
    """All answers of a person to lessons, as the deck reads them."""

    answered: list[Answered]
    latest: dict[str, Any]  # question -> response
    languages: list[str]  # they were given in


def name_of(lesson_key: UUID | str, question_id: UUID | str) -> str:
    """A question's name among all questions."""
    return f"{lesson_key}/{question_id}"


def answers_of(person: Person) -> Answers:
    """Those to a course's checks are none of them: they never come back. One query over the index `attempt_progress`."""
    rows = Attempt.objects.filter(person=person, lesson_version__purpose=Purpose.LESSON).order_by("occurred_at", "pk")
    found = Answers([], {}, [])
    fields = ("lesson_key", "question_id", "occurred_at", "is_correct", "response", "lesson_version__language")
    for lesson_key, question_id, occurred_at, is_correct, response, language in rows.values_list(*fields):
        name = name_of(lesson_key, question_id)
        found.answered.append(Answered(name, occurred_at.timestamp(), is_correct))
        found.latest[name] = response
        if language not in found.languages:
            found.languages.append(language)
    return found


def deck_of(person: Person | None, *, reading: list[str], at: datetime) -> list[DeckCard]:
    """The questions that wait for a person, at most ten. One query when nothing is due, two otherwise; none for nobody.

    `reading` are languages, the best first; a lesson in none of them comes in a language it was answered in.
    """
    if person is None:
        return []
    answers = answers_of(person)
    due = due_questions(waiting_questions(answers.answered), at=at.timestamp())
    return cards_of(due, answers, reading=reading)[:DECK] if due else []


def cards_of(names: Iterable[str], answers: Answers, *, reading: list[str]) -> list[DeckCard]:
    """Those of the named questions that can still be asked, in their order. One query."""
    order = list(dict.fromkeys([*reading, *answers.languages]))
    named = [name.split("/") for name in names]
    versions: dict[str, LessonVersion] = {}
    rows = LessonVersion.objects.current().of_lessons().with_course()
    for version in rows.filter(lesson_key__in={lesson for lesson, _question in named}, language__in=order):
        known = versions.get(str(version.lesson_key))
        if version.course is None:
            continue
        if known is None or order.index(version.language) < order.index(known.language):
            versions[str(version.lesson_key)] = version
    return [
        DeckCard(versions[lesson], question)
        for lesson, question in named
        if lesson in versions and can_be_asked(versions[lesson], question, answers.latest[name_of(lesson, question)])
    ]


def can_be_asked(version: LessonVersion, question_id: str, response: Any) -> bool:
    """Whether a lesson still has a question, and the answer once given to it still fits."""
    index = version.questions.get(question_id)
    if index is None:
        return False
    try:
        KINDS[index["kind"]].check(index, response)
    except WrongShape:
        return False
    return True


def earlier_question(
    person: Person | None, *, version: LessonVersion, lessons: list[dict[str, Any]], reading: list[str]
) -> DeckCard | None:
    """One question of a lesson before this one, to meet again at its end; None in the first lesson. Three queries at most.

    For somebody who has missed one: the one that has waited longest, or will come next. For all others one that is the same each
    time: of the lesson before, by this lesson's place in the course.
    """
    keys = [lesson["key"] for lesson in lessons]
    key = str(version.lesson_key)
    place = keys.index(key) if key in keys else 0
    if not place:
        return None
    if person is not None:
        answers = answers_of(person)
        waiting = waiting_questions(answers.answered)
        before = set(keys[:place])
        names = [name for name in sorted(waiting, key=lambda name: (waiting[name].due_at, name)) if name.split("/")[0] in before]
        if names and (cards := cards_of(names, answers, reading=reading)):
            return cards[0]
    entry = lessons[place - 1]
    earlier: LessonVersion | None = (
        LessonVersion.objects.current().filter(lesson_key=entry["key"], language=entry["language"]).first()
    )
    if earlier is None or not earlier.questions:
        return None
    questions = list(earlier.questions)
    return DeckCard(earlier, questions[place % len(questions)])
