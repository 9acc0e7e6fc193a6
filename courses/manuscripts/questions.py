"""Questions, as manuscripts write them; one dataclass per kind. `KINDS` knows every kind of card by its word in a heading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Self

from django.utils.translation import gettext as _

from courses.manuscripts.cards import Audio, Card, Example, Helpline, PictureText, Play, Share, Text, Value, Video
from courses.manuscripts.identity import Ids, Names
from courses.manuscripts.lines import Line, Reader, as_cell, cells_of, key_lines, plain_lines, trimmed
from courses.manuscripts.shelf import Known, Shelf

ROUND: Final = re.compile(r"\(\s*[xX]?\s*\)")
SQUARE: Final = re.compile(r"\[\s*[xX]?\s*\]")
TRUTH: Final = re.compile(r"(\(\s*[xX]?\s*\)\s*)?(true|false)\s*\|")
STEP: Final = re.compile(r"\d+\.(?=\s|$)")
GAP: Final = re.compile(r"gap\s|right:|wrong:")
GAP_LINE: Final = re.compile(r"gap\s+(\S+)\s*=(.*)")
IN_TEXT: Final = re.compile(r"\{([^{}\s]+)\}")


@dataclass(frozen=True, kw_only=True)
class Part:
    """An option, a step or a gap: in a gap `text` holds what fits."""

    name: str
    text: str
    feedback: str
    is_right: bool = False

    def row(self) -> str:
        """Its name, words and feedback with bars between."""
        return f"{self.name} | {as_cell(self.text)} | {as_cell(self.feedback)}".rstrip()

    @classmethod
    def from_item(cls, item: Any, names: Names, text: str = "text") -> Part:
        """From an item of a list block's raw value."""
        value = item["value"]
        return cls(
            name=names.of(item.get("id")),
            text=trimmed(value[text] or ""),
            feedback=trimmed(value["feedback"] or ""),
            is_right=bool(value.get("is_right")),
        )


@dataclass(frozen=True, kw_only=True)
class Question(Card):
    """What every kind of question has."""

    assesses: str
    prompt: str

    def tags(self) -> list[str]:
        return [self.assesses]

    def head(self, shelf: Shelf) -> Value:
        """The part of a block's value that every kind has."""
        return {"prompt": self.prompt, "assesses": shelf.competency(self.assesses)}

    @staticmethod
    def head_of(value: Value, shelf: Shelf) -> Value:
        """The fields of `head` from a block's value."""
        return {"prompt": trimmed(value["prompt"] or ""), "assesses": shelf.tag(value["assesses"])}

    def top_lines(self, stop: re.Pattern[str]) -> list[str]:
        """The lines down to the question's own words."""
        return [*key_lines([("assesses", self.assesses)]), *plain_lines(self.prompt, stop)]


def read_prompt(reader: Reader, stop: re.Pattern[str]) -> Value:
    """`assesses` and the question's words."""
    return {**reader.keys("assesses"), "prompt": reader.plain(stop, what=_("The question"))}


def item(part: Part, value: Value, *, ids: Ids, card: str) -> Value:
    """An item of a list block as the page editor writes it, with its id."""
    return {"type": "item", "id": ids.part(card, part.name), "value": value}


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """Options to choose from."""

    mark: ClassVar[str]
    looks: ClassVar[re.Pattern[str]]
    options: tuple[Part, ...] = field(default=())

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        head = read_prompt(reader, cls.looks)
        options: list[Part] = []
        for line in reader.taken(cls.looks):
            options += cls.read_option(line, reader, options)
        reader.end(_("Options follow the question, one line each: “%(example)s”.") % {"example": cls.example()})
        if len(options) < 2:
            reader.note(reader.start, _("A question needs two options or more: “%(example)s”.") % {"example": cls.example()})
        return cls(name=name, line=reader.start, options=tuple(options), **head)

    @classmethod
    def example(cls) -> str:
        """How an option is written."""
        return f"{cls.mark[0]}x{cls.mark[1]} name | words | feedback"

    @classmethod
    def read_option(cls, line: Line, reader: Reader, before: list[Part]) -> list[Part]:
        """One option, or none when the line cannot be understood."""
        mark, rest = line.text.split(cls.mark[1], 1)
        cells = cells_of(rest)
        if len(cells) != 3:
            reader.note(line.number, _("An option is written “%(example)s”, with two bars.") % {"example": cls.example()})
            return []
        name = reader.named(cells[0], line.number, {option.name for option in before})
        return [Part(name=name, text=cells[1], feedback=cells[2], is_right="x" in mark.lower())]

    def lines(self) -> list[str]:
        left, right = self.mark[0], self.mark[1]
        return [
            *self.top_lines(self.looks),
            *(f"{left}{'x' if part.is_right else ' '}{right} {part.row()}" for part in self.options),
        ]

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        options = [
            item(part, {"text": part.text, "is_right": part.is_right, "feedback": part.feedback}, ids=ids, card=self.name)
            for part in self.options
        ]
        return {**self.head(shelf), "options": options}

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        options = tuple(Part.from_item(one, known.names) for one in value["options"])
        return cls(name=name, options=options, **cls.head_of(value, known.shelf))

    def part_names(self) -> list[str]:
        return [part.name for part in self.options]

    def fixed(self) -> Value:
        marks = [(part.name, part.is_right) for part in self.options]
        return {"assesses": self.assesses, _("names, order and marks of the options"): marks}


