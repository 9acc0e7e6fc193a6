"""Taking a bundle over a line that breaks at random bytes, and checking the file: on plain http, as in a school's own network."""

from __future__ import annotations

import hashlib
import http.client
import http.server
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import assert_accessible, assert_fits_every_screen
from tests.browser.line import Line
from tests.real_chromium import SWITCHES, chromium_program
from tests.served_site import PLAIN_HOST, Site, until


class BreakingLine(Line):
    """A line that hands on only a part of a file's piece, as often as it is told to."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.breaks, self.flips = 0, 0
        self.lets: int | None = None  # pieces that still come whole after the breaks; then all break
        self.pieces: list[str] = []
        self.random = random.Random(7)

    def carry(self, handler: http.server.BaseHTTPRequestHandler, port: int) -> None:
        if ".zip" not in handler.path or handler.path.endswith("/"):
            super().carry(handler, port)
            return
        self.pieces.append(handler.headers.get("Range", ""))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", handler.path, headers=dict(handler.headers))
        reply = connection.getresponse()
        data = bytearray(reply.read())
        connection.close()
        handler.send_response_only(reply.status)
        for name in ("Content-Range", "Content-Length", "Content-Type", "ETag"):
            handler.send_header(name, reply.headers[name])
        handler.end_headers()
        if self.flips:
            self.flips -= 1
            data[self.random.randrange(len(data))] ^= 1
        if self.is_breaking():
            del data[self.random.randrange(len(data)) :]
            handler.close_connection = True
        handler.wfile.write(data)

    def is_breaking(self) -> bool:
        """Whether this piece comes in part only."""
        if self.breaks:
            self.breaks -= 1
            return True
        if self.lets:
            self.lets -= 1
            return False
        return self.lets == 0


@pytest.fixture
def line(site: Site) -> Iterator[BreakingLine]:
    line = BreakingLine(site.port)
    yield line
    line.server.shutdown()


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Browser]:
    """A browser for which the site is a host in the network: not a secure place."""
    switches = [*SWITCHES, f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1"]
    browser = chromium.browser_type.launch(executable_path=chromium_program(), args=switches)
    yield browser
    browser.close()


@pytest.fixture
def context(browser: Browser, line: BreakingLine) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=line.url.replace("127.0.0.1", PLAIN_HOST), viewport={"width": 360, "height": 740}, accept_downloads=True
    )
    yield context
    context.close()


@pytest.fixture(scope="module")
def file(site: Site) -> Path:
    return next((site.folder / "bundles").glob("*-en-pictures-*.zip"))


def opened(context: BrowserContext, file: Path) -> Page:
    page = context.new_page()
    page.goto(f"/bundles/{file.name}/fetch/")
    assert page.evaluate("isSecureContext") is False
    return page


def state(page: Page, name: str) -> None:
    expect(page.locator("[data-fetch]")).to_have_attribute("data-state", name, timeout=40_000)


def saved(page: Page) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Save the file").click()
    return Path(waiting.value.path()).read_bytes()


def test_a_file_arrives_whole_over_a_line_that_breaks_anywhere(context: BrowserContext, line: BreakingLine, file: Path) -> None:
    line.breaks, line.lets = 3, 1  # so that it is not whole before the phone is put away, however slow this test is
    page = opened(context, file)
    state(page, "ready")
    page.get_by_role("button", name="Begin").click()
    state(page, "cut")
    assert_accessible(page)
    expect(page.get_by_role("status")).to_contain_text("It goes on by itself")
    until(lambda: page.evaluate("document.querySelector('progress').value") > 0, seconds=40)
    page.close()  # the phone is put away in the middle
    line.breaks, line.lets = 2, None
    page = opened(context, file)
    state(page, "kept")
    assert_fits_every_screen(page, "bundle-fetch")
    before = len(line.pieces)
    page.get_by_role("button", name="Go on").click()
    state(page, "whole")
    assert saved(page) == file.read_bytes()
    assert not line.pieces[before].startswith("bytes=0-")
    page.get_by_role("button", name="Remove the pieces").click()
    state(page, "ready")


def test_a_file_that_was_changed_on_the_way_is_never_handed_out(context: BrowserContext, line: BreakingLine, file: Path) -> None:
    line.flips = 1
    page = opened(context, file)
    page.get_by_role("button", name="Begin").click()
    state(page, "wrong")
    expect(page.get_by_role("link", name="Save the file")).to_have_count(0)
    page.get_by_role("button", name="Begin again").click()
    state(page, "whole")
    assert saved(page) == file.read_bytes()


def test_a_browser_that_keeps_nothing_says_so(context: BrowserContext, file: Path) -> None:
    context.add_init_script("Object.defineProperty(window, 'indexedDB', {get() { throw new Error('private'); }})")
    page = opened(context, file)
    page.evaluate(
        "window.said = []; new MutationObserver(() => said.push(document.querySelector('[role=status]').textContent))"
        ".observe(document.querySelector('[role=status]'), {childList: true})"
    )
    page.get_by_role("button", name="Begin").click()
    state(page, "whole")
    assert any("leave this page open" in words for words in page.evaluate("said"))
    assert saved(page) == file.read_bytes()


# --- checking a file --------------------------------------------------------------------------------------------------------


def checked(context: BrowserContext, name: str, data: bytes) -> str:
    """The word with which the page answers."""
    page = context.new_page()
    page.goto("/bundles/check/")
    page.locator("[type=file]").set_input_files({"name": name, "mimeType": "application/zip", "buffer": data})
    page.wait_for_selector("[data-said]")
    expect(page.locator("[data-word]:visible")).to_have_count(1)
    word = str(page.locator("[data-said]").get_attribute("data-said"))
    if word == "genuine":
        expect(page.locator("[data-fact=courses]")).not_to_be_empty()
        assert_accessible(page)
        assert_fits_every_screen(page, "bundle-check")
    page.close()
    return word


def test_a_genuine_bundle_and_every_change_of_it_are_told_apart(context: BrowserContext, site: Site) -> None:
    file = next((site.folder / "bundles").glob("*-en-text-*.zip"))
    data = file.read_bytes()
    assert checked(context, file.name, data) == "genuine"
    assert checked(context, file.name, data[:-1]) == "cut"
    assert checked(context, file.name, data[: len(data) // 2]) == "cut"
    dice = random.Random(3)
    for _time in range(6):
        changed = bytearray(data)
        changed[dice.randrange(4, len(data) - 22)] ^= 1 << dice.randrange(8)
        assert checked(context, file.name, bytes(changed)) in {"changed", "missing", "added", "newer"}
    assert checked(context, file.name, data + b"x") in {"cut", "changed"}


def test_what_is_no_bundle_is_told_by_its_hash(context: BrowserContext) -> None:
    data = b"a book" * 1000
    page = context.new_page()
    page.goto("/bundles/check/")
    page.locator("[type=file]").set_input_files({"name": "book.epub", "mimeType": "application/epub+zip", "buffer": data})
    page.wait_for_selector("[data-said=no_bundle]")
    page.get_by_role("button", name="Which file is it?").click()
    expect(page.get_by_role("status").last).to_contain_text("No file of this site")
    assert hashlib.sha256(data).hexdigest() in page.url
