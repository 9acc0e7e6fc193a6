"""H5P.Blanks: words to type into gaps. `*answer/other answer:tip*`."""

from __future__ import annotations

from itertools import count
from typing import Final

from h5p.blocks import FillTheGap, Gap
from h5p.html_text import MARKS, SILENT, escaped, html_of, plain_with_marks, tagless, tags_of
from h5p.mapping.marked_text import GAP, MARK, braced, gap_of, gap_places, literal, mark_of, pairs, starless, typed_gap
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, flattened, group, string, truth
from h5p.mapping.writing import A11Y, BUTTONS, CHECK_TEXTS, CONFIRM, DIALOGS, media_field, overall_feedback

MACHINE: Final = "H5P.Blanks"
VERSIONS: Final = ((1, 12), (1, 14))
MOST_GAPS: Final = 6  # of one native question

Line = tuple[str, list[Gap]]  # a text with marks, and its gaps


def to_native(params: Params, media: Media) -> Mapped:
    """One question of up to six gaps; more sentences become more questions. Empty tasks are left out."""
    read = Reader(media)
    behaviour = group(params.get("behaviour"))
    lines = [
        _line(read, string(flattened(item, "question")), f"questions/{place}")
        for place, item in enumerate(read.items(params.get("questions"), "questions"))
    ]
    gaps = [gap for _, found in lines for gap in found]
    if truth(behaviour.get("caseSensitive"), default=True) and any(gap.answers != gap.answers.swapcase() for gap in gaps):
        read.lose("capitals-ignored", "behaviour/caseSensitive")
    if truth(behaviour.get("acceptSpellingErrors")):
        read.lose("spelling-not-forgiven", "behaviour/acceptSpellingErrors")
    prompt = read.words(params.get("text"), "text")
    right, wrong = read.overall(params.get("overallFeedback"))
    questions = [_question(read, prompt, chunk) for chunk in _chunks(lines)]
    return read.mapped(
        [*read.lead(params), *(FillTheGap(prompt, text, found, right=right, wrong=wrong) for text, found in questions)]
    )


def from_native(block: FillTheGap) -> Params:
    """Raises H5PError (`not-exportable`) unless the text has its marks `{1}`, `{2}` … once each and in this order."""
    if not isinstance(block, FillTheGap) or not block.gaps or not gap_places(block.text, len(block.gaps)):
        raise cannot_write(block, MACHINE, "it needs a text with its gaps {1}, {2} … once each, in this order.")
    written = [starless(escaped(piece)) for piece in GAP.split(block.text)]
    written[1::2] = [_written_gap(block, gap) for gap in block.gaps]
    return {
        "media": media_field(None),
        "text": html_of(block.prompt),
        "questions": [f"<p>{''.join(written)}</p>"],
        "overallFeedback": overall_feedback(block.right, block.wrong),
        **L10N,
        **CHECK_TEXTS,
        "behaviour": {
            **BUTTONS,
            **DIALOGS,
            "allowRetryIfCorrect": False,
            "autoCheck": False,
            "caseSensitive": False,
            "showSolutionsRequiresInput": True,
            "separateLines": False,
            "acceptSpellingErrors": False,
        },
        **CONFIRM,
    }


def _line(read: Reader, source: str, path: str) -> Line:
    """One sentence. A gap within what is no text (an attribute, a script) goes with it."""
    pieces = pairs(MARKS.sub("", source))
    gaps = [_gap(read, piece, path) for piece in pieces[1::2]]
    pieces[1::2] = [mark_of(place) for place in range(len(gaps))]
    joined = "".join(pieces)
    if tags_of(joined) - SILENT:
        read.lose("formatting-dropped", path)
    text = plain_with_marks(joined)
    return text, [gaps[int(place)] for place in MARK.findall(text)]


def _gap(read: Reader, source: str, path: str) -> Gap:
    answers, tip = typed_gap(source)
    if any(";" in answer for answer in answers):
        read.lose("answer-reworded", path)
    return gap_of(answers, tip)


def _chunks(lines: list[Line]) -> list[list[Line]]:
    """Sentences together as long as they have six gaps in all; those without a gap stay with what follows."""
    chunks: list[list[Line]] = [[]]
    for line in lines:
        if sum(len(gaps) for _, gaps in [*chunks[-1], line]) > MOST_GAPS and any(gaps for _, gaps in chunks[-1]):
            chunks.append([])
        chunks[-1].append(line)
    return [chunk for chunk in chunks if any(gaps for _, gaps in chunk)]


def _question(read: Reader, prompt: str, chunk: list[Line]) -> tuple[str, tuple[Gap, ...]]:
    """The chunk as a text with `{1}` …, its marks numbered through."""
    numbers = count(1)
    gaps = [gap for _, found in chunk for gap in found]
    text = MARK.sub(lambda _: mark_of(next(numbers)), "\n".join(line for line, _ in chunk if line))
    shown, changed = braced(text)
    if changed:
        read.lose("braces-reworded", "questions")
    if len(gaps) > MOST_GAPS:
        read.lose("many-gaps", "questions")
    return shown, tuple(gaps)


def _written_gap(block: FillTheGap, gap: Gap) -> str:
    answers = [literal(tagless(answer.strip())) for answer in gap.answers.split(";") if answer.strip()]
    if not answers:
        raise cannot_write(block, MACHINE, "a gap has no answer.")
    tip = f":{literal(tagless(gap.feedback))}" if gap.feedback else ""
    return f"*{'/'.join(answers)}{tip}*"


L10N: Final = {
    "showSolutions": "Show solution",
    "notFilledOut": "Please fill in all gaps to see the solution",
    "answerIsCorrect": "':ans' is right",
    "answerIsWrong": "':ans' is wrong",
    "answeredCorrectly": "Answered right",
    "answeredIncorrectly": "Answered wrong",
    "solutionLabel": "Right answer:",
    "inputLabel": "Gap @num of @total",
    "inputHasTipLabel": "There is a tip",
    "tipLabel": "Tip",
    "a11yCheckingModeHeader": "Checking mode",
    **A11Y,
}
