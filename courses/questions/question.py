"""What a question kind is: a block to write it with, an index that a version keeps, and grading that needs only the index.

Each kind is one module beside this one and one row of `KINDS`. The offline player grades by the same rules in
`static/offline/grade.js`; `tests/cases/*.json` holds the cases both must pass.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.blocks.card import CardBlock
from h5p.blocks import Block

Index = dict[str, Any]
Response = Any  # JSON: a string, a list of strings or an object of strings, as the kind says


class WrongShape(ValueError):
    """A response that does not fit its question: not a wrong answer, but none at all. The message is for the learner."""


@dataclass(frozen=True)
class Feedback:
    """What is said of one option or gap that the learner chose."""

    id: str
    correct: bool
    text: str

    def as_json(self) -> dict[str, Any]:
        """As the answer's JSON carries it."""
        return {"id": self.id, "correct": self.correct, "text": self.text}


@dataclass(frozen=True)
class Grade:
    """What a response is worth. `score` runs from 0 to 1; `is_correct` means wholly right."""

    score: float
    is_correct: bool
    feedback: list[Feedback] = field(default_factory=list)
    summary: str = ""


class QuestionBlock(CardBlock):
    """A question as a card. Subclasses give the fields, among them `prompt` and `assesses`, and their kind."""

    is_question = True
    kind: ClassVar[QuestionKind]

    def card(self, value: Any, block_id: str) -> dict[str, Any]:
        return {"kind": self.kind.key, "id": block_id, "question": self.kind.index(value, block_id)}

    def problems(self, value: Any) -> list[str]:
        problems = [] if (value["prompt"] or "").strip() else [_("the question itself is missing.")]
        if not value["assesses"]:
            problems.append(_("choose the competency that it assesses."))
        return problems + self.kind.problems(value)


def prompt_block(label: Any = None) -> blocks.TextBlock:
    """The question's words."""
    return blocks.TextBlock(label=label or gettext_lazy("question"), rows=2, max_length=400)


def competency_block() -> SnippetChooserBlock:
    """The one competency a question assesses."""
    return SnippetChooserBlock(
        "courses.Competency", label=gettext_lazy("assesses"), help_text=gettext_lazy("Exactly one competency.")
    )


def head_of(kind: QuestionKind, value: Any, block_id: str) -> Index:
    """The part of an index that every kind has."""
    competency = value["assesses"]
    return {
        "id": block_id,
        "kind": kind.key,
        "prompt": (value["prompt"] or "").strip(),
        "assesses": competency.tag if competency else None,
    }


class QuestionKind(ABC):
    """One kind of question. Stateless: all methods are pure functions of their arguments."""

    key: ClassVar[str]
    block_class: ClassVar[type[QuestionBlock]]

    @abstractmethod
    def index(self, value: Any, block_id: str) -> Index:
        """What a version keeps of the question, right answers and feedback included."""

    @abstractmethod
    def problems(self, value: Any) -> list[str]:
        """What stops the question being published."""

    @abstractmethod
    def shown(self, index: Index) -> dict[str, Any]:
        """What the learner's page needs besides the prompt, right answers left out."""

    @abstractmethod
    def read_form(self, data: QueryDict) -> Response:
        """The response in a plain HTML form. Never raises: `check` judges what it found."""

    @abstractmethod
    def check(self, index: Index, response: Response) -> Response:
        """The response in its canonical shape. Raises `WrongShape` when it does not fit the question."""

    @abstractmethod
    def grade(self, index: Index, response: Response) -> Grade:
        """What a checked response is worth."""

    @abstractmethod
    def from_h5p(self, block: Any) -> dict[str, Any]:
        """The raw value of a question's card from the H5P block of the same kind. What it assesses is the trainer's to choose."""

    @abstractmethod
    def to_h5p(self, value: dict[str, Any]) -> Block:
        """The H5P block of a raw value."""


def one_of(ids: list[str], given: Any) -> str:
    """`given` when it is one of the question's ids; otherwise raises `WrongShape`."""
    if given in (None, ""):
        raise WrongShape(_("No answer was chosen. Choose one and check again."))
    if not isinstance(given, str) or given not in ids:
        raise WrongShape(_("The answer is not one of this question's choices. Open the lesson again and answer once more."))
    return given
