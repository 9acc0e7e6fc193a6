"""The questions of a lesson where nothing can be tapped: first to read, then, elsewhere, with what is right and why."""

from __future__ import annotations

from typing import Any

from courses.models import LessonVersion
from courses.questions import KINDS
from learning.bundles.pages import question_context


def to_read(lesson: LessonVersion) -> list[dict[str, Any]]:
    """The questions as learners get them, steps mixed as on the page. With the lesson's language active."""
    return [
        {"id": str(number), "number": number, "kind": index["kind"], "prompt": index["prompt"], **KINDS[index["kind"]].shown(index)}
        for number, index in enumerate(lesson.questions.values(), start=1)
    ]


def with_answers(lesson: LessonVersion) -> list[dict[str, Any]]:
    """The questions as `bundles/answer.html` draws them. With the lesson's language active."""
    return [question_context(index, number) for number, index in enumerate(lesson.questions.values(), start=1)]
