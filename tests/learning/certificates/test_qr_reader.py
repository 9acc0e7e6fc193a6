"""QR codes read in JavaScript: `static/offline/qr-*.js` reads what segno makes, from clean pictures and from bad ones, under Node.

On the 240 pictures of `qr_pictures.FAMILIES` it is compared with zbarimg where that is installed.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
import segno
from PIL import Image
from segno.consts import ERROR_LEVEL_H, ERROR_LEVEL_L, ERROR_LEVEL_M, ERROR_LEVEL_Q, SYMBOL_CAPACITY

from courses.rendering.script import without_comments
from tests.learning.certificates.qr_pictures import CERTIFICATE, FAMILIES, Shot, code_of, family, flat, taken
from tests.private_servers import node_program

pytestmark = [pytest.mark.long, pytest.mark.once]

OFFLINE = Path(__file__).parents[3] / "static" / "offline"
READER = [OFFLINE / f"qr-{name}.js" for name in ("code", "find", "read")]
MOST_BYTES = 10_240  # all four files, as they are sent

# Pictures stand one after the other in a file; an answer is a text or null for each, and the milliseconds of computing it took:
# those of the clock would count what else the machine does.
RUN = """
var fs = require('fs'), vm = require('vm');
globalThis.window = globalThis;
process.argv[2].split(',').forEach(function (path) { vm.runInThisContext(fs.readFileSync(path, 'utf8'), path); });
var bytes = fs.readFileSync('pictures'), at = 0;
console.log(JSON.stringify(JSON.parse(fs.readFileSync('sizes.json', 'utf8')).map(function (size) {
  var one = new Uint8Array(bytes.subarray(at, at += size[2])), began = process.cpuUsage(), text, took;
  text = mwangaQr.read(one, size[0], size[1]);
  took = process.cpuUsage(began);
  return [text, (took.user + took.system) / 1000];
})));
"""


@dataclass(frozen=True)
class Raw:
    """What a picture says of itself, and its bytes."""

    width: int
    height: int
    data: bytes


def raw(picture: Image.Image) -> Raw:
    return Raw(picture.width, picture.height, picture.tobytes())


def answers(folder: Path, pictures: Sequence[Raw]) -> list[tuple[str | None, float]]:
    """What the reader says of each picture, and in how many milliseconds of computing."""
    (folder / "run.js").write_text(RUN)
    (folder / "pictures").write_bytes(b"".join(picture.data for picture in pictures))
    (folder / "sizes.json").write_text(json.dumps([[one.width, one.height, len(one.data)] for one in pictures]))
    command = [node_program(), "run.js", ",".join(map(str, READER))]
    found = subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    return [(text, took) for text, took in json.loads(found.stdout)]


def texts(folder: Path, pictures: Sequence[Image.Image]) -> list[str | None]:
    return [text for text, _took in answers(folder, [raw(picture) for picture in pictures])]


def evaluated(folder: Path, script: str) -> object:
    """The value of an expression where the reader is loaded."""
    (folder / "value.js").write_text(f"{RUN.split('var bytes')[0]}console.log(JSON.stringify({script}));")
    command = [node_program(), "value.js", ",".join(map(str, READER))]
    return json.loads(subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120).stdout)


ALPHABETS = {
    "numeric": "0123456789",
    "alphanumeric": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:",
    "bytes": "abcdefghijklmnopqrstuvwxyz-_#/:",
    "UTF-8": "آمنةالحسنहिन्दीမြန်မာ中文😀",
}
LEVELS = {"l": ERROR_LEVEL_L, "m": ERROR_LEVEL_M, "q": ERROR_LEVEL_Q, "h": ERROR_LEVEL_H}


def filling(version: int, error: str, kind: str) -> str:
    """As many characters as fit into a code. 4 and up to 16 bits come before them."""
    bits = SYMBOL_CAPACITY[version][LEVELS[error]] - 20
    characters = random.Random(f"{version}{error}").choices(ALPHABETS[kind], k=7100)
    if kind == "UTF-8":
        sizes = itertools.accumulate(len(one.encode()) for one in characters)
        return "".join(one for one, size in zip(characters, sizes, strict=True) if size * 8 <= bits)
    count = {"numeric": bits * 3 // 10, "alphanumeric": bits * 2 // 11, "bytes": bits // 8}[kind]
    return "".join(characters[:count])


@pytest.mark.parametrize("kind", ALPHABETS)
def test_every_version_and_level_is_read_when_it_is_full(tmp_path: Path, kind: str) -> None:
    """Each fourth combination for each kind; together all of them."""
    place = list(ALPHABETS).index(kind)
    chosen = [(version, "lmqh"[(version + place) % 4]) for version in range(1, 41)]
    wanted = [filling(version, error, kind) for version, error in chosen]
    codes = [
        segno.make_qr(text, error=error, version=version, mask=version % 8, boost_error=False)
        for (version, error), text in zip(chosen, wanted, strict=True)
    ]
    assert texts(tmp_path, [flat(code, 3) for code in codes]) == wanted


@pytest.mark.parametrize("version", [1, 5, 12])
def test_every_mask_is_taken_off(tmp_path: Path, version: int) -> None:
    text = "mask"
    codes = [segno.make_qr(text, version=version, error="m", mask=mask, boost_error=False) for mask in range(8)]
    assert texts(tmp_path, [flat(code) for code in codes]) == [text] * 8


def test_segments_and_designators_of_character_sets(tmp_path: Path) -> None:
    codes = {
        "آمنة الحسن": segno.make_qr("آمنة الحسن", eci=True, encoding="utf-8"),
        "Zoë": segno.make_qr("Zoë", eci=True, encoding="iso-8859-1"),
        "naïve": segno.make_qr("naïve", encoding="iso-8859-1"),
        "MW-7K3Q 0012": segno.make_qr("MW-7K3Q 0012"),
        "007": segno.make_qr("007"),
        "https://learn.example.org/v#00": segno.make_qr("https://learn.example.org/v#00"),
    }
    assert texts(tmp_path, [flat(code) for code in codes.values()]) == list(codes)
    part = segno.make_sequence("x" * 100, version=4)[0]  # a part of a text is not the text
    assert texts(tmp_path, [flat(part), flat(segno.make_qr("点茗", mode="kanji"))]) == [None, None]


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("is_inverted", [False, True])
@pytest.mark.parametrize("is_mirrored", [False, True])
def test_turned_mirrored_and_light_on_dark(tmp_path: Path, turn: int, is_inverted: bool, is_mirrored: bool) -> None:
    shots = [
        Shot(angle=turn * 90 + 7, inverted=is_inverted, mirrored=is_mirrored, tilt=(12, -9), module=4.6, noise=3),
        Shot(angle=turn * 90, inverted=is_inverted, mirrored=is_mirrored, module=4.6),
    ]
    assert texts(tmp_path, [taken(code_of(CERTIFICATE), shot) for shot in shots]) == [CERTIFICATE] * 2


def test_colours_and_opaque_pixels_are_read_as_a_canvas_gives_them(tmp_path: Path) -> None:
    picture = flat(code_of("colours"))
    coloured = Image.merge("RGB", [picture.point(lambda grey, low=low: low if grey < 128 else 250) for low in (20, 90, 130)])
    picture = coloured.convert("RGBA")
    assert answers(tmp_path, [raw(picture)])[0][0] == "colours"


@pytest.mark.parametrize("angle", range(0, 360, 24))
def test_steep_perspective(tmp_path: Path, angle: int) -> None:
    shots = [Shot(seed=angle, angle=angle, tilt=(tilt, tilt / 3), module=4.4, noise=3, blur=0.1) for tilt in (-45, 30, 50)]
    assert texts(tmp_path, [taken(code_of(CERTIFICATE), shot) for shot in shots]) == [CERTIFICATE] * 3


# --- bad pictures -----------------------------------------------------------------------------------------------------

# Of 20 pictures each. Not all can be read: the last of a family are worse than what error correction can mend.
LEAST = dict.fromkeys(FAMILIES, 20) | {"out of focus": 16, "smudged": 18, "grainy": 19, "slanted": 19, "bent": 19, "by hand": 19}


@pytest.fixture(scope="module")
def bad_pictures() -> dict[str, list[Image.Image]]:
    code = code_of(CERTIFICATE)
    assert code.designator == "12-M"
    return {name: [taken(code, shot) for shot in family(name)] for name in FAMILIES}


@pytest.mark.parametrize("name", FAMILIES)
def test_bad_pictures_are_read(tmp_path: Path, bad_pictures: dict[str, list[Image.Image]], name: str) -> None:
    found = texts(tmp_path, bad_pictures[name])
    assert set(found) <= {CERTIFICATE, None}
    assert found.count(CERTIFICATE) >= LEAST[name]


@pytest.mark.skipif(not shutil.which("zbarimg"), reason="needs zbar-tools")
@pytest.mark.parametrize("name", FAMILIES)
def test_as_many_are_read_as_by_zbar(tmp_path: Path, bad_pictures: dict[str, list[Image.Image]], name: str) -> None:
    for place, picture in enumerate(bad_pictures[name]):
        picture.save(tmp_path / f"{place:02}.pgm")
    command = ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", *sorted(path.name for path in tmp_path.glob("*.pgm"))]
    theirs = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True).stdout.split().count(CERTIFICATE)
    assert texts(tmp_path, bad_pictures[name]).count(CERTIFICATE) >= theirs


# --- what is no code --------------------------------------------------------------------------------------------------


def test_noise_is_never_a_code_and_soon_done_with(tmp_path: Path) -> None:
    chance = random.Random(18004)
    pictures = []
    for place in range(60):
        width, height = chance.randint(1, 500), chance.randint(1, 500)
        picture = Image.frombytes("L", (width, height), chance.randbytes(width * height))
        picture = picture.resize((width * 2, height), chance.choice([Image.Resampling.NEAREST, Image.Resampling.BICUBIC]))
        if place % 2:
            edge = chance.randint(1, 255)
            picture = picture.point([255 * (grey > edge) for grey in range(256)])
        pictures.append(raw(picture))
    found = answers(tmp_path, pictures)
    assert {text for text, _took in found} == {None}
    assert max(took for _text, took in found) < 5000


def test_finder_patterns_everywhere_are_soon_done_with(tmp_path: Path) -> None:
    """The worst that a picture can ask for: corners of codes and nothing between them."""
    pattern = flat(code_of("x", version=1), 4, 0).crop((0, 0, 28, 28))
    picture = Image.new("L", (1200, 900), 235)
    for top in range(0, 860, 36):
        for left in range(0, 1160, 36):
            picture.paste(pattern, (left, top))
    text, took = answers(tmp_path, [raw(picture)])[0]
    assert text is None
    assert took < 10_000


def test_codes_with_parts_missing_are_never_read_wrongly(tmp_path: Path) -> None:
    whole = flat(code_of(CERTIFICATE))
    chance = random.Random(7)
    pictures = []
    for _picture in range(30):
        picture = whole.copy()
        left, top = chance.randint(0, 200), chance.randint(0, 200)
        picture.paste(chance.choice([30, 128, 235]), (left, top, left + 130, top + 130))
        pictures.append(picture)
    assert set(texts(tmp_path, pictures)) <= {None, CERTIFICATE}


def test_what_is_no_picture_is_nothing(tmp_path: Path) -> None:
    calls = [
        "read()",
        "read(null, 100, 100)",
        "read([], 0, 0)",
        "read(new Uint8Array(0), 0, 0)",
        "read(new Uint8Array(100), 10, 10)",
        "read(new Uint8Array(1e4), 100, 99)",
        "read(new Uint8Array(1e4), -100, -100)",
        "read(new Uint8Array(1e4), NaN, 100)",
        "read(new Uint8Array(1e4), 1e4, 1)",
        "read(new Uint8Array(1e4), 'wide', {})",
        "read(new Uint8Array(1e4), Infinity, 0)",
        "read(new Uint8Array(9e6), 3000, 3000)",
        "read(new Uint8Array(16e6), 2000, 2000)",
        "read(new Uint8Array(4e6), 2000, 2000)",
        "read(new Array(1e4 + 1).join('x'), 100, 100)",
        "read({ length: 1e4 }, 100, 100)",
        "decode()",
        "decode([], 0)",
        "decode(null, 21)",
        "decode(new Float32Array(441), 21)",
        "decode({ length: 441 }, 21)",
        "decode(new Float32Array(441).fill(NaN), 21)",
        "decode(new Float32Array(31329).fill(1), 177)",
    ]
    assert evaluated(tmp_path, f"[{','.join('mwangaQr.' + call for call in calls)}]") == [None] * len(calls)


def test_random_modules_are_never_a_code(tmp_path: Path) -> None:
    script = """(function () {
      var seed = 1, found = [], i;
      function next() { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 1073741824 - 1; }
      for (i = 0; i < 400; i++) {
        var size = 17 + 4 * (1 + i % 40);
        found.push(mwangaQr.decode(Float32Array.from({ length: size * size }, next), size));
      }
      return found.filter(Boolean);
    }())"""
    assert evaluated(tmp_path, script) == []


# --- correction -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", ["l", "m", "q", "h"])
@pytest.mark.parametrize("version", [1, 4, 7, 12, 25])
def test_as_many_wrong_codewords_are_mended_as_the_level_promises(tmp_path: Path, version: int, error: str) -> None:
    """Whole codewords are turned over, in turn in each block: nearly as many as the standard promises, and far more."""
    code = code_of("correct", error=error, version=version)
    promised = {"l": 0.07, "m": 0.15, "q": 0.25, "h": 0.30}[error]
    grid = [1 if dark else -1 for row in code.matrix for dark in row]
    script = f"""(function () {{
      var size = {len(code.matrix)}, grid = {json.dumps(grid)}, map = mwangaQr.taken({version}), places = [], right, i, x, y, bad;
      for (right = size - 1; right > 0; right -= 2) {{
        if (right === 6) {{ right = 5; }}
        for (i = 0; i < size * 2; i++) {{
          x = right - (i & 1);
          y = right + 1 & 2 ? i >> 1 : size - 1 - (i >> 1);
          if (!map[y * size + x]) {{ places.push(y * size + x); }}
        }}
      }}
      function read(share) {{
        var copy = grid.slice(), words = places.length >> 3;
        for (bad = 0; bad < Math.floor(words * share); bad++) {{
          for (i = 0; i < 8; i++) {{ copy[places[bad * 8 + i]] *= -1; }}
        }}
        return mwangaQr.decode(copy, size);
      }}
      return [read(0), read({promised} * 0.9), read({promised} * 4)];
    }}())"""
    assert evaluated(tmp_path, script) == ["correct", "correct", None]


# --- weight -----------------------------------------------------------------------------------------------------------


def test_the_scripts_stay_small() -> None:
    sources = [path.read_text(encoding="utf-8") for path in [*READER, OFFLINE / "qr-camera.js"]]
    assert sum(len(brotli.compress(without_comments(source).encode())) for source in sources) <= MOST_BYTES
    assert max(len(line) for source in sources for line in source.splitlines()) <= 132
