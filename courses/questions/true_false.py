"""True or false: a statement to judge."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.options import feedback_on, ids_of
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


class TrueFalseBlock(QuestionBlock):
    """A statement that is true or false."""

    prompt = prompt_block(_("statement"))
    is_true = blocks.ChoiceBlock(choices=[("true", _("true")), ("false", _("false"))], label=_("the statement is"))
    feedback_true = blocks.TextBlock(label=_("feedback to “true”"), rows=2)
    feedback_false = blocks.TextBlock(label=_("feedback to “false”"), rows=2)
    assesses = competency_block()

    class Meta:
        label = _("true or false")
        icon = "check"
        description = _("A statement, and feedback to either answer.")
        preview_value = {
            "prompt": "A machine that sounds sure is right.",
            "is_true": "false",
            "feedback_true": "It can sound sure and be wrong. Ask somebody who knows.",
            "feedback_false": "Right. Sounding sure is not being right.",
            "assesses": None,
        }


class TrueFalse(QuestionKind):
    """Response: "true" or "false". The index has two options with these ids."""

    key = "true_false"
    block_class = TrueFalseBlock

    def index(self, value: Any, block_id: str) -> Index:
        options = [
            {
                "id": name,
                "text": "",
                "correct": value["is_true"] == name,
                "feedback": (value[f"feedback_{name}"] or "").strip(),
            }
            for name in ("true", "false")
        ]
        return {**head_of(self, value, block_id), "options": options}

    def problems(self, value: Any) -> list[str]:
        problems = [] if value["is_true"] in ("true", "false") else [gettext("say whether the statement is true or false.")]
        if not all((value[name] or "").strip() for name in ("feedback_true", "feedback_false")):
            problems.append(gettext("feedback is missing: write one sentence for “true” and one for “false”."))
        return problems

    def shown(self, index: Index) -> dict[str, Any]:
        # Named by the template in the lesson's language.
        return {"options": [{"id": "true", "text": gettext("True")}, {"id": "false", "text": gettext("False")}]}

    def read_form(self, data: QueryDict) -> Response:
        return data.get("answer")

    def check(self, index: Index, response: Response) -> Response:
        return one_of(ids_of(index), response)

    def grade(self, index: Index, response: Response) -> Grade:
        feedback = feedback_on(index, {response})
        is_correct = feedback[0].correct
        return Grade(float(is_correct), is_correct, feedback)

    def from_h5p(self, block: h5p.TrueFalse) -> dict[str, Any]:
        """Without its own labels, which our true and false do not have."""
        said = {name: getattr(block, name).strip() for name in ("prompt", "feedback_true", "feedback_false")}
        return {**said, "is_true": block.is_true, "assesses": None}

    def to_h5p(self, value: dict[str, Any]) -> h5p.TrueFalse:
        """A statement nobody has judged yet is exported as false."""
        said = {name: words(value, name) for name in ("prompt", "feedback_true", "feedback_false")}
        return h5p.TrueFalse(**said, is_true="true" if value.get("is_true") == "true" else "false")


TrueFalseBlock.kind = TrueFalse()
