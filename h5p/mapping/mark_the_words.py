"""H5P.MarkTheWords: right words to find in a text. `*word*`; `*word***` is the word `word*`."""

from __future__ import annotations

from typing import Final

from h5p.blocks import MarkWords
from h5p.html_text import SILENT, escaped, html_of, tags_of, without_marks
from h5p.mapping.marked_text import marked, selectable, starless, tokens
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, string
from h5p.mapping.writing import A11Y, BUTTONS, media_field, overall_feedback

MACHINE: Final = "H5P.MarkTheWords"
VERSIONS: Final = ((1, 9), (1, 11))


def to_native(params: Params, media: Media) -> Mapped:
    """The words become places among all words that can be marked."""
    read = Reader(media)
    source = string(params.get("textField"))
    if tags_of(source) - SILENT:
        read.lose("formatting-dropped", "textField")
    pieces, words, place = [], [], 0
    for before, word, behind, is_right in marked(source):
        stays = bool(selectable(word))  # without its asterisks, `*.*` is punctuation
        words += [place] if is_right and stays else []
        place += stays
        pieces += [before, word, behind]
    prompt = read.words(params.get("taskDescription"), "taskDescription")
    right, wrong = read.overall(params.get("overallFeedback"))
    text = without_marks("".join(pieces))
    return read.mapped([*read.lead(params), MarkWords(prompt, text, tuple(words), right=right, wrong=wrong)])


def from_native(block: MarkWords) -> Params:
    """Raises H5PError (`not-exportable`) for a place where there is no word."""
    if not isinstance(block, MarkWords) or not set(block.words) <= set(range(len(selectable(block.text)))):
        raise cannot_write(block, MACHINE, "a marked word is not in the text.")
    return {
        "media": media_field(None),
        "taskDescription": html_of(block.prompt),
        "textField": f"<p>{_marked(block)}</p>",
        "overallFeedback": overall_feedback(block.right, block.wrong),
        **L10N,
        "behaviour": {**BUTTONS, "showScorePoints": True},
    }


def _marked(block: MarkWords) -> str:
    pieces, place = [], 0
    for space, before, word, behind in tokens(block.text):
        core = starless(escaped(word))
        is_right = bool(word) and place in block.words
        place += 1 if word else 0
        edge = [escaped(space), starless(escaped(before)), f"*{core}*" if is_right else core, starless(escaped(behind))]
        pieces += edge
    return "".join(pieces)


L10N: Final = {
    "checkAnswerButton": "Check",
    "submitAnswerButton": "Submit",
    "tryAgainButton": "Try again",
    "showSolutionButton": "Show solution",
    "correctAnswer": "Right!",
    "incorrectAnswer": "Wrong!",
    "missedAnswer": "Answer not found!",
    "displaySolutionDescription": "The task now shows the solution.",
    "scoreBarLabel": "You got :num out of :total points",
    "a11yFullTextLabel": "The whole text",
    "a11yClickableTextLabel": "The text in which words can be marked",
    "a11ySolutionModeHeader": "Solution mode",
    "a11yCheckingHeader": "Checking mode",
    **A11Y,
}
