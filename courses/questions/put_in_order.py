"""Put in order: steps that belong one after another. Numbers are chosen; nothing has to be dragged."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.question import (
    Feedback,
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
from courses.questions.raw_lists import as_items, one_line, values_of, words
from h5p import blocks as h5p


class StepBlock(blocks.StructBlock):
    """One step, with the reason for its place."""

    text = blocks.CharBlock(label=_("step"), max_length=200)
    feedback = blocks.TextBlock(label=_("why it comes here"), rows=2)

    class Meta:
        label = _("step")
        label_format = "{text}"


EMPTY_STEP: Final = {"text": "", "feedback": ""}  # whole: a field that is left out here is "undefined" in the editor


class PutInOrderBlock(QuestionBlock):
    """Steps, written in the right order."""

    prompt = prompt_block()
    items = blocks.ListBlock(StepBlock(), default=[EMPTY_STEP, EMPTY_STEP], max_num=8, label=_("steps in the right order"))
    right = blocks.TextBlock(label=_("when all is right"), rows=2)
    wrong = blocks.TextBlock(label=_("when something is not yet right"), rows=2)
    assesses = competency_block()

    class Meta:
        label = _("put in order")
        icon = "list-ol"
        description = _("Write the steps in the right order; learners get them mixed and number them.")
        preview_value = {
            "prompt": "A call asks for money. What comes first?",
            "items": [
                {"text": "Stop", "feedback": "First breathe; nothing is lost by waiting."},
                {"text": "Call back", "feedback": "Then call the number you already know."},
                {"text": "Check", "feedback": "Last, ask a second person."},
            ],
            "right": "Stop, call back, check.",
            "wrong": "Nearly. Think what keeps your money safe first.",
            "assesses": None,
        }


class PutInOrder(QuestionKind):
    """Response: all item ids in the learner's order. The index has them in the right order."""

    key = "put_in_order"
    block_class = PutInOrderBlock

    def index(self, value: Any, block_id: str) -> Index:
        items = [
            {"id": item.id, "text": (item.value["text"] or "").strip(), "feedback": (item.value["feedback"] or "").strip()}
            for item in value["items"].bound_blocks
        ]
        return {
            **head_of(self, value, block_id),
            "items": items,
            "right": (value["right"] or "").strip(),
            "wrong": (value["wrong"] or "").strip(),
        }

    def problems(self, value: Any) -> list[str]:
        items = [item.value for item in value["items"].bound_blocks]
        problems = [] if len(items) >= 2 else [gettext("there are fewer than two steps.")]
        for place, item in enumerate(items, start=1):
            if not (item["text"] or "").strip():
                problems.append(gettext("step %(place)s has no words.") % {"place": place})
            elif not (item["feedback"] or "").strip():
                problems.append(gettext("step “%(step)s” does not say why it comes there.") % {"step": item["text"]})
        if not all((value[name] or "").strip() for name in ("right", "wrong")):
            problems.append(gettext("feedback is missing: one sentence when all is right, one when something is not."))
        return problems

    def shown(self, index: Index) -> dict[str, Any]:
        return {"options": [{"id": item["id"], "text": item["text"]} for item in mixed(index["items"])]}

    def read_form(self, data: QueryDict) -> Response:
        """Fields `place-<item id>` hold numbers; items are put in the order of theirs."""
        places = {name.removeprefix("place-"): str(data[name]) for name in data if name.startswith("place-")}
        if len(set(places.values())) != len(places) or not all(place.isdecimal() for place in places.values()):
            return None if not any(places.values()) else []
        return sorted(places, key=lambda item_id: int(places[item_id]))

    def check(self, index: Index, response: Response) -> Response:
        ids = [item["id"] for item in index["items"]]
        if response is None:
            one_of(ids, None)
        if (
            not isinstance(response, list)
            or any(not isinstance(given, str) for given in response)
            or sorted(response) != sorted(ids)
        ):
            raise WrongShape(gettext("Give each step its own number: each number once. Then check again."))
        return response

    def grade(self, index: Index, response: Response) -> Grade:
        """The share of steps in their right place."""
        feedback = [
            Feedback(given, given == item["id"], next(step["feedback"] for step in index["items"] if step["id"] == given))
            for given, item in zip(response, index["items"], strict=True)
        ]
        score = sum(one.correct for one in feedback) / len(feedback)
        is_correct = score == 1
        # What stands wrong shows no reason yet: it would give the order away.
        shown = [one if one.correct else Feedback(one.id, False, "") for one in feedback]
        return Grade(score, is_correct, shown, index["right"] if is_correct else index["wrong"])

    def from_h5p(self, block: h5p.PutInOrder) -> dict[str, Any]:
        steps = [{"text": one_line(step.text), "feedback": step.feedback.strip()} for step in block.items]
        said = {name: getattr(block, name).strip() for name in ("prompt", "right", "wrong")}
        return {**said, "items": as_items(steps), "assesses": None}

    def to_h5p(self, value: dict[str, Any]) -> h5p.PutInOrder:
        steps = tuple(h5p.Step(words(step, "text"), words(step, "feedback")) for step in values_of(value.get("items")))
        return h5p.PutInOrder(words(value, "prompt"), steps, right=words(value, "right"), wrong=words(value, "wrong"))


def mixed(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items in an order that is always the same for them and never the right one."""
    shuffled = sorted(items, key=lambda item: hashlib.sha256(item["id"].encode()).digest())
    return [*shuffled[1:], *shuffled[:1]] if shuffled == items else shuffled


PutInOrderBlock.kind = PutInOrder()
