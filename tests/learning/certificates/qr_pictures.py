"""Pictures of QR codes as cameras take them: on paper, turned, slanted, bent, out of focus, in bad light. Always the same ones."""

from __future__ import annotations

import io
import math
import random
import string
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]

PAPER, INK, TABLE = 235, 30, 120
FINE = 8  # pixels of a module on the sheet
QUIET = 4  # modules
MARGIN = 120  # pixels of paper around
# A certificate's code: so many characters are version 12 at level M.
BASE64 = string.ascii_letters + string.digits + "-_"
CERTIFICATE = "https://learn.example.org/v#" + "".join(random.Random(12).choices(BASE64, k=232))


@dataclass(frozen=True, kw_only=True)
class Shot:
    """What happens to a code on its way into a picture. Lengths are modules where nothing else is said."""

    seed: int = 1
    width: int = 640
    height: int = 480
    module: float = 5.0  # pixels
    angle: float = 0.0  # degrees
    tilt: Point = (0.0, 0.0)  # degrees out of the picture's plane, around its two axes
    curl: float = 0.0  # how far the sheet's edges are bent
    blur: float = 0.0
    motion: float = 0.0
    noise: float = 0.0  # standard deviation in greys
    shade: float = 0.0  # share of the light that is gone at the darkest place
    shadow: bool = False  # somebody's hand
    gleam: bool = False  # a lamp's reflection
    contrast: float = 1.0
    quality: int = 0  # of JPEG
    smudge: float = 0.0  # share of the code's area
    inverted: bool = False
    mirrored: bool = False


def code_of(text: str, *, error: str = "m", version: int | None = None) -> segno.QRCode:
    return segno.make_qr(text, error=error, version=version, boost_error=False)


def flat(code: segno.QRCode, module: int = 4, quiet: int = QUIET) -> Image.Image:
    """The code alone, as a screen shows it."""
    rows = [bytes(INK if dark else PAPER for dark in row) for row in code.matrix]
    size = len(rows)
    picture = Image.frombytes("L", (size, size), b"".join(rows)).resize((size * module, size * module), Image.Resampling.NEAREST)
    whole = Image.new("L", (picture.width + 2 * quiet * module, picture.height + 2 * quiet * module), PAPER)
    whole.paste(picture, (quiet * module, quiet * module))
    return whole


def taken(code: segno.QRCode, shot: Shot) -> Image.Image:
    """A grey picture of the code."""
    chance = random.Random(shot.seed)
    sheet = sheet_with(code, shot, chance)
    picture = seen(sheet, shot).resize((shot.width, shot.height), Image.Resampling.BOX)
    picture = moved(picture, shot, chance)
    if shot.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(shot.blur * shot.module))
    if shot.contrast != 1:
        picture = picture.point([round(128 + (grey - 128) * shot.contrast) for grey in range(256)])
    picture = lit(picture, shot, chance)
    if shot.noise:
        picture = noisy(picture, shot.noise, chance)
    return compressed(picture, shot.quality) if shot.quality else picture


def sheet_with(code: segno.QRCode, shot: Shot, chance: random.Random) -> Image.Image:
    """The sheet of paper: the code, lines of something like text below and above it, dirt."""
    picture = flat(code, FINE)
    if shot.inverted:
        picture = ImageChops.invert(picture)
    if shot.smudge:
        smudge(picture, shot.smudge, chance)
    if shot.mirrored:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    sheet = Image.new("L", (picture.width + 2 * MARGIN, picture.height + 2 * MARGIN), PAPER)
    drawing = ImageDraw.Draw(sheet)
    for top in (30, 70, sheet.height - 90, sheet.height - 50):
        left = 40
        while left < sheet.width - 80:
            width = chance.randint(8, 60)
            drawing.rectangle((left, top, left + width, top + 16), fill=INK)
            left += width + chance.randint(6, 20)
    sheet.paste(picture, (MARGIN, MARGIN))
    return bent(sheet, shot.curl * FINE) if shot.curl else sheet


