"""Our own small SVG drawings as polygons and lines, so that Pillow can draw them: bands' tiles and the lamp, no more of SVG."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Final, NamedTuple

from defusedxml import ElementTree

Point = tuple[float, float]
COMMAND: Final = re.compile(r"([A-Za-z])([^A-Za-z]*)")
NUMBER: Final = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
TAKES: Final = {"m": 2, "l": 2, "t": 2, "h": 1, "v": 1, "c": 6, "q": 4, "z": 0}  # numbers of each command
STEPS: Final = 12  # straight pieces of a curve
PATH: Final = "path"


class Shape(NamedTuple):
    """A path: its lines, and how they are painted. An empty colour paints nothing."""

    lines: list[list[Point]]
    fill: str
    stroke: str
    width: float


def shapes_of(drawing: str, look: Callable[[str, dict[str, str]], dict[str, str]] = lambda _name, given: given) -> Iterator[Shape]:
    """The paths in a piece of SVG in order; what a group says holds for its paths. `look` may change attributes by class."""
    root = ElementTree.fromstring(f"<g>{drawing}</g>")
    yield from shapes_below(root, {}, look)


def shapes_below(element: Any, given: dict[str, str], look: Callable[[str, dict[str, str]], dict[str, str]]) -> Iterator[Shape]:
    """The paths of an element and of all in it."""
    own = look(element.get("class", ""), {**given, **element.attrib})
    if element.tag == PATH:
        fill, stroke = (
            ("" if own.get(name) == "none" else own.get(name, usual)) for name, usual in (("fill", "#000"), ("stroke", ""))
        )
        yield Shape(list(lines_of(own["d"])), fill, stroke, float(own.get("stroke-width", 1)))
    for child in element:
        yield from shapes_below(child, own, look)


def lines_of(path: str) -> Iterator[list[Point]]:
    """Each subpath of SVG path data as points; a closed one ends where it began."""
    line: list[Point] = []
    control: Point | None = None
    for letter, numbers in COMMAND.findall(path):
        values = [float(number) for number in NUMBER.findall(numbers)]
        kind, count = letter.lower(), TAKES[letter.lower()]
        groups = [values[at : at + count] for at in range(0, len(values), count)] if count else [[]]
        for turn, group in enumerate(groups):
            if kind == "m" and turn == 0:
                if len(line) > 1:
                    yield line
                line = [moved(line[-1] if line else (0, 0), group, is_relative=letter.islower())]
                continue
            points, control = piece(
                "l" if kind == "m" else kind, group, start=line[-1], first=line[0], control=control, rel=letter.islower()
            )
            line.extend(points)
            if kind == "z":
                yield line
                line = [line[0]]
    if len(line) > 1:
        yield line


def moved(start: Point, pair: list[float], *, is_relative: bool) -> Point:
    """Where a pair of numbers leads."""
    return (start[0] + pair[0], start[1] + pair[1]) if is_relative else (pair[0], pair[1])


def piece(
    kind: str, group: list[float], *, start: Point, first: Point, control: Point | None, rel: bool
) -> tuple[list[Point], Point | None]:
    """The points of one command from where the line stands, and the control point that a following `t` mirrors."""
    x, y = start if rel else (0.0, 0.0)
    if kind == "z":
        return [first], None
    if kind == "h":
        return [(x + group[0], start[1])], None
    if kind == "v":
        return [(start[0], y + group[0])], None
    points = [(x + group[at], y + group[at + 1]) for at in range(0, len(group), 2)]
    if kind == "t":
        mirrored = (2 * start[0] - control[0], 2 * start[1] - control[1]) if control else start
        points = [mirrored, *points]
    if len(points) == 1:
        return points, None
    curve = [start, *points]
    return [on_curve(curve, step / STEPS) for step in range(1, STEPS + 1)], points[0] if len(points) == 2 else None


def on_curve(points: list[Point], share: float) -> Point:
    """A point of a Bézier curve (de Casteljau)."""
    while len(points) > 1:
        points = [(ax + (bx - ax) * share, ay + (by - ay) * share) for (ax, ay), (bx, by) in pairwise(points)]
    return points[0]
