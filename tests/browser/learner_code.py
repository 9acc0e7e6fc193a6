"""A learner code and its three pictures, in a browser: making one, choosing pictures, going on with it."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page

SUNS = ("sun", "sun", "sun")


def choose_pictures(page: Page, pictures: Sequence[str] = SUNS) -> None:
    """Taps a first, a second and a third picture; a picture is named by its key, which is its English name."""
    for place, picture in enumerate(pictures, start=1):
        page.locator(f".tile:has([name=picture{place}][value={picture}])").click()


def make_code(page: Page, pictures: Sequence[str] = SUNS, *, home: str = "") -> str:
    """A code for who is at the phone."""
    page.goto(f"{home}/en/me/keep/")
    choose_pictures(page, pictures)
    page.locator("main button.go").click()
    return page.locator(".code").inner_text()


def go_on(page: Page, code: str, pictures: Sequence[str] = SUNS, *, home: str = "") -> None:
    """Writes a code, chooses its pictures and sends both."""
    page.goto(f"{home}/en/join/")
    page.locator("#code").fill(code)
    choose_pictures(page, pictures)
    page.locator("main button.go").click()
