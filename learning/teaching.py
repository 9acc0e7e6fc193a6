"""A lesson for whoever leads a circle: the script, what hands can go up for, and the cards one after another. Pure, no query.

A script that nobody has written is the frame every lesson fits in (27 minutes), in the language of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import LessonVersion
from courses.questions import KINDS

# Kinds whose index has options with a mark and a feedback each.
WITH_OPTIONS: Final = ("one_answer", "several_answers", "true_false")


@dataclass(frozen=True)
class Choice:
    """What hands can go up for. `number` is what people call it and what key counts it; `is_right` None where none is."""

    id: str
    number: int
    text: str
    is_right: bool | None
    feedback: str


@dataclass(frozen=True)
class Asked:
    """A question as a group answers it. `how` says what the hands are for; `answer` is told when hands are down.

    One that is `for_own_phone` no group is asked: each answers it alone.
    """

    id: str
    number: int
    prompt: str
    how: str
    choices: Sequence[Choice]
    answer: Sequence[str] = ()
    for_own_phone: bool = False


def script_for(version: LessonVersion) -> dict[str, Any]:
    """The script of a lesson with its minutes: {"steps", "materials", "paper", "minutes", "is_frame", "has_own_phone"}."""
    script = version.content.get("script") or {}
    steps = script.get("steps") or frame()
    return {
        "steps": steps,
        "materials": script.get("materials", []),
        "paper": script.get("paper", ""),
        "minutes": sum(step["minutes"] for step in steps),
        "is_frame": not script.get("steps"),
        "has_own_phone": any(is_for_own_phone(card) for card in version.content["cards"]),
    }


def is_for_own_phone(card: dict[str, Any]) -> bool:
    """Whether a card or question is read and answered alone: never shown to a room, never read aloud."""
    return bool(card.get("own_phone"))


def frame() -> list[dict[str, Any]]:
    """The frame of every lesson."""
    steps = [
        (2, _("Welcome"), _("Greet everybody. Ask one question from the lesson before.")),
        (8, _("Listen to the cards"), _("Play the cards, or read them aloud, one at a time.")),
        (10, _("Talk and try"), _("In pairs, one reader in each: what of this have we met? What would we do?")),
        (5, _("Hands up"), _("Read a question and its options. Count the hands for each. Then read the answer, and why it is so.")),
        (2, _("Tell one person"), _("Each says one sentence to tell somebody today.")),
    ]
    return [{"minutes": minutes, "title": title, "text": text} for minutes, title, text in steps]


def questions_asked(version: LessonVersion) -> list[Asked]:
    """The questions of a lesson as a group answers them, in order, our own words among them in the lesson's language."""
    own = {card["id"] for card in version.content["cards"] if is_for_own_phone(card)}
    with override(version.language):
        return [
            replace(asked(index, number), for_own_phone=index["id"] in own)
            for number, index in enumerate(version.questions.values(), start=1)
        ]


def asked(index: dict[str, Any], number: int) -> Asked:
    """One question for a group."""
    kind = index["kind"]
    if kind in WITH_OPTIONS:
        names = {option["id"]: option["text"] for option in KINDS[kind].shown(index)["options"]}
        choices = [
            Choice(option["id"], place, names[option["id"]], option["correct"], option["feedback"])
            for place, option in enumerate(index["options"], start=1)
        ]
        how = _("Choose all that fit.") if kind == "several_answers" else ""
        return Asked(index["id"], number, index["prompt"], how, choices)
    if kind == "put_in_order":
        items = {item["id"]: item for item in index["items"]}
        first = index["items"][0]["id"]
        choices = [
            Choice(option["id"], place, option["text"], option["id"] == first, items[option["id"]]["feedback"])
            for place, option in enumerate(KINDS[kind].shown(index)["options"], start=1)
        ]
        order = [item["text"] for item in index["items"]]
        return Asked(index["id"], number, index["prompt"], _("Hands up: which one comes first?"), choices, order)
    prompt = f"{index['prompt']}\n{with_gaps(index)}"
    choices = [Choice(gap["id"], place, "…", None, gap["feedback"]) for place, gap in enumerate(index["gaps"], start=1)]
    fits = [" · ".join(gap["answers"][0] for gap in index["gaps"])]
    return Asked(index["id"], number, prompt, _("Hands up: who knows what is missing?"), choices, fits)


def with_gaps(index: dict[str, Any]) -> str:
    """The text of a gap question with lines where words are missing."""
    return "".join("_____" if "gap" in part else part["text"] for part in index["parts"])


# --- one card at a time -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slide:
    """One screen: the title, a card, a question, its answer, "own_phone" for what each reads alone, or the end."""

    kind: str
    card: dict[str, Any] | None = None
    asked: Asked | None = None


def slides_of(version: LessonVersion) -> list[Slide]:
    """A lesson as screens: each question is followed by its answer; what is for each one's own phone is one quiet screen."""
    questions = {one.id: one for one in questions_asked(version)}
    slides = [Slide("title")]
    for card in version.content["cards"]:
        if is_for_own_phone(card):
            slides += [] if slides[-1].kind == "own_phone" else [Slide("own_phone")]
        elif "question" in card:
            slides += [Slide("question", asked=questions[card["id"]]), Slide("answer", asked=questions[card["id"]])]
        else:
            slides.append(Slide("card", card=card))
    return [*slides, Slide("end")]