@dataclass(frozen=True, kw_only=True)
class OneAnswer(Choice):
    """Exactly one is right."""

    kind = "one-answer"
    mark = "()"
    looks = ROUND


@dataclass(frozen=True, kw_only=True)
class SeveralAnswers(Choice):
    """One or more are right."""

    kind = "several-answers"
    mark = "[]"
    looks = SQUARE


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    """A statement to judge."""

    kind = "true-false"
    is_true: str
    feedback_true: str
    feedback_false: str

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        head = read_prompt(reader, TRUTH)
        feedback: dict[str, str] = {}
        right: list[str] = []
        for line in reader.taken(TRUTH):
            cells = cells_of(line.text)
            word = cells[0].split()[-1]
            if len(cells) != 2 or word in feedback:
                reader.note(line.number, _("Write “true | feedback” once and “false | feedback” once."))
            feedback[word] = cells[1]
            right += [word] if "(" in cells[0] and "x" in cells[0].lower() else []
        reader.end(_("After the statement come “true | feedback” and “false | feedback”."))
        if set(feedback) != {"true", "false"}:
            reader.note(reader.start, _("Write both lines, “true | feedback” and “false | feedback”."))
        if len(right) != 1:
            reader.note(reader.start, _("Write “(x) ” before the right one of true and false, and only there."))
        return cls(
            name=name,
            line=reader.start,
            is_true=right[0] if right else "",
            feedback_true=feedback.get("true", ""),
            feedback_false=feedback.get("false", ""),
            **head,
        )

    def lines(self) -> list[str]:
        words = {"true": self.feedback_true, "false": self.feedback_false}
        return [
            *self.top_lines(TRUTH),
            *(f"{'(x) ' * (self.is_true == word)}{word} | {as_cell(text)}".rstrip() for word, text in words.items()),
        ]

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        own = {"is_true": self.is_true, "feedback_true": self.feedback_true, "feedback_false": self.feedback_false}
        return {**self.head(shelf), **own}

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        words: Value = {key: trimmed(value[key] or "") for key in ("feedback_true", "feedback_false")}
        return cls(name=name, is_true=value["is_true"] or "", **words, **cls.head_of(value, known.shelf))

    def fixed(self) -> Value:
        return {"assesses": self.assesses, _("right answer"): self.is_true}


@dataclass(frozen=True, kw_only=True)
class Judged(Question):
    """What has one sentence for all right and one for not yet."""

    right: str
    wrong: str

    def judgement(self) -> dict[str, str]:
        """The two sentences."""
        return {"right": self.right, "wrong": self.wrong}

    @staticmethod
    def judgement_of(value: Value) -> Value:
        """The two sentences from a block's value."""
        return {key: trimmed(value[key] or "") for key in ("right", "wrong")}


