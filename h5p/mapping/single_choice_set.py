"""H5P.SingleChoiceSet: questions with one right answer each, which is the first; H5P mixes them. No sounds, no timers."""

from __future__ import annotations

from typing import Final

from h5p.blocks import OneAnswer, Option, Quiz
from h5p.html_text import html_of
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, group, number
from h5p.mapping.writing import short_title, sub_content

MACHINE: Final = "H5P.SingleChoiceSet"
VERSIONS: Final = ((1, 11),)


def to_native(params: Params, media: Media) -> Mapped:
    """A quiz of `one_answer` questions without feedback: this type has none for single answers."""
    read = Reader(media)
    questions = []
    for path, choice in read.groups(params.get("choices"), "choices"):
        answers = [read.words(answer, f"{path}/answers") for answer in read.items(choice.get("answers"), f"{path}/answers")]
        options = tuple(Option(text, place == 0) for place, text in enumerate(answers))
        questions.append(OneAnswer(read.words(choice.get("question"), f"{path}/question"), options))
    read.drop_overall(params.get("overallFeedback"), "overallFeedback")
    pass_at = min(100, max(0, number(group(params.get("behaviour")).get("passPercentage"), 100)))
    return read.mapped([Quiz("", tuple(questions), pass_at=pass_at)])


def from_native(block: Quiz) -> Params:
    """Raises H5PError (`not-exportable`) unless all questions have one right answer out of two to four, and no feedback."""
    if not isinstance(block, Quiz):
        raise cannot_write(block, MACHINE, "it is not a quiz.")
    return {
        "choices": [_choice(question) for question in block.blocks],
        "overallFeedback": [],
        "behaviour": {
            "autoContinue": True,
            "timeoutCorrect": 2000,
            "timeoutWrong": 3000,
            "soundEffectsEnabled": False,
            "enableRetry": True,
            "enableSolutionsButton": True,
            "passPercentage": block.pass_at,
        },
        "l10n": L10N,
    }


def _choice(question: object) -> Params:
    if not isinstance(question, OneAnswer) or not 2 <= len(question.options) <= 4:
        raise cannot_write(Quiz("", ()), MACHINE, "each question needs one right answer out of two to four.")
    if any(option.feedback for option in question.options):
        raise cannot_write(question, MACHINE, "this type has no feedback to single answers. Choose H5P.QuestionSet.")
    ordered = sorted(question.options, key=lambda option: not option.is_right)
    params = {"question": html_of(question.prompt), "answers": [html_of(option.text) for option in ordered]}
    return {**params, "subContentId": sub_content(MACHINE, params, short_title(question.prompt))["subContentId"]}


L10N: Final = {
    "nextButtonLabel": "Next question",
    "showSolutionButtonLabel": "Show solution",
    "retryButtonLabel": "Try again",
    "solutionViewTitle": "Solution",
    "correctText": "Right!",
    "incorrectText": "Wrong!",
    "shouldSelect": "Should have been chosen",
    "shouldNotSelect": "Should not have been chosen",
    "muteButtonLabel": "Mute",
    "closeButtonLabel": "Close",
    "slideOfTotal": "Question :num of :total",
    "scoreBarLabel": "You got :num out of :total points",
    "solutionListQuestionNumber": "Question :num",
    "a11yShowSolution": "Show the solution.",
    "a11yRetry": "Try again.",
}
