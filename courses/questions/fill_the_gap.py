"""Fill the gap: a word or number is missing in a sentence and typed in."""

from __future__ import annotations

import re
import unicodedata
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

LONGEST_ENTRY: Final = 200  # characters of one gap
GAP: Final = re.compile(r"\{(\d+)\}")
# Arabic vowel signs and the stretching stroke: two people who know the word write them differently.
ARABIC_SIGNS: Final = re.compile("[\u064b-\u0652\u0640]")


class GapBlock(blocks.StructBlock):
    """One gap: what fits, and a hint for what does not."""

    answers = blocks.CharBlock(label=_("what fits"), max_length=250, help_text=_("Separate several by a semicolon: 30; thirty"))
    feedback = blocks.TextBlock(label=_("hint when it does not fit"), rows=2)

    class Meta:
        label = _("gap")
        label_format = "{answers}"


class FillTheGapBlock(QuestionBlock):
    """A text with gaps."""

    prompt = prompt_block()
    text = blocks.TextBlock(label=_("text with gaps"), rows=3, help_text=_("Write {1} where the first gap is, {2} for the second."))
    gaps = blocks.ListBlock(GapBlock(), max_num=6, label=_("gaps"))
    right = blocks.TextBlock(label=_("when all is right"), rows=2)
    wrong = blocks.TextBlock(label=_("when something is not yet right"), rows=2)
    assesses = competency_block()

    class Meta:
        label = _("fill the gap")
        icon = "form"
        description = _("A sentence with one or more gaps. Capitals, spaces and the script of digits do not matter.")
        preview_value = {
            "prompt": "What is her profit?",
            "text": "Ten soaps sold at 12 bring 120. They cost 80, transport costs 10. Her profit is {1}.",
            "gaps": [{"answers": "30; thirty", "feedback": "Take away the transport too."}],
            "right": "Right: 120 less 80 less 10.",
            "wrong": "Take all costs away from the money that came in.",
            "assesses": None,
        }


class FillTheGap(QuestionKind):
    """Response: {gap id: text}."""

    key = "fill_the_gap"
    block_class = FillTheGapBlock

    def index(self, value: Any, block_id: str) -> Index:
        gaps = [
            {
                "id": item.id,
                "answers": [answer.strip() for answer in (item.value["answers"] or "").split(";") if answer.strip()],
                "feedback": (item.value["feedback"] or "").strip(),
            }
            for item in value["gaps"].bound_blocks
        ]
        return {
            **head_of(self, value, block_id),
            "parts": parts_of(value["text"] or "", [gap["id"] for gap in gaps]),
            "gaps": gaps,
            "right": (value["right"] or "").strip(),
            "wrong": (value["wrong"] or "").strip(),
        }

    def problems(self, value: Any) -> list[str]:
        index = self.index(value, "")
        problems = []
        marked = sorted(int(number) for number in GAP.findall(value["text"] or ""))
        if not index["gaps"] or marked != list(range(1, len(index["gaps"]) + 1)):
            problems.append(gettext("the text needs each gap once: {1} for the first, {2} for the second, and so on."))
        for place, gap in enumerate(index["gaps"], start=1):
            if not gap["answers"]:
                problems.append(gettext("gap %(place)s has no answer that fits.") % {"place": place})
            if not gap["feedback"]:
                problems.append(gettext("gap %(place)s has no hint.") % {"place": place})
        if not index["right"] or not index["wrong"]:
            problems.append(gettext("feedback is missing: one sentence when all is right, one when something is not."))
        return problems

    def shown(self, index: Index) -> dict[str, Any]:
        sizes = {gap["id"]: max([4, *(len(answer) + 2 for answer in gap["answers"])]) for gap in index["gaps"]}
        return {"parts": [{**part, "size": min(sizes[part["gap"]], 20)} if "gap" in part else part for part in index["parts"]]}

    def read_form(self, data: QueryDict) -> Response:
        return {name.removeprefix("gap-"): data[name] for name in data if name.startswith("gap-")}

    def check(self, index: Index, response: Response) -> Response:
        ids = [gap["id"] for gap in index["gaps"]]
        if not isinstance(response, dict) or set(response) != set(ids):
            raise WrongShape(gettext("This question takes one entry for each gap. Open the lesson again and answer once more."))
        if not all(isinstance(entry, str) and len(entry) <= LONGEST_ENTRY for entry in response.values()):
            raise WrongShape(
                gettext("An entry is longer than %(most)s characters. Write a word or a number.") % {"most": LONGEST_ENTRY}
            )
        entries = {gap_id: response[gap_id].strip() for gap_id in ids}
        if not any(entries.values()):
            one_of(ids, None)
        return entries

    def grade(self, index: Index, response: Response) -> Grade:
        """The share of gaps whose entry fits."""
        feedback = []
        for gap in index["gaps"]:
            fits = normalised(response[gap["id"]]) in {normalised(answer) for answer in gap["answers"]}
            feedback.append(Feedback(gap["id"], fits, "" if fits else gap["feedback"]))
        score = sum(one.correct for one in feedback) / len(feedback)
        is_correct = score == 1
        return Grade(score, is_correct, feedback, index["right"] if is_correct else index["wrong"])

    def from_h5p(self, block: h5p.FillTheGap) -> dict[str, Any]:
        gaps = [{"answers": one_line(gap.answers), "feedback": gap.feedback.strip()} for gap in block.gaps]
        said = {name: getattr(block, name).strip() for name in ("prompt", "text", "right", "wrong")}
        return {**said, "gaps": as_items(gaps), "assesses": None}

    def to_h5p(self, value: dict[str, Any]) -> h5p.FillTheGap:
        """Answers without the space around them."""
        gaps = tuple(
            h5p.Gap(
                "; ".join(filter(None, (answer.strip() for answer in words(gap, "answers").split(";")))), words(gap, "feedback")
            )
            for gap in values_of(value.get("gaps"))
        )
        said = {name: words(value, name) for name in ("prompt", "text", "right", "wrong")}
        return h5p.FillTheGap(**said, gaps=gaps)


def normalised(entry: str) -> str:
    """An entry as it is compared: NFKC, lower case, digits of any script as 0–9, no Arabic vowel signs, single spaces."""
    folded = ARABIC_SIGNS.sub("", unicodedata.normalize("NFKC", entry).lower())
    digits = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in folded)
    return " ".join(digits.split())


def parts_of(text: str, gap_ids: list[str]) -> list[dict[str, Any]]:
    """The text cut at its gaps: [{"text": …}, {"gap": id}, …]. A mark without a gap stays as text."""
    parts: list[dict[str, Any]] = []
    for place, piece in enumerate(GAP.split(text)):
        if place % 2 and 1 <= int(piece) <= len(gap_ids):
            parts.append({"gap": gap_ids[int(piece) - 1]})
        elif piece:
            parts.append({"text": piece})
    return parts


FillTheGapBlock.kind = FillTheGap()
