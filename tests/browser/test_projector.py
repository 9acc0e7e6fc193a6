"""The projector in a real browser: with keys and taps, without scripts, in Arabic; and script and print page on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import LESSONS, questions_of
from tests.browser.conftest import OpenPage, assert_accessible, assert_fits, picture
from tests.served_site import Site

WALL = {"width": 1280, "height": 720}


def show_of(language: str, lesson: int = 1) -> str:
    return f"/{language}/teach/{LESSONS[lesson - 1]}/show/"


def to_the_question(page: Page) -> None:
    """Onwards by the link, up to the first question."""
    while page.locator("main.at-question").count() == 0:
        here = page.url
        page.locator("[rel=next]").click()
        expect(page).not_to_have_url(here)
        expect(page.locator("main")).to_be_visible()
        page.wait_for_load_state("load")  # from then on its script counts


def turn(page: Page, key: str) -> None:
    """A key that leads to another screen, whose script hears the next one."""
    with page.expect_navigation():
        page.keyboard.press(key)


def hands(page: Page, place: int) -> str:
    return page.locator(f"[name=h{place}]").input_value()


def fits_the_wall(page: Page) -> bool:
    """Whether a screen needs no scrolling."""
    return bool(page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1"))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_facilitator_drives_a_lesson_by_keys(open_page: OpenPage, language: str) -> None:
    page = open_page(show_of(language), language=language, **WALL)
    onwards, backwards = ("ArrowLeft", "ArrowRight") if language == "ar" else ("ArrowRight", "ArrowLeft")
    picture(page, f"projector-title-{language}")
    turn(page, onwards)
    expect(page.locator("main.at-card")).to_be_visible()
    assert fits_the_wall(page)
    picture(page, f"projector-card-{language}")
    turn(page, backwards)
    expect(page.locator("main.at-title")).to_be_visible()
    while page.locator("main.at-question").count() == 0:
        number = page.locator(".remote span").inner_text()
        turn(page, onwards)
        expect(page.locator(".remote span")).not_to_have_text(number)
    for key in ("2", "2", "2", "1", "Shift+2"):
        page.keyboard.press(key)
    assert (hands(page, 1), hands(page, 2)) == ("1", "2")
    picture(page, f"projector-question-{language}")
    turn(page, onwards)
    expect(page.locator("main.at-answer")).to_be_visible()
    assert page.locator(".count b").all_inner_texts()[:2] == ["1", "2"]
    assert_accessible(page)
    picture(page, f"projector-answer-{language}")


def test_taps_count_without_loading_the_page_again(open_page: OpenPage) -> None:
    page = open_page(show_of("en"), **WALL)
    to_the_question(page)
    page.evaluate("window.same = true")
    page.get_by_role("button", name="One hand more for 2").click(click_count=3)
    page.get_by_role("button", name="One hand less for 2").click()
    assert hands(page, 2) == "2"
    assert page.evaluate("window.same")
    assert_accessible(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_without_scripts_links_and_a_form_do_the_same(open_page: OpenPage, site: Site, language: str) -> None:
    page = open_page(show_of(language), scripts=False, language=language, **WALL)
    to_the_question(page)
    page.locator("[name=step][value='+2']").click()
    page.locator("[name=step][value='+2']").click()
    page.locator("[name=h1]").fill("5")
    page.locator("[name=step][value='-2']").click()
    assert (hands(page, 1), hands(page, 2)) == ("5", "1")
    page.locator("[name=h1]").press("Enter")
    expect(page.locator("main.at-question")).to_be_visible()
    page.locator("[data-next]").click()
    expect(page.locator("main.at-answer")).to_be_visible()
    page.wait_for_load_state("load")
    assert page.locator(".count b").all_inner_texts()[:2] == ["5", "1"]
    question = questions_of(site, f"{language}/{LESSONS[0]}")[0]
    expect(page.locator("main")).to_contain_text(question["options"][0]["feedback"])
    assert not site.rows("SELECT 1 FROM learning_handsup")


def test_every_screen_of_every_lesson_fits_a_wall(open_page: OpenPage) -> None:
    page = open_page(show_of("en"), **WALL)
    too_tall = []
    for lesson in range(1, 7):
        page.goto(show_of("en", lesson))
        total = int(re.findall(r"\d+", page.locator(".remote span").inner_text())[-1])
        for card in range(1, total + 1):
            page.goto(f"{show_of('en', lesson)}?card={card}&h1=3")
            if not fits_the_wall(page):
                too_tall.append(page.url)
    assert too_tall == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_script_and_the_print_page_fit_a_phone(open_page: OpenPage, language: str) -> None:
    page = open_page(f"/{language}/teach/{LESSONS[5]}/", width=320, language=language)
    assert_fits(page)
    assert_accessible(page)
    picture(page, f"teach-{language}")
    page.get_by_role("link", name=re.compile("PDF")).first.wait_for()
    page.goto(f"/{language}/teach/{LESSONS[5]}/print/")
    assert_fits(page)
    picture(page, f"print-pack-{language}")
