"""Invited in a real browser: a trainer makes a link; on a phone in Arabic it becomes an account that sees only the desk.

The form is posted from a page with a strict referrer policy, which browsers treat differently from Django's test client.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, assert_accessible, assert_fits, picture
from tests.served_site import PASSWORD

NAME, OWN_PASSWORD = "زهرة", "taa-samaki-ngoma"


def new_link(page: Page, name: str) -> str:
    """A link as a trainer makes it; leaves a picture."""
    page.locator("input[name=username]").fill("trainer")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/cms/")
    page.goto("/cms/translations/invitations/")
    page.get_by_label("Language").select_option("ar")
    page.get_by_label("Role").select_option("reviewer")
    page.get_by_label("For whom").fill("Cousin of the teacher")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("#invitation-link").input_value()
    assert_no_wider(page)
    picture(page, name)
    return link


def assert_no_wider(page: Page) -> None:
    """The page of the CMS fits its window; a table that is wider scrolls in its own box."""
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_somebody_is_invited_and_comes_to_the_desk(open_page: OpenPage) -> None:
    link = new_link(open_page("/cms/login/", width=1280, height=1300), "desk-invitations")
    page = open_page(link, language="ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert_fits(page)
    assert_accessible(page)
    picture(page, "invitation-ar")
    page.locator("#username").fill("trainer")
    page.locator("#password").fill("short")
    page.locator("main button").click()
    expect(page.locator(".error")).to_have_count(2)
    assert_fits(page)
    assert_accessible(page)
    picture(page, "invitation-ar-refused")
    page.locator("#username").fill(NAME)
    page.locator("#password").fill(OWN_PASSWORD)
    page.locator("main button").click()
    page.wait_for_url(re.compile("/cms/translations/$"))
    page.goto("/cms/pages/")
    expect(page).to_have_url(re.compile("/cms/translations/$"))
    page.goto(link)
    expect(page.get_by_role("alert")).to_be_visible()
    picture(page, "invitation-used-ar")


def test_the_page_works_without_scripts_at_240_px(open_page: OpenPage) -> None:
    link = new_link(open_page("/cms/login/", width=360, height=1700), "desk-invitations-360")
    page = open_page(link, width=240, scripts=False)
    assert page.locator("html").get_attribute("dir") == "ltr"
    picture(page, "invitation-240")
    page.locator("#username").fill("amani")
    page.locator("#password").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url(re.compile("/cms/translations/$"))