def smudge(picture: Image.Image, share: float, chance: random.Random) -> None:
    """Spots of ink, dust and half-wiped grey between the finder patterns, until the share is covered."""
    drawing, side = ImageDraw.Draw(picture), picture.width
    inner, area = QUIET * FINE, 0.0
    while area < share * (side - 2 * inner) ** 2:
        radius = chance.uniform(1, 3) * FINE
        x, y = (chance.uniform(inner + 9 * FINE, side - inner - 9 * FINE) for _axis in "xy")
        drawing.ellipse((x - radius, y - radius, x + radius, y + radius), fill=chance.choice([INK, PAPER, 128]))
        area += math.pi * radius * radius


def bent(sheet: Image.Image, depth: float) -> Image.Image:
    """The sheet's left and right edges are lower than its middle, as on a rolled sheet."""
    width, height, step = sheet.width, sheet.height, 16

    def drop(x: float) -> float:
        return depth * (2 * x / width - 1) ** 2

    mesh = []
    for left in range(0, width, step):
        right = min(left + step, width)
        here, there = drop(left), drop(right)
        corners = (left, -here, left, height - here, right, height - there, right, -there)
        mesh.append(((left, 0, right, height), corners))
    return sheet.transform(sheet.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR, fillcolor=PAPER)


def seen(sheet: Image.Image, shot: Shot) -> Image.Image:
    """The sheet from where the camera is, twice as large as the picture will be."""
    width, height = shot.width * 2, shot.height * 2
    half_x, half_y = sheet.width / 2, sheet.height / 2
    scale = shot.module * 2 / FINE
    corners = [(-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y)]
    places = [projected((x * scale, y * scale), shot, far=width * 1.2) for x, y in corners]
    aims = [(x + width / 2, y + height / 2) for x, y in places]
    sources = [(x + half_x, y + half_y) for x, y in corners]
    return sheet.transform(
        (width, height), Image.Transform.PERSPECTIVE, coefficients(aims, sources), Image.Resampling.BICUBIC, fillcolor=TABLE
    )


def projected(point: Point, shot: Shot, *, far: float) -> Point:
    turn, nod, shake = math.radians(shot.angle), math.radians(shot.tilt[0]), math.radians(shot.tilt[1])
    x = point[0] * math.cos(turn) - point[1] * math.sin(turn)
    y = point[0] * math.sin(turn) + point[1] * math.cos(turn)
    y, z = y * math.cos(nod), y * math.sin(nod)
    x, z = x * math.cos(shake) + z * math.sin(shake), z * math.cos(shake) - x * math.sin(shake)
    return x * far / (far + z), y * far / (far + z)


def coefficients(aims: list[Point], sources: list[Point]) -> list[float]:
    """The eight numbers of Pillow's perspective: where each point of the picture comes from."""
    rows = []
    for (x, y), (u, v) in zip(aims, sources, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return solved(rows)


def solved(rows: list[list[float]]) -> list[float]:
    """Gauss and Jordan."""
    count = len(rows)
    for place in range(count):
        best = max(range(place, count), key=lambda row: abs(rows[row][place]))
        rows[place], rows[best] = rows[best], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for other in range(count):
            if other != place:
                factor = rows[other][place]
                rows[other] = [value - factor * own for value, own in zip(rows[other], rows[place], strict=True)]
    return [row[-1] for row in rows]


def moved(picture: Image.Image, shot: Shot, chance: random.Random) -> Image.Image:
    """The hand shook: the mean of pictures along a way."""
    if not shot.motion:
        return picture
    way, direction = shot.motion * shot.module, chance.uniform(0, math.tau)
    count = 9
    whole = picture
    for step in range(1, count):
        share = step / (count - 1) - 0.5
        shift = (1, 0, way * share * math.cos(direction), 0, 1, way * share * math.sin(direction))
        one = picture.transform(picture.size, Image.Transform.AFFINE, shift, Image.Resampling.BILINEAR, fillcolor=TABLE)
        whole = Image.blend(whole, one, 1 / (step + 1))
    return whole


def lit(picture: Image.Image, shot: Shot, chance: random.Random) -> Image.Image:
    width, height = picture.size
    if shot.shade:
        light = Image.linear_gradient("L").rotate(chance.choice([0, 90, 180, 270])).resize(picture.size)
        light = light.point([round(255 - grey * shot.shade) for grey in range(256)])
        picture = ImageChops.multiply(picture, light)
    if shot.shadow:
        shadow = Image.new("L", picture.size, 255)
        corners = [(chance.uniform(0, width), chance.uniform(0, height)) for _corner in range(3)]
        ImageDraw.Draw(shadow).polygon([*corners, (chance.uniform(0, width), height)], fill=120)
        picture = ImageChops.multiply(picture, shadow.filter(ImageFilter.GaussianBlur(chance.uniform(1, 12))))
    if shot.gleam:
        gleam = Image.new("L", picture.size, 0)
        x, y, radius = width / 2 + chance.uniform(-90, 90), height / 2 + chance.uniform(-90, 90), chance.uniform(20, 60)
        ImageDraw.Draw(gleam).ellipse((x - radius, y - radius, x + radius, y + radius), fill=170)
        picture = ImageChops.add(picture, gleam.filter(ImageFilter.GaussianBlur(radius / 2)))
    return picture


def noisy(picture: Image.Image, deviation: float, chance: random.Random) -> Image.Image:
    """Four even noises are nearly a normal one, of a deviation of 37."""
    count = picture.width * picture.height
    layers = [Image.frombytes("L", picture.size, chance.randbytes(count)) for _layer in range(4)]
    noise = Image.blend(Image.blend(layers[0], layers[1], 0.5), Image.blend(layers[2], layers[3], 0.5), 0.5)
    noise = noise.point([round((grey - 127.5) * deviation / 37 + 128) for grey in range(256)])
    return ImageChops.add(picture, noise, 1, -128)


def compressed(picture: Image.Image, quality: int) -> Image.Image:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=quality)
    return Image.open(kept).convert("L")


