"""The woven frame of a printed certificate: the course's band along four sides, whole tiles only, with a mark in each corner."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from django.contrib.staticfiles import finders

from courses.models.course import Band, BandColours

INK: Final = "#1b1e3c"
TILE: Final = (32, 16)  # units of a tile's drawing; `static/icons/bands/` holds one in each pair of colours
CORNER: Final = "M8 1l7 7-7 7-7-7zM8 4L4 8l4 4 4-4zM8 6.500L9.500 8 8 9.500 6.500 8z"  # in a square of 16 units, even-odd
SEAM: Final = 1.006
INSIDE: Final = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
COLOUR: Final = re.compile(r'"(#[0-9A-Fa-f]{6})"')


class Sheet(NamedTuple):
    """A sheet of paper and where the frame lies on it, in millimetres."""

    width: float = 297
    height: float = 210
    margin: float = 8  # no printer at home reaches the edge
    band: float = 9  # how wide the woven part is
    hem: float = 0.8  # of plain colour along both its edges


A4: Final = Sheet()


def frame_svg(band: str, colours: str, sheet: Sheet = A4) -> str:
    """The frame as an SVG document of the whole sheet."""
    tile = tile_drawing(band, colours)
    found = COLOUR.search(tile)
    colour = found.group(1) if found else INK
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width} {sheet.height}">'
        f'<defs><g id="tile">{tile}</g><path id="corner" fill="{colour}" fill-rule="evenodd" d="{CORNER}"/></defs>'
        f"{''.join(sides(sheet))}{''.join(corners(sheet))}"
        f"{rectangle(sheet, sheet.hem / 2, width=sheet.hem, colour=colour)}"
        f"{rectangle(sheet, sheet.band + sheet.hem * 1.5, width=sheet.hem, colour=colour)}"
        f"{rectangle(sheet, sheet.band + sheet.hem * 2 + 1.4, width=0.25, colour=INK)}</svg>"
    )


@cache
def tile_drawing(band: str, colours: str) -> str:
    """What is drawn in a band's tile. The same cloth as on screen; a band we no longer have falls back to the first."""
    known = band in Band.values and colours in BandColours.values
    name = f"{band}-{colours}" if known else f"{Band.values[0]}-{BandColours.values[0]}"
    file = finders.find(f"icons/bands/{name}.svg")
    drawing = INSIDE.search(Path(str(file)).read_text(encoding="utf-8")) if file else None
    return drawing.group(1) if drawing else ""


def rectangle(sheet: Sheet, inset: float, *, width: float, colour: str) -> str:
    """A line around the sheet, `inset` millimetres inside the frame's outer edge."""
    at = sheet.margin + inset
    size = f'width="{sheet.width - 2 * at:.2f}" height="{sheet.height - 2 * at:.2f}"'
    return f'<rect x="{at:.2f}" y="{at:.2f}" {size} fill="none" stroke="{colour}" stroke-width="{width}"/>'


def sides(sheet: Sheet) -> list[str]:
    """The tiles of the four sides, turned so that their foot is always towards the inside."""
    near = sheet.margin + sheet.hem
    far_x, far_y = sheet.width - near, sheet.height - near
    start = near + sheet.band
    across, down = far_x - near - 2 * sheet.band, far_y - near - 2 * sheet.band
    turned = [
        (f"translate({start} {near})", across),
        (f"translate({far_x} {start}) rotate(90)", down),
        (f"translate({far_x - sheet.band} {far_y}) rotate(180)", across),
        (f"translate({near} {far_y - sheet.band}) rotate(270)", down),
    ]
    return [f'<g transform="{turn}">{"".join(row(length, sheet.band / TILE[1]))}</g>' for turn, length in turned]


def row(length: float, unit: float) -> list[str]:
    """Tiles side by side, stretched so that a whole number of them fits, and a hair more so that no seam shows."""
    count = round(length / (TILE[0] * unit))
    step = length / count
    scale = f"scale({step / TILE[0] * SEAM:.4f} {unit:.4f})"
    return [f'<use href="#tile" transform="translate({place * step:.3f} 0) {scale}"/>' for place in range(count)]


def corners(sheet: Sheet) -> list[str]:
    """A mark on white in each corner, where bands meet."""
    near = sheet.margin + sheet.hem
    unit = sheet.band / 16
    across = (near, sheet.width - near - sheet.band)
    down = (near, sheet.height - near - sheet.band)
    places = [f"translate({x:.2f} {y:.2f}) scale({unit})" for x in across for y in down]
    return [f'<g transform="{place}"><path fill="#fff" d="M0 0h16v16H0z"/><use href="#corner"/></g>' for place in places]
