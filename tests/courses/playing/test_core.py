"""The core is served as npm brought it, kept for a year, with its licence; without it nothing breaks."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.test import Client

from courses.playing.core import core, system_fonts

pytestmark = pytest.mark.django_db
FILES = {
    "dist/frame.bundle.js": b"window.H5P = {};",
    "dist/styles/h5p.css": b"@font-face{font-family:Inter;src:url(../fonts/inter.woff2)}",
    "dist/fonts/icons.woff2": b"wOF2icons",
    "LICENSE": b"The licence.",
    "package.json": b"{}",
}


@pytest.fixture
def installed(settings: object, tmp_path: Path) -> Path:
    """A folder that looks as npm leaves it."""
    root = tmp_path / "h5p-standalone"
    for path, data in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    settings.H5P_CORE_ROOT = root  # type: ignore[attr-defined]
    return root


def test_without_the_core_there_is_none(settings: object, tmp_path: Path, client: Client) -> None:
    settings.H5P_CORE_ROOT = tmp_path / "nothing"  # type: ignore[attr-defined]
    assert core() is None
    assert client.get("/h5p/core/0123/dist/frame.bundle.js", follow=True).status_code == 404


def test_its_addresses_change_with_any_of_its_files(installed: Path) -> None:
    found = core()
    assert found is not None
    assert found.script == f"/h5p/core/{found.key}/dist/frame.bundle.js"
    assert found.styles == (f"/h5p/core/{found.key}/dist/styles/h5p.css",)
    assert set(found.sizes) == {found.script, *found.styles}
    (installed / "dist/frame.bundle.js").write_bytes(b"window.H5P = {other: 1};")
    again = core()
    assert again is not None
    assert again.key != found.key


def test_files_are_served_unmodified_and_light(installed: Path, client: Client) -> None:
    found = core()
    assert found is not None
    for coding, undone in (("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)):
        answer = client.get(found.script, headers={"Accept-Encoding": coding})
        assert undone(b"".join(answer)) == FILES["dist/frame.bundle.js"]
        assert answer.headers.get("Content-Encoding", "identity") == coding
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.cookies == {}
    font = client.get(found.styles[0].replace("styles/h5p.css", "fonts/icons.woff2"), headers={"Accept-Encoding": "br"})
    assert b"".join(font) == FILES["dist/fonts/icons.woff2"]
    assert font.headers["Content-Type"] == "font/woff2"
    assert "Content-Encoding" not in font.headers


def test_its_licence_is_there_to_read_and_nothing_beside_it(installed: Path, client: Client) -> None:
    found = core()
    assert found is not None
    answer = client.get(found.licence)
    assert (b"".join(answer), answer.headers["Content-Type"]) == (b"The licence.", "text/plain; charset=utf-8")
    for path in ("package.json", "../manage.py", "dist/../package.json", "dist/none.js"):
        assert client.get(f"/h5p/core/{found.key}/{path}", follow=True).status_code == 404
    assert client.get("/h5p/core/other/LICENSE", follow=True).status_code == 404


def test_fonts_for_reading_are_the_devices_own() -> None:
    assert b'font-family:"Inter"' in system_fonts()
    assert b"url(" not in system_fonts()


def test_the_real_core_is_what_npm_names() -> None:
    if not Path(settings.H5P_CORE_ROOT).exists():
        pytest.skip("The core is not installed: make player")
    found = core()
    assert found is not None
    assert 40_000 < sum(found.sizes.values()) < 60_000
    assert (Path(settings.H5P_CORE_ROOT) / "LICENSE").is_file()
