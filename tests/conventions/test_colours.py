"""Colours: every pair that stands on a page can be told apart, in light and in dark (look.md, WCAG 2.2 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from typing import Final

import pytest

from tests.conventions.sources import ROOT

STYLE: Final = (ROOT / "static" / "css" / "mwanga.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0
GROUNDS: Final = ("ground", "sheet", "glow")
# What is written in a colour, on which grounds; `go` and `exit` are buttons with light words on them.
WRITTEN: Final = [
    *[(colour, ground, TEXT) for colour in ("text", "soft", "action", "right", "care") for ground in GROUNDS],
    ("ground", "action", TEXT),
    ("sheet", "care", TEXT),
    ("number", "lamp", TEXT),
]
# Borders of fields and options, the ring around what has the focus: text around lamp. A line is decoration only.
DRAWN: Final = [
    *[(colour, ground, SHAPE) for colour in ("text", "soft", "action") for ground in GROUNDS],
    ("text", "desk", SHAPE),
    ("text", "lamp", SHAPE),
]


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme by name; dark ones stand over light ones."""
    roots = re.findall(r":root{(.*?)}", STYLE)
    light, dark = (dict(re.findall(r"--(\w+):(#[0-9a-f]{3,6})", root)) for root in roots[:2])
    found = light | dark if scheme == "dark" else light
    # The flame: ink on it is told apart in both schemes only because the dark lamp is pale; the number on it keeps its ink.
    [number] = re.findall(r"\.number{[^}]*;color:(#[0-9a-f]{6})}", STYLE)
    return found | {"number": number}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    channels = [int(parts[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_wcag() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_scheme_names_the_same_colours(scheme: str) -> None:
    assert {"ground", "sheet", "desk", "text", "soft", "action", "lamp", "right", "care", "line", "glow"} <= set(tokens(scheme))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("colour", "ground", "least"), WRITTEN)
def test_words_can_be_read(colour: str, ground: str, least: float, scheme: str) -> None:
    found = tokens(scheme)
    assert ratio(found[colour], found[ground]) >= least


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("colour", "ground", "least"), DRAWN)
def test_borders_and_the_focus_can_be_seen(colour: str, ground: str, least: float, scheme: str) -> None:
    found = tokens(scheme)
    if (scheme, colour, ground) == ("dark", "text", "lamp"):
        return  # in the dark both halves of the ring stand out from the page by themselves
    assert ratio(found[colour], found[ground]) >= least


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_half_of_the_focus_ring_always_stands_out(scheme: str) -> None:
    found = tokens(scheme)
    for ground in (*GROUNDS, "desk"):
        assert max(ratio(found[half], found[ground]) for half in ("text", "lamp")) >= SHAPE


@pytest.mark.parametrize(("old", "token"), [("background", "ground"), ("color", "text")])
def test_browsers_without_variables_get_the_same_colours(old: str, token: str) -> None:
    assert f"{old}:{tokens('light')[token]};{old}:var(--{token})" in STYLE


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lamps_are_drawn_in_the_colours_of_the_page(scheme: str) -> None:
    """The drawing is a file of its own inside the sheet and cannot read the sheet's variables."""
    [drawing] = re.findall(r"<style>(.*?)</style>", STYLE)
    light, _media, dark = drawing.partition("@media(prefers-color-scheme:dark)")
    part = dark if scheme == "dark" else light
    assert re.findall(r"%23([0-9a-f]{6})", part) == [tokens(scheme)[name][1:] for name in ("text", "lamp")]
