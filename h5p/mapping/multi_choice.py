"""H5P.MultiChoice: one or several right answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from h5p.blocks import OneAnswer, Option, SeveralAnswers
from h5p.html_text import escaped, html_of
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, group, number, string, truth
from h5p.mapping.writing import A11Y, BUTTONS, CONFIRM, DIALOGS, media_field

MACHINE: Final = "H5P.MultiChoice"
VERSIONS: Final = ((1, 14), (1, 16))


def to_native(params: Params, media: Media) -> Mapped:
    """A single right answer becomes `one_answer`, all else `several_answers`; media above the question stands before it."""
    read = Reader(media)
    behaviour = group(params.get("behaviour"))
    options = [_option(read, answer, path) for path, answer in read.groups(params.get("answers"), "answers")]
    right = sum(option.is_right for option in options)
    asked = behaviour.get("type", "auto")
    is_single = asked == "single" or (asked != "multi" and right == 1)
    options = _with_overall(read, params, options)
    prompt = read.words(params.get("question"), "question")
    if truth(behaviour.get("singlePoint")) or number(behaviour.get("passPercentage"), 100) != 100 or (is_single and right != 1):
        read.lose("scoring-differs", "behaviour")
    kind = OneAnswer if is_single and right == 1 else SeveralAnswers
    return read.mapped([*read.lead(params), kind(prompt, tuple(options))])


def from_native(block: OneAnswer | SeveralAnswers) -> Params:
    """Answers are mixed by H5P, as by Mwanga."""
    if not isinstance(block, OneAnswer | SeveralAnswers):
        raise cannot_write(block, MACHINE, "it has no options.")
    return {
        "media": media_field(None),
        "question": html_of(block.prompt),
        "answers": [_answer(option) for option in block.options],
        "overallFeedback": [],
        "behaviour": {
            **BUTTONS,
            **DIALOGS,
            "type": "single" if isinstance(block, OneAnswer) else "multi",
            "singlePoint": False,
            "randomAnswers": True,
            "showSolutionsRequiresInput": True,
            "autoCheck": False,
            "passPercentage": 100,
            "showScorePoints": True,
        },
        "UI": UI,
        **CONFIRM,
    }


def _option(read: Reader, answer: Params, path: str) -> Option:
    said = group(answer.get("tipsAndFeedback"))
    if string(said.get("tip")).strip():
        read.lose("tips-dropped", path)
    if string(said.get("notChosenFeedback")).strip():
        read.lose("not-chosen-feedback-dropped", path)
    text = read.words(answer.get("text"), f"{path}/text")
    feedback = read.words(said.get("chosenFeedback"), f"{path}/tipsAndFeedback/chosenFeedback")
    return Option(text, truth(answer.get("correct")), feedback)


def _with_overall(read: Reader, params: Params, options: list[Option]) -> list[Option]:
    """Feedback by score goes to the options that have none; where all have some, it is lost."""
    right, wrong = read.overall(params.get("overallFeedback"))
    filled = [option if option.feedback else replace(option, feedback=right if option.is_right else wrong) for option in options]
    if (right or wrong) and filled == options:
        read.lose("overall-feedback-dropped", "overallFeedback")
    return filled


def _answer(option: Option) -> Params:
    said = {"tip": "", "chosenFeedback": escaped(option.feedback), "notChosenFeedback": ""}
    return {"text": html_of(option.text), "correct": option.is_right, "tipsAndFeedback": said}


UI: Final = {
    "checkAnswerButton": "Check",
    "submitAnswerButton": "Submit",
    "showSolutionButton": "Show solution",
    "tryAgainButton": "Try again",
    "tipsLabel": "Show tip",
    "scoreBarLabel": "You got :num out of :total points",
    "tipAvailable": "There is a tip",
    "feedbackAvailable": "There is feedback",
    "readFeedback": "Read the feedback",
    "wrongAnswer": "Wrong answer",
    "correctAnswer": "Right answer",
    "shouldCheck": "Should have been chosen",
    "shouldNotCheck": "Should not have been chosen",
    "noInput": "Please answer before you look at the solution",
    **A11Y,
}
