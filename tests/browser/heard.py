"""What a screen reader is told of a page: Chromium's own accessibility tree, without what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page


@dataclass
class Heard:
    """A thing that is told: what it is, its name, what describes it, its states, and what stands in it."""

    role: str
    name: str
    description: str
    states: dict[str, Any]
    inside: list[Heard] = field(default_factory=list)

    def all(self, role: str) -> list[Heard]:
        """Everything of a role within it, in reading order."""
        return [one for one in self.walk() if one.role == role]

    def one(self, role: str, name: str = "") -> Heard:
        """The only thing of a role, and of a name if that is given."""
        [found] = [one for one in self.all(role) if not name or one.name == name]
        return found

    def walk(self) -> Iterator[Heard]:
        """Itself and everything within it, in reading order."""
        yield self
        for part in self.inside:
            yield from part.walk()

    @property
    def words(self) -> str:
        """What is read aloud within it."""
        return " ".join(one.name for one in self.walk() if one.role == "StaticText")


def heard_on(page: Page) -> Heard:
    """The page as a screen reader finds it."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    known = {node["nodeId"]: node for node in nodes}
    [root] = told(known, nodes[0])
    return root


def told(known: dict[str, Any], node: dict[str, Any]) -> list[Heard]:
    """A node; where it is left out, what stands in it."""
    inside = [one for child in node.get("childIds", []) if child in known for one in told(known, known[child])]
    if node["ignored"]:
        return inside
    states = {state["name"]: state["value"].get("value") for state in node.get("properties", [])}
    words = {name: node.get(name, {}).get("value", "") for name in ("role", "name", "description")}
    return [Heard(**words, states=states, inside=inside)]
