"""Several right answers: tick all that fit."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.questions.options import (
    feedback_on,
    ids_of,
    option_problems,
    options_block,
    options_from_h5p,
    options_of,
    options_to_h5p,
    shown_options,
)
from courses.questions.question import (
    Grade,
    Index,
    QuestionBlock,
    QuestionKind,
    Response,
    WrongShape,
    competency_block,
    head_of,
    one_of,
    prompt_block,
)
from courses.questions.raw_lists import words
from h5p import blocks as h5p


class SeveralAnswersBlock(QuestionBlock):
    """A question with one or more right options."""

    prompt = prompt_block()
    options = options_block()
    assesses = competency_block()

    class Meta:
        label = _("several right answers")
        icon = "tick-inverse"
        description = _("Several options, some are right. Half a point is possible; wholly right means all of them and no other.")
        preview_value = {
            "prompt": "Which of these use AI?",
            "options": [
                {"text": "Voice typing", "is_right": True, "feedback": "Yes, it guesses your words."},
                {"text": "A torch", "is_right": False, "feedback": "A torch follows one fixed step."},
                {"text": "“Videos for you”", "is_right": True, "feedback": "Yes, it guesses what you like."},
            ],
            "assesses": None,
        }


class SeveralAnswers(QuestionKind):
    """Response: the ids of the ticked options, in the question's order."""

    key = "several_answers"
    block_class = SeveralAnswersBlock

    def index(self, value: Any, block_id: str) -> Index:
        return {**head_of(self, value, block_id), "options": options_of(value)}

    def problems(self, value: Any) -> list[str]:
        options = options_of(value)
        problems = option_problems(options)
        if not any(option["correct"] for option in options):
            problems.append(gettext("no option is marked right. Mark one or more."))
        return problems

    def shown(self, index: Index) -> dict[str, Any]:
        return {"options": shown_options(index)}

    def read_form(self, data: QueryDict) -> Response:
        return data.getlist("answer")

    def check(self, index: Index, response: Response) -> Response:
        ids = ids_of(index)
        if not isinstance(response, list):
            raise WrongShape(gettext("This question takes a list of choices. Open the lesson again and answer once more."))
        if not response:
            one_of(ids, None)
        chosen = {one_of(ids, given) for given in response}
        if len(chosen) != len(response):
            raise WrongShape(gettext("One choice was sent twice. Open the lesson again and answer once more."))
        return [option_id for option_id in ids if option_id in chosen]

    def grade(self, index: Index, response: Response) -> Grade:
        """Right ones chosen less wrong ones chosen, over all right ones; never below zero."""
        chosen = set(response)
        right = {option["id"] for option in index["options"] if option["correct"]}
        score = max(0, len(chosen & right) - len(chosen - right)) / len(right)
        is_correct = chosen == right
        missed = len(right - chosen)
        summary = ""
        if not is_correct and missed and not chosen - right:
            summary = gettext("So far so good, but something is still missing. Look again.")
        return Grade(score, is_correct, feedback_on(index, chosen), summary)

    def from_h5p(self, block: h5p.SeveralAnswers) -> dict[str, Any]:
        return options_from_h5p(block)

    def to_h5p(self, value: dict[str, Any]) -> h5p.SeveralAnswers:
        return h5p.SeveralAnswers(words(value, "prompt"), options_to_h5p(value))


SeveralAnswersBlock.kind = SeveralAnswers()
