"""A real Chromium on a real site.

`chromium` is the browser, `open_page` makes a page with the width, language and scripts a test asks for, `site` is the served site
(see `tests/served_site.py`). `assert_accessible` runs axe on a page. Pictures for people to look at go to `var/screenshots/`, if
asked for: they take a part of these tests' time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.line import line
from tests.served_site import ROOT, prepared_folder, site

__all__ = ["line", "prepared_folder", "site"]

SCREENSHOTS = ROOT / "var" / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def open_page(chromium: Browser, site: object) -> Iterator[OpenPage]:
    """Opens a page: `open_page("/en/", width=360, scripts=False, language="ar")`. A script error fails the test."""
    contexts, errors = [], []

    def opened(
        path: str = "/", *, width: int = 360, height: int = 740, scripts: bool = True, language: str = "en", **more: object
    ) -> Page:
        context = chromium.new_context(
            base_url=site.url,  # type: ignore[attr-defined]
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            locale=language,
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def picture(page: Page, name: str, *, whole: bool = True) -> None:
    """Keeps a picture of the page, or of its window, under `var/screenshots/`, in a run that asks: `make test PICTURES=1`."""
    if os.environ.get("PICTURES"):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=whole)


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 A and AA that axe can find, once the page is there with its style sheets."""
    page.wait_for_load_state("load")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        ".then(result => result.violations.map(one => [one.id, one.help, one.nodes.map(node => node.html)]))"
    )
    assert found == []


def assert_fits(page: Page) -> None:
    """Nothing makes the page wider than its window. A page that a tap leads to is waited for, its style sheets too."""
    page.locator("main").wait_for()
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def assert_fits_every_screen(page: Page, name: str, *, height: int = 740) -> None:
    """It fits from very small to wide, and no machine finds anything in anybody's way; a picture of each, if asked for."""
    for width in (240, 1280, 360):
        page.set_viewport_size({"width": width, "height": height})
        assert_fits(page)
        picture(page, f"{name}-{width}")
    assert_accessible(page)
