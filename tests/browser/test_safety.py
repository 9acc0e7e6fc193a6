"""On a phone that others look through: nothing is left after clearing, a shared phone closes, erasing takes all, help is near.

What is left is read from the browser itself: every cookie, every key of local storage, every database, cache and worker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.answering import LESSONS, answer, questions_of
from tests.browser.conftest import OpenPage, assert_accessible, assert_fits, picture
from tests.factories import right_response
from tests.real_chromium import SWITCHES, chromium_program
from tests.served_site import PLAIN_HOST, Site

FIRST, THIRD = f"en/{LESSONS[0]}", f"en/{LESSONS[2]}"
LEFT = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(one => one.name),
  caches: window.caches ? await caches.keys() : [],
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""
NOTHING: dict[str, Any] = {"local": [], "session": [], "databases": [], "caches": [], "workers": 0}


def choose_pictures(page: Page) -> None:
    """The first picture three times."""
    for place in (1, 2, 3):
        page.locator(f"[name=picture{place}]").first.locator("xpath=..").click()


def make_code(page: Page) -> str:
    """A code for who is at the phone."""
    page.goto("/en/me/keep/")
    choose_pictures(page)
    page.locator("main button.go").click()
    return page.locator(".code").inner_text()


@pytest.fixture
def plain_page(chromium: Browser, site: Site) -> Iterator[Page]:
    """The site over plain HTTP under a name of its own: browsers trust it less than this very machine."""
    switches = [*SWITCHES, f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1"]
    browser = chromium.browser_type.launch(executable_path=chromium_program(), args=switches)
    context = browser.new_context(base_url=f"http://{PLAIN_HOST}:{site.port}", viewport={"width": 360, "height": 740})
    yield context.new_page()
    browser.close()


def fill_phone(page: Page, site: Site) -> None:
    """An answer, a choice of weight, a code: every way in which a phone comes to know something."""
    page.goto(f"/{FIRST}/")
    question = questions_of(site, FIRST)[1]
    answer(page, question, right_response(question))
    make_code(page)
    page.goto("/en/data/")
    page.locator("button.go").click()
    assert {"learner", "tier"} <= {cookie["name"] for cookie in page.context.cookies()}


def test_over_plain_http_nothing_is_left_after_clearing(plain_page: Page, site: Site) -> None:
    page = plain_page
    fill_phone(page, site)
    assert page.evaluate("isSecureContext") is False
    assert "mwanga:me" in page.evaluate(LEFT)["local"]
    page.goto("/en/me/clear/")
    page.locator("[data-clear] button").click()
    expect(page).to_have_url(re.compile(rf"{PLAIN_HOST}:\d+/en/$"))
    assert page.context.cookies() == []
    assert {key: value for key, value in page.evaluate(LEFT).items() if value} == {}


def test_without_scripts_nothing_is_left_after_clearing(open_page: OpenPage, site: Site) -> None:
    page = open_page("/en/me/keep/", scripts=False)
    choose_pictures(page)
    page.locator("main button.go").click()
    page.goto("/en/me/clear/")
    page.locator("[data-clear] button").click()
    expect(page).to_have_url(f"{site.url}/en/")
    assert page.context.cookies() == []


def test_a_shared_phone_closes_when_nobody_touches_it(open_page: OpenPage, site: Site) -> None:
    page = open_page("/en/me/keep/")
    make_code(page)
    page.goto("/en/me/phone/")
    page.locator("[name=shared]").click()
    expect(page.locator("[name=shared]")).to_have_attribute("value", "no")
    page.goto("/en/me/")
    expect(page.locator("main")).to_have_attribute("data-shared", "")
    page.clock.install()
    page.goto(f"/{FIRST}/")
    question = questions_of(site, FIRST)[1]
    answer(page, question, right_response(question))
    page.wait_for_function("window.MwangaShared")
    with page.expect_navigation(url="**/en/me/"):
        page.clock.run_for("10:20")
    assert "mwanga:out" not in page.evaluate(LEFT)["local"]
    assert not [key for key in page.evaluate(LEFT)["local"] if key not in {"mwanga:me", "mwanga:shared"}]


def test_a_touch_keeps_a_shared_phone_open(open_page: OpenPage) -> None:
    page = open_page("/en/me/keep/")
    make_code(page)
    page.goto("/en/me/phone/")
    page.locator("[name=shared]").click()
    page.clock.install()
    page.goto("/en/me/")
    page.wait_for_function("window.MwangaShared")
    with page.expect_request("**/en/me/touched/"):
        page.clock.run_for("09:00")
        page.keyboard.press("Tab")
    page.clock.run_for("09:00")
    assert page.url.endswith("/en/me/")
    expect(page.locator("h1")).to_be_visible()


def test_erasing_takes_all_of_it_with_code_and_pictures(open_page: OpenPage, site: Site) -> None:
    page = open_page("/en/me/keep/")
    fill_phone(page, site)
    page.goto("/en/me/code/")
    code = page.locator(".code").inner_text()
    page.goto("/en/me/data/")
    assert_accessible(page)
    assert_fits(page)
    picture(page, "safety-data")
    with page.expect_download() as taken:
        page.locator("a[download]").click()
    assert taken.value.suggested_filename == "mwanga-my-data.json"
    page.locator("main a.way").first.click()
    assert_accessible(page)
    picture(page, "safety-erase")
    assert page.locator("#code").input_value() == ""
    page.locator("#code").fill(code)
    choose_pictures(page)
    page.locator("main button.go").click()
    expect(page).to_have_url(f"{site.url}/en/me/data/erased/")
    assert page.context.cookies() == []
    assert page.evaluate(LEFT)["local"] == []
    assert site.rows(f"SELECT count(*) FROM learning_person WHERE code = '{code.replace('-', '')}'") == [(0,)]


def test_a_sensitive_lesson_leads_to_help_and_its_title_tells_nothing(open_page: OpenPage) -> None:
    page = open_page(f"/{THIRD}/")
    expect(page).to_have_title(re.compile(r"^Mwanga · \d/6$"))
    assert page.locator("link[rel=icon]").get_attribute("href") == "data:,"
    page.goto("/en/help/")
    expect(page).to_have_title("Mwanga")
    expect(page.locator("a.exit")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("language", ["en", "ar", "am"])
def test_what_is_asked_about_oneself_fits_a_phone(open_page: OpenPage, language: str) -> None:
    page = open_page("/en/me/keep/")
    make_code(page)
    for name in ("about", "phone", "data", "data/erase"):
        page.goto(f"/{language}/me/{name}/")
        assert_fits(page)
        assert_accessible(page)
        picture(page, f"safety-{name.replace('/', '-')}-{language}")