def family(name: str, count: int = 20) -> list[Shot]:
    """Shots of one kind of trouble, from little of it to as much as people still hold to be readable."""
    chance = random.Random(name)
    return [FAMILIES[name](place / max(1, count - 1), chance) for place in range(count)]


def shot(chance: random.Random, **more: Any) -> Shot:
    """The code nearly fills the picture, and is nearly upright."""
    usual: dict[str, Any] = {
        "seed": chance.randrange(10**6),
        "module": chance.uniform(4.2, 5.4),
        "angle": chance.uniform(-9, 9),
        "noise": 3,
        "blur": 0.1,
    }
    return Shot(**usual | more)


def slanted(much: float, chance: random.Random) -> Shot:
    most = 15 + 35 * much
    tilt = (chance.uniform(-most, most), chance.uniform(-most, most))
    return shot(chance, angle=chance.uniform(-20, 20), tilt=tilt)


def badly_lit(much: float, chance: random.Random) -> Shot:
    return shot(chance, shade=0.3 + 0.5 * much, shadow=chance.random() < 0.6, gleam=chance.random() < 0.4, noise=4)


def by_hand(much: float, chance: random.Random) -> Shot:
    """A phone held over a certificate: some of everything."""
    return shot(
        chance,
        angle=chance.uniform(-25, 25),
        tilt=(chance.uniform(-22, 22), chance.uniform(-22, 22)),
        blur=chance.uniform(0.05, 0.2 + 0.2 * much),
        motion=chance.uniform(0, 0.6 * much),
        noise=chance.uniform(2, 6 + 8 * much),
        shade=chance.uniform(0, 0.5),
        contrast=chance.uniform(0.6, 1),
        curl=chance.uniform(0, 0.8),
        quality=chance.randint(40, 85),
    )


FAMILIES: dict[str, Callable[[float, random.Random], Shot]] = {
    "flat": lambda much, chance: shot(chance, angle=0, module=6 - 2.5 * much),
    "turned": lambda _much, chance: shot(chance, angle=chance.uniform(0, 360), module=chance.uniform(4, 5)),
    "slanted": slanted,
    "out of focus": lambda much, chance: shot(chance, blur=0.15 + 0.5 * much),
    "shaken": lambda much, chance: shot(chance, motion=0.4 + 1.2 * much),
    "grainy": lambda much, chance: shot(chance, noise=8 + 32 * much, contrast=0.7),
    "badly lit": badly_lit,
    "much compressed": lambda much, chance: shot(chance, quality=round(45 - 37 * much)),
    "small": lambda much, chance: shot(chance, angle=chance.uniform(-20, 20), module=3.4 - 0.9 * much),
    "smudged": lambda much, chance: shot(chance, smudge=0.01 + 0.06 * much),
    "bent": lambda much, chance: shot(chance, curl=0.5 + 3 * much),
    "by hand": by_hand,
}