@dataclass(frozen=True, kw_only=True)
class PutInOrder(Judged):
    """Steps, in the right order."""

    kind = "put-in-order"
    steps: tuple[Part, ...] = field(default=())

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        head = read_prompt(reader, STEP)
        steps: list[Part] = []
        for line in reader.taken(STEP):
            cells = cells_of(line.text.split(".", 1)[1])
            if len(cells) != 3:
                reader.note(line.number, _("A step is written “1. name | words | why it comes here”, with two bars."))
                continue
            step_name = reader.named(cells[0], line.number, {step.name for step in steps})
            steps.append(Part(name=step_name, text=cells[1], feedback=cells[2]))
        if len(steps) < 2:
            reader.note(reader.start, _("There are fewer than two steps. A step is written “1. name | words | why it comes here”."))
        sentences = reader.keys("right", "wrong")
        reader.end(_("After the question come the steps, then the lines right and wrong."))
        return cls(name=name, line=reader.start, steps=tuple(steps), **head, **sentences)

    def lines(self) -> list[str]:
        return [
            *self.top_lines(STEP),
            *(f"{number}. {step.row()}" for number, step in enumerate(self.steps, start=1)),
            *key_lines(self.judgement().items()),
        ]

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        items = [item(step, {"text": step.text, "feedback": step.feedback}, ids=ids, card=self.name) for step in self.steps]
        return {**self.head(shelf), "items": items, **self.judgement()}

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        steps = tuple(Part.from_item(one, known.names) for one in value["items"])
        return cls(name=name, steps=steps, **cls.head_of(value, known.shelf), **cls.judgement_of(value))

    def part_names(self) -> list[str]:
        return [step.name for step in self.steps]

    def fixed(self) -> Value:
        return {"assesses": self.assesses, _("names and order of the steps"): self.part_names()}


@dataclass(frozen=True, kw_only=True)
class FillTheGap(Judged):
    """A text with gaps. In manuscripts gaps have names; a block has {1} for the first of its list, {2} for the second."""

    kind = "fill-the-gap"
    text: str
    gaps: tuple[Part, ...] = field(default=())

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        head = reader.keys("assesses", "prompt")
        text = reader.plain(GAP, what=_("The text with gaps"))
        gaps: list[Part] = []
        for line in reader.taken(re.compile(r"gap\s")):
            found = GAP_LINE.fullmatch(line.text)
            cells = cells_of(found[2]) if found else []
            if not found or len(cells) != 2:
                reader.note(line.number, _("A gap is written “gap name = what fits; what fits too | hint”."))
                continue
            gap_name = reader.named(found[1], line.number, {gap.name for gap in gaps})
            gaps.append(Part(name=gap_name, text=cells[0], feedback=cells[1]))
        if sorted(IN_TEXT.findall(text)) != sorted(gap.name for gap in gaps):
            sentence = _("Text and gap lines do not fit. Write each gap once as {name} in the text and once as “gap name = …”.")
            reader.note(reader.start, sentence)
        sentences = reader.keys("right", "wrong")
        reader.end(_("After the text come the gap lines, then the lines right and wrong."))
        return cls(name=name, line=reader.start, text=text, gaps=tuple(gaps), **head, **sentences)

    def lines(self) -> list[str]:
        return [
            *key_lines([("assesses", self.assesses), ("prompt", self.prompt)]),
            *plain_lines(self.text, GAP),
            *(f"gap {gap.name} = {as_cell(gap.text)} | {as_cell(gap.feedback)}".rstrip() for gap in self.gaps),
            *key_lines(self.judgement().items()),
        ]

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        places = {gap.name: str(place) for place, gap in enumerate(self.gaps, start=1)}
        text = IN_TEXT.sub(lambda mark: f"{{{places.get(mark[1], mark[1])}}}", self.text)
        gaps = [item(gap, {"answers": gap.text, "feedback": gap.feedback}, ids=ids, card=self.name) for gap in self.gaps]
        return {**self.head(shelf), "text": text, "gaps": gaps, **self.judgement()}

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        gaps = tuple(Part.from_item(one, known.names, "answers") for one in value["gaps"])
        places = {str(place): gap.name for place, gap in enumerate(gaps, start=1)}
        text = re.sub(r"\{(\d+)\}", lambda mark: f"{{{places.get(mark[1], mark[1])}}}", trimmed(value["text"] or ""))
        return cls(name=name, text=text, gaps=gaps, **cls.head_of(value, known.shelf), **cls.judgement_of(value))

    def part_names(self) -> list[str]:
        return [gap.name for gap in self.gaps]

    def fixed(self) -> Value:
        return {"assesses": self.assesses, _("names and order of the gap lines"): self.part_names()}


KINDS: Final[dict[str, type[Card]]] = {
    kind.kind: kind
    for kind in (
        Text,
        PictureText,
        Audio,
        Video,
        Play,
        Example,
        Share,
        Helpline,
        OneAnswer,
        SeveralAnswers,
        TrueFalse,
        PutInOrder,
        FillTheGap,
    )
}
