"""H5P.Summary: groups of statements, of which the first is right; together the right ones sum a matter up."""

from __future__ import annotations

from typing import Final

from h5p.blocks import OneAnswer, Option, Quiz
from h5p.html_text import escaped, html_of
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, flattened, string
from h5p.mapping.writing import sub_content

MACHINE: Final = "H5P.Summary"
VERSIONS: Final = ((1, 10),)


def to_native(params: Params, media: Media) -> Mapped:
    """Each group becomes a question with one right answer; H5P's score by wrong tries is not kept."""
    read = Reader(media)
    intro = read.words(params.get("intro"), "intro")
    questions = []
    for path, item in read.groups(params.get("summaries"), "summaries"):
        statements = [read.words(text, f"{path}/summary") for text in read.items(item.get("summary"), f"{path}/summary")]
        if string(flattened(item.get("tip"), "tip")).strip():
            read.lose("tips-dropped", path)
        options = tuple(Option(text, place == 0) for place, text in enumerate(statement for statement in statements if statement))
        if options:
            questions.append(OneAnswer(intro, options))
    read.lose("tries-not-counted", "summaries")
    read.drop_overall(params.get("overallFeedback"), "overallFeedback")
    return read.mapped([Quiz("", tuple(questions), pass_at=100)])


def from_native(block: Quiz) -> Params:
    """Raises H5PError (`not-exportable`) unless all questions ask the same with one right answer each."""
    asked = {question.prompt for question in block.blocks if isinstance(question, OneAnswer)} if isinstance(block, Quiz) else set()
    if not isinstance(block, Quiz) or len(asked) > 1 or not all(isinstance(question, OneAnswer) for question in block.blocks):
        raise cannot_write(block, MACHINE, "all its questions must ask the same and have one right answer each.")
    return {
        "intro": html_of("".join(asked)),
        "summaries": [_group(question) for question in block.blocks if isinstance(question, OneAnswer)],
        "overallFeedback": [],
        **L10N,
    }


def _group(question: OneAnswer) -> Params:
    ordered = sorted(question.options, key=lambda option: not option.is_right)
    texts = [escaped(option.text) for option in ordered]
    return {"summary": texts, "tip": "", "subContentId": sub_content(MACHINE, {"summary": texts})["subContentId"]}


L10N: Final = {
    "solvedLabel": "Progress:",
    "scoreLabel": "Wrong answers:",
    "resultLabel": "Your result",
    "labelCorrect": "Right.",
    "labelIncorrect": "Wrong! Please try again.",
    "alternativeIncorrectLabel": "Wrong",
    "labelCorrectAnswers": "Right answers.",
    "tipButtonLabel": "Show tip",
    "scoreBarLabel": "You got :num out of :total points",
    "progressText": "Progress :num of :total",
}
