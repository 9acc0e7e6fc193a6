"""On a phone that others look through: nothing is left after clearing, a shared phone closes, erasing takes all, help is near.

What is left is read from the browser itself: every cookie, every key of local storage, every database, cache and worker.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.answering import LESSONS, answer, questions_of
from tests.browser.conftest import OpenPage, assert_accessible, assert_fits, assert_fits_every_screen, picture
from tests.browser.learner_code import choose_pictures, go_on, make_code
from tests.factories import right_response
from tests.real_chromium import SWITCHES, chromium_program
from tests.served_site import PLAIN_HOST, Site, until

FIRST, THIRD = f"en/{LESSONS[0]}", f"en/{LESSONS[2]}"
LEFT = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(one => one.name),
  caches: window.caches ? await caches.keys() : [],
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""
NOTHING: dict[str, Any] = {"local": [], "session": [], "databases": [], "caches": [], "workers": 0}


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


def test_a_learner_takes_copies_and_then_erases_everything(open_page: OpenPage, site: Site, tmp_path: Path) -> None:
    page = open_page("/en/me/keep/")
    fill_phone(page, site)
    page.goto("/en/me/code/")
    code = page.locator(".code").inner_text()
    [(person,)] = site.rows(f"SELECT id FROM learning_person WHERE code = '{code.replace('-', '')}'")
    assert {"learning_attempt", "learning_lessonprogress", "learning_enrolment"} <= rows_about(site, person)
    page.goto("/en/me/")
    page.get_by_role("link", name="Take a copy of all we keep about my learning").click()
    assert_accessible(page)
    assert_fits(page)
    picture(page, "safety-data")
    take_the_file(page, code, tmp_path)
    take_the_page(page, open_page, code, tmp_path)
    page.get_by_role("link", name="Erase everything about me").click()
    assert_accessible(page)
    picture(page, "safety-erase")
    assert page.locator("#code").input_value() == ""
    page.locator("#code").fill(code)
    choose_pictures(page)
    page.locator("main button.go").click()
    expect(page).to_have_url(f"{site.url}/en/me/data/erased/")
    assert page.context.cookies() == []
    until(lambda: page.evaluate(LEFT)["local"] == [], seconds=30)  # a script does it, once it is there
    assert site.rows(f"SELECT count(*) FROM learning_person WHERE id = {person}") == [(0,)]
    assert rows_about(site, person) == set()
    go_on(page, code)
    expect(page.get_by_role("alert")).to_contain_text("This code and these pictures do not belong together.")
    page.goto("/en/me/data/")
    expect(page.locator("main")).to_contain_text("Nothing is kept about whoever holds this phone now.")


def rows_about(site: Site, person: int) -> set[str]:
    """The tables in which a row points at somebody, over the whole database."""
    pointing = site.rows(
        "SELECT one.name, key.'from' FROM sqlite_master one, pragma_foreign_key_list(one.name) key"
        " WHERE one.type = 'table' AND key.'table' = 'learning_person'"
    )
    return {table for table, column in pointing if site.rows(f"SELECT 1 FROM {table} WHERE {column} = {person} LIMIT 1")}


def take_the_file(page: Page, code: str, folder: Path) -> None:
    """The copy for programs: her code, and the answer she gave in words."""
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take it as a file").click()
    assert taken.value.suggested_filename == "mwanga-my-data.json"
    taken.value.save_as(folder / "copy.json")
    parts = json.loads((folder / "copy.json").read_text("utf-8"))["parts"]
    [learner] = parts["learner"]["rows"]
    [answered] = parts["answers"]["rows"]
    assert learner["code"].replace("-", "") == code.replace("-", "")
    assert answered["right"] is True
    expect(page.locator("main")).to_contain_text(answered["answer"])


def take_the_page(page: Page, open_page: OpenPage, code: str, folder: Path) -> None:
    """The copy for people, opened from the phone's own memory without a line: every part that the page shows, and her code."""
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take it as a page to read").click()
    assert taken.value.suggested_filename == "mwanga-my-data.html"
    taken.value.save_as(folder / "copy.html")
    copy = open_page((folder / "copy.html").as_uri(), offline=True)
    expect(copy.locator("main")).to_contain_text(code)
    assert copy.locator("section").all_inner_texts() == page.locator("section").all_inner_texts()
    assert_accessible(copy)
    assert_fits(copy)
    picture(copy, "safety-copy")


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
def test_what_is_asked_and_kept_of_oneself_fits_every_screen(open_page: OpenPage, language: str) -> None:
    page = open_page(f"/{language}/join/", language=language)
    for place in ("join", "me/keep", "me/about", "me/phone", "me/data", "me/data/erase", "me/code"):
        page.goto(f"/{language}/{place}/")
        assert_fits_every_screen(page, f"safety-{place.replace('/', '-')}-{language}")
        if place == "me/keep":
            choose_pictures(page)
            page.locator("main button.go").click()
            page.wait_for_url("**/me/code/**")
