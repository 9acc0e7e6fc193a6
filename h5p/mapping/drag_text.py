"""H5P.DragText: words to put into gaps. `*word:tip\\+when right\\-when wrong*`, plain text with line breaks.

Steps to put in order are written as a numbered list of such gaps, with a no-break space behind each number, and read back as steps.
"""

from __future__ import annotations

import html
import re
from typing import Final

from h5p.blocks import ChooseWords, PutInOrder, Step, WordGap
from h5p.html_text import MARKS, html_of, tagless, without_marks
from h5p.mapping.marked_text import GAP, braced, gap_places, literal, mark_of, pairs, starless, word_gap
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, string
from h5p.mapping.writing import A11Y, BUTTONS, CHECK_TEXTS, media_field, overall_feedback

MACHINE: Final = "H5P.DragText"
VERSIONS: Final = ((1, 8), (1, 10))
STEP: Final = re.compile("(\\d+)\\.\u00a0")


def to_native(params: Params, media: Media) -> Mapped:
    """`choose_words`; or `put_in_order` when it was written as such. Without a gap it stays as it is."""
    read = Reader(media)
    pieces = pairs(MARKS.sub("", string(params.get("textField"))).replace("\r", ""))
    gaps = tuple(word_gap(piece) for piece in pieces[1::2])
    prompt = read.words(params.get("taskDescription"), "taskDescription")
    right, wrong = read.overall(params.get("overallFeedback"))
    distractors = tuple(gap.word for gap in map(word_gap, pairs(string(params.get("distractors")))[1::2]) if gap.word)
    if not gaps:
        return read.embedded()
    if not distractors and _are_steps(pieces):
        steps = tuple(Step(gap.word, gap.right) for gap in gaps)
        return read.mapped([*read.lead(params), PutInOrder(prompt, steps, right=right, wrong=wrong)])
    pieces[1::2] = [mark_of(place) for place in range(1, len(gaps) + 1)]
    text, changed = braced("".join(piece if place % 2 else _text(piece) for place, piece in enumerate(pieces)).strip())
    if changed:
        read.lose("braces-reworded", "textField")
    block = ChooseWords(prompt, text, gaps, distractors=distractors, right=right, wrong=wrong)
    return read.mapped([*read.lead(params), block])


def from_native(block: ChooseWords | PutInOrder) -> Params:
    """Raises H5PError (`not-exportable`) unless the text has its marks `{1}`, `{2}` … once each and in this order."""
    if not isinstance(block, ChooseWords | PutInOrder):
        raise cannot_write(block, MACHINE, "it has no words or steps to place.")
    return {
        "media": media_field(None),
        "taskDescription": html_of(block.prompt),
        "textField": _steps(block) if isinstance(block, PutInOrder) else _words(block),
        "distractors": "" if isinstance(block, PutInOrder) else "".join(f"*{_part(word)}*" for word in block.distractors),
        "overallFeedback": overall_feedback(block.right, block.wrong),
        **CHECK_TEXTS,
        **L10N,
        "behaviour": {**BUTTONS, "instantFeedback": False},
    }


def _are_steps(pieces: list[str]) -> bool:
    """Nothing but lines `1. *…*`, `2. *…*`, numbered through."""
    between = [piece.removeprefix("\n") if place else piece for place, piece in enumerate(pieces[0:-1:2])]
    return pieces[-1] == "" and all(
        (found := STEP.fullmatch(piece)) is not None and found[1] == str(place) for place, piece in enumerate(between, start=1)
    )


def _text(source: str) -> str:
    """A piece between gaps: no tags are taken here, only entities."""
    return without_marks(html.unescape(source))


def _part(text: str) -> str:
    return literal(tagless(text))


def _written(gap: WordGap) -> str:
    parts = [(":", gap.tip), ("\\+", gap.right), ("\\-", gap.wrong)]
    return f"*{_part(gap.word)}{''.join(sign + _part(text) for sign, text in parts if text)}*"


def _words(block: ChooseWords) -> str:
    if not block.gaps or not gap_places(block.text, len(block.gaps)):
        raise cannot_write(block, MACHINE, "it needs a text with its gaps {1}, {2} … once each, in this order.")
    if not all(gap.word.strip() for gap in block.gaps):
        raise cannot_write(block, MACHINE, "a gap has no word.")
    written = [starless(tagless(piece)) for piece in GAP.split(block.text)]
    written[1::2] = [_written(gap) for gap in block.gaps]
    return "".join(written)


def _steps(block: PutInOrder) -> str:
    if not block.items or not all(step.text.strip() for step in block.items):
        raise cannot_write(block, MACHINE, "a step has no words.")
    lines = [f"{place}.\u00a0{_written(WordGap(step.text, right=step.feedback))}" for place, step in enumerate(block.items, 1)]
    return "\n".join(lines)


L10N: Final = {
    "dropZoneIndex": "Gap @index.",
    "empty": "Gap @index is empty.",
    "contains": "Gap @index holds @draggable.",
    "ariaDraggableIndex": "@index of @count words.",
    "tipLabel": "Show tip",
    "correctText": "Right!",
    "incorrectText": "Wrong!",
    "resetDropTitle": "Take the word out",
    "resetDropDescription": "Do you want to take this word out of its gap?",
    "grabbed": "The word is picked up.",
    "cancelledDragging": "The word was put back.",
    "correctAnswer": "Right answer:",
    "feedbackHeader": "Feedback",
    "scoreBarLabel": "You got :num out of :total points",
    **A11Y,
}
