"""The badge of a certificate: the course's band, a lit lamp and the title, as SVG and as PNG, with the signed credential baked in.

No name is drawn on it: people post badges. The PNG has no words either, for Pillow alone cannot shape every script; the credential
inside has them all.
"""

from __future__ import annotations

from html import escape
from typing import Final

from django.template.loader import render_to_string
from django.utils.translation import override
from PIL import Image, ImageDraw

from learning.certificates.baking import baked_png, baked_svg
from learning.certificates.frame import INK, TILE, tile_drawing
from learning.certificates.models import Certificate
from learning.certificates.paper_words import words_in
from learning.certificates.pdf import FLAME, LAMP_BOX, lamp_svg
from learning.certificates.pdf_page import direction_of
from learning.certificates.shapes import Shape, shapes_of

SIDE: Final = 400
GROUND: Final = "#fbf6ec"
SCALE: Final = 2.5  # of the band's tiles, five of which make the width
BANDS: Final = (24, SIDE - 24 - 40)  # where they begin; the lower one stands on its head
LAMP: Final = (140, 84, 120, 150)  # x, y, width, height with words below; without, it is larger
LAMP_ALONE: Final = (112, 90, 176, 220)
WORDS_AT: Final = (262, 290, 316)  # of the lines of text
FINE: Final = 3  # drawn so many times larger, then made smaller
LONGEST_LINE: Final = 30  # characters
COLOURS: Final = 64


def badge_svg(certificate: Certificate) -> str:
    """The badge as a drawing."""
    told = certificate.statement
    with override(certificate.language):
        kind = words_in("certificate_kind", certificate.kind)
    x, y, width, height = LAMP
    lamp = lamp_svg().replace("<svg ", f'<svg x="{x}" y="{y}" width="{width}" height="{height}" ', 1)
    words = [text_svg(kind, y=WORDS_AT[0], size=16, weight=400)]
    words += [text_svg(line, y=at, size=22, weight=700) for line, at in zip(lines_of(told["course"]), WORDS_AT[1:], strict=False)]
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" lang="{certificate.language}">'
        f"<title>{escape(told['course'])}</title>"
        f'<defs><g id="tile">{tile_drawing(told["band"], told["band_colours"])}</g></defs>'
        f'<rect width="{SIDE}" height="{SIDE}" rx="20" fill="{GROUND}"/>{band_svg()}{lamp}{"".join(words)}'
        f'<rect x="2" y="2" width="{SIDE - 4}" height="{SIDE - 4}" rx="18" fill="none" stroke="{INK}" stroke-width="4"/></svg>'
    )
    return baked_svg(drawing, certificate.credential or {})


def band_svg() -> str:
    """Both rows of tiles."""
    step = TILE[0] * SCALE
    tiles = "".join(f'<use href="#tile" transform="translate({place * step} 0) scale({SCALE})"/>' for place in range(5))
    top, low = BANDS
    return f'<g transform="translate(0 {top})">{tiles}</g><g transform="translate({SIDE} {low + 40}) rotate(180)">{tiles}</g>'


def text_svg(line: str, *, y: int, size: int, weight: int) -> str:
    """A line of text in the middle."""
    look = f'font-family="Noto Sans,sans-serif" font-size="{size}" font-weight="{weight}" fill="{INK}"'
    return f'<text x="{SIDE // 2}" y="{y}" text-anchor="middle" direction="{direction_of(line)}" {look}>{escape(line)}</text>'


def lines_of(title: str) -> list[str]:
    """A title in two lines at most; what is longer ends with an ellipsis."""
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > LONGEST_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    shown = lines[:1] if len(lines) == 1 else [lines[0], " ".join(lines[1:])]
    return [line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…" for line in shown]


def badge_png(certificate: Certificate) -> bytes:
    """The badge as a picture, 400 pixels wide."""
    return baked_png(
        badge_picture(certificate.statement["band"], certificate.statement["band_colours"]), certificate.credential or {}
    )


def badge_picture(band: str, colours: str) -> Image.Image:
    """Band and lamp, drawn with Pillow."""
    side = SIDE * FINE
    picture = Image.new("RGB", (side, side), GROUND)
    row = band_picture(list(shapes_of(tile_drawing(band, colours))), round(SCALE * FINE))
    picture.paste(row, (0, BANDS[0] * FINE))
    picture.paste(row.rotate(180), (0, BANDS[1] * FINE))
    left, top, width, _height = LAMP_ALONE
    box_x, box_y, box_width, _box_height = map(float, LAMP_BOX.split())
    scale = width / box_width * FINE
    origin = (left * FINE - box_x * scale, top * FINE - box_y * scale)
    for shape in shapes_of(render_to_string("components/lamp_shape.html"), lamp_look):
        paint(ImageDraw.Draw(picture), shape, scale=scale, origin=origin)
    ImageDraw.Draw(picture).rectangle((0, 0, side - 1, side - 1), outline=INK, width=4 * FINE)
    return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).quantize(COLOURS)


def band_picture(shapes: list[Shape], scale: int) -> Image.Image:
    """A row of five tiles. What a tile's drawing has beside the tile is cut off, as it is in SVG's patterns."""
    tile = Image.new("RGB", (TILE[0] * scale, TILE[1] * scale), GROUND)
    for shape in shapes:
        paint(ImageDraw.Draw(tile), shape, scale=scale, origin=(0, 0))
    row = Image.new("RGB", (tile.width * 5, tile.height))
    for place in range(5):
        row.paste(tile, (place * tile.width, 0))
    return row.resize((SIDE * FINE, round(TILE[1] * SCALE * FINE)), Image.Resampling.LANCZOS)


def lamp_look(name: str, given: dict[str, str]) -> dict[str, str]:
    """The lit lamp's colours, as `pdf.lamp_svg` gives them."""
    known = {"top": {"fill": FLAME}, "fire": {"fill": INK}}.get(name, {})
    inks = {attribute: INK for attribute, value in given.items() if value == "currentColor"}
    return {"fill": FLAME, **given, **inks, **known}


def paint(draw: ImageDraw.ImageDraw, shape: Shape, *, scale: float, origin: tuple[float, float]) -> None:
    """Fills and strokes a shape."""
    for line in shape.lines:
        points = [(origin[0] + x * scale, origin[1] + y * scale) for x, y in line]
        if shape.fill and len(points) > 2:
            draw.polygon(points, fill=shape.fill)
        if shape.stroke:
            width = round(shape.width * scale)
            draw.line(points, fill=shape.stroke, width=width, joint="curve")
            for x, y in (points[0], points[-1]) if len(points) == 2 or points[0] == points[-1] else ():
                draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=shape.stroke)
