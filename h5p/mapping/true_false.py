"""H5P.TrueFalse: a statement to judge."""

from __future__ import annotations

from typing import Final

from h5p.blocks import TrueFalse
from h5p.html_text import html_of, tagless, untagged
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, group, string
from h5p.mapping.writing import A11Y, BUTTONS, CONFIRM, DIALOGS, media_field

MACHINE: Final = "H5P.TrueFalse"
VERSIONS: Final = ((1, 6), (1, 8))
LABELS: Final = {"true": "True", "false": "False"}


def to_native(params: Params, media: Media) -> Mapped:
    """Feedback to right and wrong becomes feedback to true and false; own labels (“Safe”, “Vrai”) are kept."""
    read = Reader(media)
    behaviour, texts = group(params.get("behaviour")), group(params.get("l10n"))
    is_true = "true" if params.get("correct") in ("true", True) else "false"
    right, wrong = (untagged(string(behaviour.get(name))) for name in ("feedbackOnCorrect", "feedbackOnWrong"))
    labels = {name: untagged(string(texts.get(f"{name}Text"))) for name in LABELS}
    block = TrueFalse(
        read.words(params.get("question"), "question"),
        is_true,
        feedback_true=right if is_true == "true" else wrong,
        feedback_false=wrong if is_true == "true" else right,
        label_true="" if labels["true"] == LABELS["true"] else labels["true"],
        label_false="" if labels["false"] == LABELS["false"] else labels["false"],
    )
    return read.mapped([*read.lead(params), block])


def from_native(block: TrueFalse) -> Params:
    if not isinstance(block, TrueFalse):
        raise cannot_write(block, MACHINE, "it is not a statement to judge.")
    is_true = block.is_true == "true"
    right, wrong = (block.feedback_true, block.feedback_false)[:: 1 if is_true else -1]
    said = {"feedbackOnCorrect": tagless(right), "feedbackOnWrong": tagless(wrong)}
    return {
        "media": media_field(None),
        "question": html_of(block.prompt),
        "correct": "true" if is_true else "false",
        "behaviour": {**BUTTONS, **DIALOGS, "autoCheck": False, **said},
        "l10n": {
            **L10N,
            "trueText": tagless(block.label_true or LABELS["true"]),
            "falseText": tagless(block.label_false or LABELS["false"]),
        },
        **CONFIRM,
    }


L10N: Final = {
    "score": "You got @score of @total points",
    "checkAnswer": "Check",
    "submitAnswer": "Submit",
    "showSolutionButton": "Show solution",
    "tryAgain": "Try again",
    "wrongAnswerMessage": "Wrong answer",
    "correctAnswerMessage": "Right answer",
    "scoreBarLabel": "You got :num out of :total points",
    **A11Y,
}
