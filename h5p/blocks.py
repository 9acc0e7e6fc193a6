"""Native blocks: what a light lesson is made of, as plain frozen values. No HTML pages, no grading, no H5P here.

`one_answer`, `several_answers`, `true_false`, `fill_the_gap` and `put_in_order` have the field names of Mwanga's questions, `text`
and `picture` those of its cards. Texts are plain unless a field says HTML; HTML is of the few tags in `html_text.TAGS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Text:
    """A few paragraphs. `text` is HTML."""

    kind: ClassVar[str] = "text"
    text: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture; `path` is what the site's `Media` made of the file's path in the package. `size` is width and height in pixels."""

    kind: ClassVar[str] = "picture"
    path: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    licence: str = ""
    size: tuple[int, ...] = ()


@dataclass(frozen=True)
class Recording:
    """A sound or a video (`mime` says which)."""

    kind: ClassVar[str] = "recording"
    path: str
    mime: str = ""
    title: str = ""

    @property
    def is_video(self) -> bool:
        return self.mime.startswith("video/")


@dataclass(frozen=True)
class Panel:
    """One part of an accordion; `text` is HTML."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class Accordion:
    """Parts that open one by one."""

    kind: ClassVar[str] = "accordion"
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Option:
    text: str
    is_right: bool = False
    feedback: str = ""


@dataclass(frozen=True)
class OneAnswer:
    kind: ClassVar[str] = "one_answer"
    prompt: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class SeveralAnswers:
    kind: ClassVar[str] = "several_answers"
    prompt: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class TrueFalse:
    """`is_true` is "true" or "false". The labels are empty when they are plain true and false."""

    kind: ClassVar[str] = "true_false"
    prompt: str
    is_true: str
    feedback_true: str = ""
    feedback_false: str = ""
    label_true: str = ""
    label_false: str = ""


@dataclass(frozen=True)
class Gap:
    """`answers` are what fits, separated by a semicolon and a space."""

    answers: str
    feedback: str = ""


@dataclass(frozen=True)
class FillTheGap:
    """`text` has `{1}` where the first gap is, `{2}` for the second."""

    kind: ClassVar[str] = "fill_the_gap"
    prompt: str
    text: str
    gaps: tuple[Gap, ...]
    right: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Step:
    text: str
    feedback: str = ""


@dataclass(frozen=True)
class PutInOrder:
    """`items` stand in their right order."""

    kind: ClassVar[str] = "put_in_order"
    prompt: str
    items: tuple[Step, ...]
    right: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class WordGap:
    """A gap of a text whose words are chosen from all words and distractors."""

    word: str
    tip: str = ""
    right: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class ChooseWords:
    """`text` has `{1}` where the first word belongs."""

    kind: ClassVar[str] = "choose_words"
    prompt: str
    text: str
    gaps: tuple[WordGap, ...]
    distractors: tuple[str, ...] = ()
    right: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class MarkWords:
    """`words` are the right ones: places, from 0, among `marked_text.selectable(text)`."""

    kind: ClassVar[str] = "mark_words"
    prompt: str
    text: str
    words: tuple[int, ...]
    right: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class TurnCard:
    front: str
    back: str
    tip_front: str = ""
    tip_back: str = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class TurnCards:
    """Cards to turn over; with `comes_back` what was not known is asked again."""

    kind: ClassVar[str] = "turn_cards"
    title: str
    description: str
    cards: tuple[TurnCard, ...]
    comes_back: bool = False


@dataclass(frozen=True)
class AskCard:
    question: str
    answers: tuple[str, ...]
    tip: str = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class AskCards:
    """Cards whose answer is typed in."""

    kind: ClassVar[str] = "ask_cards"
    description: str
    cards: tuple[AskCard, ...]
    is_case_sensitive: bool = False


@dataclass(frozen=True)
class Event:
    """`start` and `end` are `YYYY[,MM[,DD]]`, years may be negative; `text` is HTML; `link` an address outside."""

    start: str
    headline: str
    text: str = ""
    end: str = ""
    tag: str = ""
    link: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Timeline:
    kind: ClassVar[str] = "timeline"
    headline: str
    text: str
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Keyword:
    word: str
    alternatives: tuple[str, ...] = ()
    points: int = 1
    feedback_included: str = ""
    feedback_missed: str = ""


@dataclass(frozen=True)
class Essay:
    """A text to write. `shortest` and `longest` count characters, 0 is no bound; `sample` is HTML."""

    kind: ClassVar[str] = "essay"
    prompt: str
    placeholder: str = ""
    introduction: str = ""
    sample: str = ""
    shortest: int = 0
    longest: int = 0
    keywords: tuple[Keyword, ...] = ()


@dataclass(frozen=True)
class Ending:
    """What is said when a path ends, or between two nodes. `score` may be None: it gives none of its own."""

    title: str = ""
    text: str = ""
    score: int | None = None


@dataclass(frozen=True)
class Choice:
    """`goes_to` is a node's place, from 0; -1 ends the scenario."""

    text: str
    goes_to: int = -1
    ending: Ending = Ending()


@dataclass(frozen=True)
class Node:
    """A block to read or answer and then on to `goes_to`, or a question with choices."""

    title: str
    block: Block | None = None
    question: str = ""
    choices: tuple[Choice, ...] = ()
    goes_to: int = -1
    ending: Ending = Ending()


@dataclass(frozen=True)
class Scenario:
    kind: ClassVar[str] = "scenario"
    title: str
    introduction: str
    nodes: tuple[Node, ...]
    ending: Ending = Ending()


@dataclass(frozen=True)
class Quiz:
    """Questions one after another; `pass_at` is a percentage. `introduction` is HTML. Pictures stand before their question."""

    kind: ClassVar[str] = "quiz"
    title: str
    blocks: tuple[Block, ...]
    introduction: str = ""
    pass_at: int = 50


@dataclass(frozen=True)
class Page:
    kind: ClassVar[str] = "page"
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Book:
    """`introduction` is HTML."""

    kind: ClassVar[str] = "book"
    title: str
    pages: tuple[Page, ...]
    introduction: str = ""


@dataclass(frozen=True)
class Embed:
    """No native form: `library` is `H5P.Chart 1.2`, `params` are raw, to be filtered and played, `metadata` its rights."""

    kind: ClassVar[str] = "embed"
    library: str
    params: dict[str, Any]
    metadata: dict[str, Any]
    sub_content_id: str = ""


Block = (
    Text
    | Picture
    | Recording
    | Accordion
    | OneAnswer
    | SeveralAnswers
    | TrueFalse
    | FillTheGap
    | PutInOrder
    | ChooseWords
    | MarkWords
    | TurnCards
    | AskCards
    | Timeline
    | Essay
    | Scenario
    | Quiz
    | Page
    | Book
    | Embed
)
QUESTIONS = (OneAnswer, SeveralAnswers, TrueFalse, FillTheGap, PutInOrder, ChooseWords, MarkWords, Essay)


def flat(blocks: tuple[Block, ...]) -> list[Block]:
    """All blocks in reading order, out of quizzes, pages and books: what one list of cards can hold, without pages’ titles."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Quiz | Page):
            intro = block.introduction if isinstance(block, Quiz) else ""
            found += [*([Text(intro)] if intro else []), *flat(block.blocks)]
        elif isinstance(block, Book):
            found += [*([Text(block.introduction)] if block.introduction else []), *flat(block.pages)]
        else:
            found.append(block)
    return found
