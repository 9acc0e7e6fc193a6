"""Options with a mark and a feedback each: what one right answer, several right answers and true/false share."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from courses.questions.question import Feedback, Index
from courses.questions.raw_lists import as_items, one_line, values_of, words
from h5p import blocks as h5p


class OptionBlock(blocks.StructBlock):
    """One option. Its identity is that of its place in the list block, which survives language and order."""

    text = blocks.CharBlock(label=gettext_lazy("option"), max_length=250)
    is_right = blocks.BooleanBlock(label=gettext_lazy("right"), required=False)
    feedback = blocks.TextBlock(
        label=gettext_lazy("feedback"), rows=2, help_text=gettext_lazy("Why it is so and what to try. Never only “wrong”.")
    )

    class Meta:
        label = gettext_lazy("option")
        label_format = "{text}"


# Whole: a field that is left out here is "undefined" in the editor.
EMPTY_OPTION: Final = {"text": "", "is_right": False, "feedback": ""}


def options_block() -> blocks.ListBlock:
    """Two to eight options. That there are two is asked for at publishing only: a draft may have one or none."""
    return blocks.ListBlock(OptionBlock(), default=[EMPTY_OPTION, EMPTY_OPTION], max_num=8, label=gettext_lazy("options"))


def options_of(value: Any) -> list[dict[str, Any]]:
    """The options of a block's value as an index keeps them."""
    return [
        {
            "id": item.id,
            "text": (item.value["text"] or "").strip(),
            "correct": bool(item.value["is_right"]),
            "feedback": (item.value["feedback"] or "").strip(),
        }
        for item in value["options"].bound_blocks
    ]


def option_problems(options: list[dict[str, Any]]) -> list[str]:
    """What is missing from options, whichever kind they belong to."""
    problems = []
    if len(options) < 2:
        problems.append(_("there are fewer than two options."))
    for place, option in enumerate(options, start=1):
        if not option["text"]:
            problems.append(_("option %(place)s has no words.") % {"place": place})
        elif not option["feedback"]:
            problems.append(_("option “%(option)s” has no feedback.") % {"option": option["text"]})
    return problems


def ids_of(index: Index) -> list[str]:
    """The ids of an index's options, in order."""
    return [option["id"] for option in index["options"]]


def shown_options(index: Index) -> list[dict[str, str]]:
    """Options without their marks."""
    return [{"id": option["id"], "text": option["text"]} for option in index["options"]]


def feedback_on(index: Index, chosen: set[str]) -> list[Feedback]:
    """Feedback under each chosen option, in the options' order."""
    return [
        Feedback(option["id"], bool(option["correct"]), option["feedback"]) for option in index["options"] if option["id"] in chosen
    ]


def options_from_h5p(block: h5p.OneAnswer | h5p.SeveralAnswers) -> dict[str, Any]:
    """The raw value of a question with options."""
    options = [
        {"text": one_line(option.text), "is_right": option.is_right, "feedback": option.feedback.strip()}
        for option in block.options
    ]
    return {"prompt": block.prompt.strip(), "options": as_items(options), "assesses": None}


def options_to_h5p(value: dict[str, Any]) -> tuple[h5p.Option, ...]:
    """The options of a raw value."""
    options = values_of(value.get("options"))
    return tuple(h5p.Option(words(option, "text"), bool(option.get("is_right")), words(option, "feedback")) for option in options)
