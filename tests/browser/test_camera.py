"""QR codes by the camera and from photos in a real Chromium whose camera shows a film made here: `static/offline/qr-camera.js`."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from config.security_headers import LEARNER_POLICY, header_of
from tests.learning.certificates.qr_pictures import CERTIFICATE, TABLE, Shot, code_of, taken
from tests.real_chromium import SWITCHES, chromium_program
from tests.served_site import PLAIN_HOST, ROOT

SCRIPTS = ("qr-code", "qr-find", "qr-read", "qr-camera")
HERE, IN_THE_NETWORK = "http://127.0.0.1/", f"http://{PLAIN_HOST}/"
OPEN = {"Content-Security-Policy": header_of(LEARNER_POLICY), "Permissions-Policy": "camera=(self)"}
PAGE = (
    '<!DOCTYPE html><html lang="en"><title>Camera</title><video width="320" height="240"></video>'
    '<input type="file" accept="image/*" capture="environment"><output></output>'
    + "".join(f'<script defer src="{name}.js"></script>' for name in (*SCRIPTS, "page"))
    + "</html>"
)
# Says what came: a text, or a word in brackets. Twice would be seen.
PAGE_SCRIPT = """
var said = document.querySelector('output'), video = document.querySelector('video'), picker = document.querySelector('input');
function onText(text) { said.textContent += text; }
function onProblem(word) { said.textContent += '(' + word + ')'; }
function begin() { window.stop = mwangaCamera.start(video, onText, onProblem); }
picker.addEventListener('change', function () { mwangaCamera.photo(picker.files[0], onText, onProblem); });
"""
TRACKS = """(function () {
  var real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.tracks = [];
  navigator.mediaDevices.getUserMedia = function (wanted) {
    return real(wanted).then(function (stream) {
      window.tracks = stream.getTracks();
      return stream;
    });
  };
}());"""
# A browser that has a reader of its own.
OWN_READER = """
window.BarcodeDetector = function () { this.detect = function () { return %s; }; };
window.BarcodeDetector.getSupportedFormats = function () { return Promise.resolve(['ean_13', 'qr_code']); };
"""
OpenPage = Callable[..., Page]


def film(frames: list[Image.Image]) -> bytes:
    """Grey pictures as an uncompressed film that Chromium takes for a camera's."""
    width, height = frames[0].size
    head = f"YUV4MPEG2 W{width} H{height} F5:1 Ip A1:1 C420jpeg\n".encode()
    return head + b"".join(b"FRAME\n" + frame.tobytes() + b"\x80" * (width * height // 2) for frame in frames)


@pytest.fixture(scope="module")
def with_camera(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera is moved over a table to a certificate."""
    table = Image.new("L", (640, 480), TABLE)
    shots = [Shot(seed=seed, angle=seed * 4, tilt=(12, seed * 3), module=4.6, blur=0.15, noise=5, shade=0.3) for seed in (1, 2)]
    path = tmp_path_factory.mktemp("film") / "certificate.y4m"
    path.write_bytes(film([table, *(taken(code_of(CERTIFICATE), shot) for shot in shots)]))
    yield from camera_browser(chromium, path)


@pytest.fixture(scope="module")
def with_dull_camera(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera sees the table."""
    path = tmp_path_factory.mktemp("film") / "table.y4m"
    path.write_bytes(film([Image.new("L", (640, 480), TABLE)] * 2))
    yield from camera_browser(chromium, path)


def camera_browser(chromium: Browser, path: Path) -> Iterator[Browser]:
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={path}"]
    browser = chromium.browser_type.launch(executable_path=chromium_program(), args=[*SWITCHES, *fake])
    yield browser
    browser.close()


@pytest.fixture
def open_camera_page() -> Iterator[OpenPage]:
    """Opens the page in a browser: `open_camera_page(browser, script=…)`. A script error fails the test."""
    contexts, errors = [], []

    def opened(browser: Browser, address: str = HERE, *, script: str = "", headers: dict[str, str] = OPEN, **more: Any) -> Page:
        context = browser.new_context(**more)
        contexts.append(context)
        context.route("**/*", lambda route: served(route, headers))
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        if script:
            page.add_init_script(script)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def served(route: Route, headers: dict[str, str]) -> None:
    """The page and its scripts, as one of our pages has them."""
    name = route.request.url.rsplit("/", 1)[-1].removesuffix(".js")
    if name in SCRIPTS:
        route.fulfill(path=ROOT / "static" / "offline" / f"{name}.js", content_type="text/javascript")
    elif name == "page":
        route.fulfill(body=PAGE_SCRIPT, content_type="text/javascript")
    else:
        route.fulfill(body=PAGE, content_type="text/html", headers=headers)


def said(page: Page) -> Any:
    return expect(page.locator("output"))


def tracks(page: Page) -> list[str]:
    return page.evaluate("tracks.map(track => track.readyState)")


def until(page: Page, condition: str) -> None:
    """Waits in the page, whose policy forbids Playwright's own way."""
    page.evaluate(f"new Promise(done => {{ (function look() {{ {condition} ? done() : setTimeout(look, 20); }}()); }})")


def given(picture: Image.Image, name: str = "photo.jpg") -> dict[str, Any]:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return {"name": name, "mimeType": "image/jpeg", "buffer": kept.getvalue()}


# --- the camera -------------------------------------------------------------------------------------------------------


def test_the_camera_reads_a_certificate_and_is_let_go(with_camera: Browser, open_camera_page: OpenPage) -> None:
    page = open_camera_page(with_camera, script=TRACKS)
    page.evaluate("begin()")
    said(page).to_have_text(CERTIFICATE, timeout=20_000)
    assert tracks(page) == ["ended"]
    assert page.evaluate("video.srcObject === null")


def test_the_browsers_own_reader_is_used_where_there_is_one(with_dull_camera: Browser, open_camera_page: OpenPage) -> None:
    page = open_camera_page(with_dull_camera, script=OWN_READER % "Promise.resolve([{rawValue: 'its own'}])")
    page.evaluate("begin()")
    said(page).to_have_text("its own", timeout=20_000)


def test_ours_takes_over_where_the_browsers_reader_fails(with_camera: Browser, open_camera_page: OpenPage) -> None:
    page = open_camera_page(with_camera, script=OWN_READER % "Promise.reject(new Error('no service'))")
    page.evaluate("begin()")
    said(page).to_have_text(CERTIFICATE, timeout=20_000)


def test_the_camera_is_let_go_when_the_page_is_out_of_sight(with_dull_camera: Browser, open_camera_page: OpenPage) -> None:
    page = open_camera_page(with_dull_camera, script=TRACKS)
    page.evaluate("begin()")
    until(page, "tracks.length && video.videoWidth")
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true}); document.dispatchEvent(new Event('visibilitychange'))")
    said(page).to_have_text("(stopped)")
    assert tracks(page) == ["ended"]


def test_whoever_stops_it_hears_no_more_of_it(with_camera: Browser, open_camera_page: OpenPage) -> None:
    page = open_camera_page(with_camera, script=TRACKS)
    page.evaluate("begin(); stop()")
    until(page, "tracks.length && tracks[0].readyState === 'ended'")
    said(page).to_have_text("")


def test_it_is_said_why_there_is_no_picture(chromium: Browser, with_camera: Browser, open_camera_page: OpenPage) -> None:
    forbidden = OPEN | {"Permissions-Policy": "camera=()"}
    cases = [
        (open_camera_page(with_camera, headers=forbidden), "(refused)"),
        (open_camera_page(with_camera, IN_THE_NETWORK), "(insecure)"),
        (open_camera_page(chromium, permissions=["camera"]), "(no_camera)"),
    ]
    for page, word in cases:
        page.evaluate("begin()")
        said(page).to_have_text(word)


def test_after_a_minute_without_a_code_it_gives_up(with_dull_camera: Browser, open_camera_page: OpenPage) -> None:
    page = open_camera_page(with_dull_camera, script=TRACKS)
    page.evaluate("begin()")
    until(page, "tracks.length && video.videoWidth")
    page.evaluate("var began = Date.now(); Date.now = function () { return began + 61000; }")
    said(page).to_have_text("(nothing_found)")
    assert tracks(page) == ["ended"]


# --- photos -----------------------------------------------------------------------------------------------------------


def test_a_photo_is_read_where_cameras_are_forbidden(chromium: Browser, open_camera_page: OpenPage) -> None:
    """As large as phones take them, the code a small part of it, under our policy for scripts and pictures."""
    photo = taken(code_of(CERTIFICATE), Shot(angle=8, tilt=(10, -6), module=8, blur=0.2, noise=4, width=3000, height=2250))
    page = open_camera_page(chromium, IN_THE_NETWORK)
    page.locator("input").set_input_files(given(photo))
    said(page).to_have_text(CERTIFICATE, timeout=20_000)


@pytest.mark.parametrize(
    "file",
    [
        given(Image.new("RGB", (900, 700), "white")),
        given(Image.new("RGB", (1, 4000), "white")),
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"no picture at all"},
        {"name": "empty.jpg", "mimeType": "image/jpeg", "buffer": b""},
    ],
    ids=["white", "narrow", "text", "empty"],
)
def test_a_photo_without_a_code_says_so(chromium: Browser, open_camera_page: OpenPage, file: dict[str, Any]) -> None:
    page = open_camera_page(chromium)
    page.locator("input").set_input_files(file)
    said(page).to_have_text("(nothing_found)", timeout=20_000)
