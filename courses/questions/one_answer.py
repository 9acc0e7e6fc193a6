"""One right answer: choose one of several options."""

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
    competency_block,
    head_of,
    one_of,
    prompt_block,
)
from courses.questions.raw_lists import words
from h5p import blocks as h5p


class OneAnswerBlock(QuestionBlock):
    """A question with exactly one right option."""

    prompt = prompt_block()
    options = options_block()
    assesses = competency_block()

    class Meta:
        label = _("one right answer")
        icon = "radio-full"
        description = _("Several options, exactly one is right. Every option has its own feedback.")
        preview_value = {
            "prompt": "A chatbot says “I miss you”. Is that a true feeling?",
            "options": [
                {"text": "Yes", "is_right": False, "feedback": "It only puts words together that fit."},
                {"text": "No, only words", "is_right": True, "feedback": "Right. It has no feelings."},
            ],
            "assesses": None,
        }


class OneAnswer(QuestionKind):
    """Response: the chosen option's id."""

    key = "one_answer"
    block_class = OneAnswerBlock

    def index(self, value: Any, block_id: str) -> Index:
        return {**head_of(self, value, block_id), "options": options_of(value)}

    def problems(self, value: Any) -> list[str]:
        options = options_of(value)
        right = sum(option["correct"] for option in options)
        problems = option_problems(options)
        if right != 1:
            problems.append(gettext("%(count)s options are marked right. Mark exactly one.") % {"count": right})
        return problems

    def shown(self, index: Index) -> dict[str, Any]:
        return {"options": shown_options(index)}

    def read_form(self, data: QueryDict) -> Response:
        return data.get("answer")

    def check(self, index: Index, response: Response) -> Response:
        return one_of(ids_of(index), response)

    def grade(self, index: Index, response: Response) -> Grade:
        feedback = feedback_on(index, {response})
        is_correct = feedback[0].correct
        return Grade(float(is_correct), is_correct, feedback)

    def from_h5p(self, block: h5p.OneAnswer) -> dict[str, Any]:
        return options_from_h5p(block)

    def to_h5p(self, value: dict[str, Any]) -> h5p.OneAnswer:
        return h5p.OneAnswer(words(value, "prompt"), options_to_h5p(value))


OneAnswerBlock.kind = OneAnswer()
