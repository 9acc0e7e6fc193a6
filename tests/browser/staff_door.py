"""Staff at the door, in a browser: the password, showing it once more, an app with codes, signing out."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.learning.signing_in import code_of
from tests.served_site import PASSWORD


def sign_in(page: Page, name: str) -> None:
    """Types name and password at the door that a page shows."""
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()


def again(page: Page) -> None:
    """Shows once more who it is."""
    expect(page).to_have_url(re.compile("/staff/again/"))
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").click()


def sign_out(page: Page, home: str = "") -> None:
    """Leaves by the page for it."""
    page.goto(f"{home}/en/staff/sign-out/")
    page.locator("main button").click()
    expect(page.locator("input[name=username]")).to_be_visible()


def secret_of_app(page: Page) -> str:
    """The key that the page tells those who cannot scan."""
    page.locator("summary").click()
    return "".join(page.locator("code span").all_inner_texts())


def switch_app_on(page: Page, secret: str) -> None:
    """Types the code of half a minute ago: each works once, and the one of now is left for the next sign-in.

    Should the clock step on while it is on its way, it is too old, and the one after it is that of half a minute ago.
    """
    for _way in range(2):
        page.locator("#code").fill(code_of(secret, at=time.time() - 30))
        with page.expect_navigation():
            page.locator("main button").click()
        if page.locator(".codes li").count():
            break
    expect(page.locator(".codes li")).to_have_count(10)


def show_code(page: Page, secret: str) -> None:
    """The second step with the app."""
    expect(page).to_have_url(re.compile("/second-step/"))
    page.locator("#code").fill(code_of(secret))
    page.locator("main form button.go").last.click()
