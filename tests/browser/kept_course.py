"""A course kept on a phone, in a browser: what the panel offers, a line that is cut and mended, what has arrived."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.answering import said
from tests.browser.conftest import OpenPage
from tests.browser.line import Line
from tests.served_site import COURSE, Site

COURSE_PAGE = f"/en/{COURSE}/"
KEPT = re.compile("This course is kept on this phone: ")
WAITS = said("en", "Saved on this phone. It is sent when the line is back.")


@pytest.fixture
def visit(line: Line, open_page: OpenPage) -> Callable[..., Page]:
    """Opens a page over the line."""

    def visited(path: str = COURSE_PAGE, **more: object) -> Page:
        return open_page(line.url + path, **more)

    return visited


def press(page: Page, words: str) -> None:
    """Presses a button of the panel."""
    page.locator(".keep button", has_text=re.compile(words)).click()


def told(page: Page) -> Locator:
    """What the panel says."""
    return page.locator("[data-keep] [role=status]")


def keep(page: Page, tier: str = "Keep the text") -> None:
    """Keeps the course that a page is about."""
    press(page, "Show how much it is")
    press(page, tier)
    expect(told(page)).to_have_text(KEPT)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def cut(line: Line, context: BrowserContext) -> None:
    """No line, and the browser knows it."""
    line.is_cut = True
    context.set_offline(True)


def mend(line: Line, context: BrowserContext) -> None:
    """The line is back, and the browser knows it."""
    line.mend()
    context.set_offline(False)


def attempts(site: Site) -> list[tuple[str, int]]:
    """(uuid, person) of every answer the site has."""
    return site.rows("SELECT uuid, person_id FROM learning_attempt ORDER BY id")
