"""A lesson's right answers for `static/offline/grade.js`: one script, the same bytes on the web and in a bundle.

Loaded only where no server answers: in a bundle, or from a course kept on a phone whose line is gone.
"""

from __future__ import annotations

from typing import Any

from courses.models import LessonVersion
from courses.questions import KINDS, WrongShape
from courses.questions.page_names import names_in, question_names
from courses.rendering.script import script_json


def answers_script(lesson: LessonVersion) -> str:
    """`answers.js`: what `grade.js` needs to know of a lesson, as one global. Call it with the lesson's language active."""
    data = {
        "course": str(lesson.course_key),
        "lesson": str(lesson.lesson_key),
        "language": lesson.language,
        "version": lesson.number,
        "questions": lesson.questions,
        "names": names_in_page(lesson),
        "texts": grading_texts(),
    }
    return f"window.MWANGA_ANSWERS={script_json(data)};\n"


def names_in_page(lesson: LessonVersion) -> dict[str, list[Any]]:
    """Name of a question in the page -> [its identity, {name of an option, step or gap: its identity}]."""
    named = {}
    for question_id, name in question_names(lesson.questions).items():
        index = lesson.questions[question_id]
        inner = names_in(KINDS[index["kind"]].shown(index))
        named[name] = [question_id, {inner_name: identity for identity, inner_name in inner.items()}]
    return named


def grading_texts() -> dict[str, str]:
    """The sentences grading may say, asked of the question kinds themselves so that page and server say the same."""
    two = {"options": [{"id": name, "correct": True, "feedback": ""} for name in "ab"]}
    return {
        "none": refusal("one_answer", two, None),
        "odd": refusal("one_answer", two, "c"),
        "order": refusal("put_in_order", {"items": [{"id": "a"}]}, []),
        "long": refusal("fill_the_gap", {"gaps": [{"id": "a"}]}, {"a": "x" * 1000}),
        "missing": KINDS["several_answers"].grade(two, ["a"]).summary,
    }


def refusal(kind: str, index: dict[str, Any], response: Any) -> str:
    """What a kind says of a response that does not fit."""
    try:
        KINDS[kind].check(index, response)
    except WrongShape as refused:
        return str(refused)
    return ""
