"""The facilitator's part of a lesson's manuscript, below its cards: `## step name`, `## materials list`, `## paper activity`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.manuscripts.identity import Ids, Names
from courses.manuscripts.lines import Reader, as_value, key_lines, plain_lines, trimmed, value_of

STEP, MATERIALS, PAPER = "step", "materials", "paper"
# Kind of section -> the name it has when it is written; a step has its own.
SECTIONS: Final = {STEP: "", MATERIALS: "list", PAPER: "activity"}
ITEM: Final = re.compile(r"- ")
MINUTES: Final = re.compile(r"[1-9][0-9]?|1[01][0-9]|120")


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of the script. `line` is where it starts in its file."""

    name: str
    minutes: int
    title: str
    text: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True)
class Script:
    """All that a lesson has for its facilitator; empty when it has nothing."""

    steps: tuple[Step, ...] = ()
    materials: tuple[str, ...] = ()
    paper: str = ""


def read_script(sections: Sequence[tuple[str, str, Reader]]) -> Script:
    """The script from its sections: kind, name, and what stands below the heading."""
    steps: list[Step] = []
    materials: list[str] = []
    paper = ""
    for kind, name, reader in sections:
        if kind == STEP:
            steps.append(read_step(name, reader))
        elif kind == MATERIALS:
            materials += [value_of(item.text[2:]) for item in reader.taken(ITEM)]
            reader.end(_("Materials are lines with “- ” before them."))
            if not materials:
                reader.note(reader.start, _("“%(key)s:” needs lines with “- ” below it.") % {"key": MATERIALS})
        else:
            paper = reader.plain(what=_("What the group does"))
    return Script(steps=tuple(steps), materials=tuple(materials), paper=paper)


def read_step(name: str, reader: Reader) -> Step:
    """One step; what is wrong is noted."""
    keys = reader.keys("minutes", "title")
    if keys["minutes"] and not MINUTES.fullmatch(keys["minutes"]):
        reader.note(reader.start, _("“minutes: %(minutes)s”: write a whole number from 1 to 120.") % {"minutes": keys["minutes"]})
        keys["minutes"] = ""
    text = reader.plain(what=_("What to say and do"))
    return Step(name=name, line=reader.start, minutes=int(keys["minutes"] or 0), title=keys["title"], text=text)


def script_lines(script: Script) -> list[str]:
    """The lines of a script as a manuscript has them."""
    lines: list[str] = []
    if script.materials:
        lines += ["", f"## {MATERIALS} {SECTIONS[MATERIALS]}", *(f"- {as_value(item)}" for item in script.materials)]
    if script.paper:
        lines += ["", f"## {PAPER} {SECTIONS[PAPER]}", *plain_lines(script.paper)]
    for step in script.steps:
        lines += ["", f"## {STEP} {step.name}", *key_lines([("minutes", str(step.minutes)), ("title", step.title)])]
        lines += plain_lines(step.text)
    return lines


def fill_script(page: Any, script: Script, ids: Ids) -> None:
    """Gives a lesson page its script; its steps keep their ids in every language and at every load."""
    steps = [
        {
            "type": STEP,
            "value": {"minutes": step.minutes, "title": step.title, "text": step.text},
            "id": ids.part("script", step.name),
        }
        for step in script.steps
    ]
    page.script = page._meta.get_field("script").stream_block.to_python(steps)
    page.materials = "\n".join(script.materials)
    page.paper_activity = script.paper


def script_text(page: Any, names: Names) -> Script:
    """A lesson page's script read back."""
    return Script(
        steps=tuple(
            Step(
                name=names.of(raw["id"]),
                minutes=int(raw["value"]["minutes"] or 0),
                title=trimmed(raw["value"]["title"] or ""),
                text=trimmed(raw["value"]["text"] or ""),
            )
            for raw in page.script.get_prep_value()
        ),
        materials=tuple(line for line in trimmed(page.materials).split("\n") if line),
        paper=trimmed(page.paper_activity),
    )


def script_shape(script: Script) -> dict[str, Any]:
    """What must be the same in every language, by what it is called."""
    return {
        _("steps of the script, with their minutes"): [(step.name, step.minutes) for step in script.steps],
        _("number of materials"): len(script.materials),
        _("paper activity (there or not)"): bool(script.paper),
    }
