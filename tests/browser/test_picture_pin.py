"""The three pictures by keyboard alone and by ear, with scripts and without, in English and Arabic."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from learning.codes import PICTURES
from tests.browser.answering import said
from tests.browser.conftest import OpenPage, assert_fits, picture
from tests.browser.heard import Heard, heard_on
from tests.browser.learner_code import choose_pictures, make_code
from tests.browser.test_accessibility import FOCUS

PLACES = ("First picture", "Second picture", "Third picture")
NOT_TOGETHER = "This code and these pictures do not belong together. Look at your card and try again."
SLIP = "A code has eight letters and digits, like ABCD-EFGH. Compare it with your card."
NONE_CHOSEN = "Choose three pictures: a first, a second and a third. The same one may come again."
GO_ON, MAKE = "Go on", "Make my code"

pytestmark = [
    pytest.mark.parametrize("language", ["en", "ar"]),
    pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"]),
]


def names_in(language: str) -> list[str]:
    """The pictures' names as a page in that language says them, in their order."""
    with translation.override(language):
        return [str(name) for name in PICTURES.values()]


# --- keyboard -------------------------------------------------------------------------------------------------------------


def at(page: Page) -> dict[str, Any]:
    """Where the focus is. It is seen, has a ring, and comes later in the page than where it was before."""
    stop: dict[str, Any] = page.evaluate(FOCUS)
    assert stop["ring"], stop
    assert stop["seen"], stop
    assert stop["after"], stop
    return stop


def tab_to(page: Page, selector: str) -> None:
    """Onwards by Tab until something has the focus; the focus is seen on the whole way."""
    for _stop in range(20):
        page.keyboard.press("Tab")
        at(page)
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def choose_by_keys(page: Page) -> None:
    """The key, the sun and the moon: by arrows down, by the space bar, and by one arrow up, round to the end."""
    tab_to(page, "[name=picture1]")
    for _step in range(list(PICTURES).index("key")):
        page.keyboard.press("ArrowDown")
        at(page)
    tab_to(page, "[name=picture2]")
    page.keyboard.press("Space")
    tab_to(page, "[name=picture3]")
    page.keyboard.press("ArrowUp")
    page.evaluate("window.last = null")  # round to the end and so back to the beginning
    at(page)
    chosen = page.locator(".tile :checked").evaluate_all("all => all.map(one => one.name + one.value)")
    assert chosen == ["picture1key", "picture2sun", "picture3moon"]


def test_a_code_is_made_and_opens_another_phone_by_keyboard_alone(open_page: OpenPage, language: str, scripts: bool) -> None:
    page = open_page(f"/{language}/me/keep/", scripts=scripts, language=language)
    choose_by_keys(page)
    picture(page, f"pin-keys-{language}")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[name=picture2]:focus")).to_have_value("sun")  # back at what was chosen, not at the first
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{language}/me/code/"))
    code = page.locator(".code").inner_text()
    phone = open_page(f"/{language}/join/", scripts=scripts, language=language)
    tab_to(phone, "#code")
    phone.keyboard.type(code.lower())
    choose_by_keys(phone)
    tab_to(phone, "button.go")
    phone.keyboard.press("Space")
    expect(phone).to_have_url(re.compile(f"/{language}/me/$"))


# --- screen reader --------------------------------------------------------------------------------------------------------


def groups_on(page: Page, language: str) -> list[Heard]:
    """The three places, each with its name and twelve pictures with theirs."""
    groups = heard_on(page).all("radiogroup")
    assert [group.name for group in groups] == [said(language, place) for place in PLACES]
    for group in groups:
        assert [one.name for one in group.all("radio")] == names_in(language)
        assert all(one.states["focusable"] for one in group.all("radio"))
    return groups


def chosen_in(group: Heard) -> list[str]:
    """The names of what is chosen."""
    return [one.name for one in group.all("radio") if one.states["checked"] == "true"]


def test_each_place_and_picture_is_named_and_says_whether_it_is_chosen(open_page: OpenPage, language: str, scripts: bool) -> None:
    page = open_page(f"/{language}/join/", scripts=scripts, language=language)
    code = heard_on(page).one("textbox", said(language, "My learner code"))
    assert code.states["required"]
    groups = groups_on(page, language)
    assert [chosen_in(group) for group in groups] == [[], [], []]
    assert {group.states["required"] for group in groups} == {True}
    assert heard_on(page).all("image") == []  # a drawing has no second name beside its word
    choose_pictures(page, ("fish", "bird", "fish"))
    names = dict(zip(PICTURES, names_in(language), strict=True))
    chosen = [chosen_in(group) for group in groups_on(page, language)]
    assert chosen == [[names["fish"]], [names["bird"]], [names["fish"]]]
    assert heard_on(page).one("button", said(language, GO_ON)).states["focusable"]


def told_at_once(page: Page, sentence: str) -> Heard:
    """The page after a mistake: it is told at once, and whoever goes on with Tab begins there."""
    expect(page.locator("[role=alert]:focus")).to_have_count(1)
    assert_fits(page)
    heard = heard_on(page)
    alert = heard.one("alert")
    assert sentence in alert.words
    assert alert.states["live"] == "assertive"
    return heard


def test_a_mistake_is_told_at_once_and_stands_at_its_field(open_page: OpenPage, language: str, scripts: bool) -> None:
    page = open_page(f"/{language}/join/", scripts=scripts, language=language)
    make_code(page)
    code = page.locator(".code").inner_text()
    page.goto(f"/{language}/join/")
    page.locator("#code").fill(code)
    choose_pictures(page, ("moon", "moon", "moon"))
    page.locator("main button.go").click()
    sentence = said(language, NOT_TOGETHER)
    heard = told_at_once(page, sentence)
    field = heard.one("textbox", said(language, "My learner code"))
    assert [one.description for one in (field, *heard.all("radiogroup"))] == [sentence] * 4
    assert [chosen_in(group) for group in heard.all("radiogroup")] == [[], [], []]
    picture(page, f"pin-wrong-{language}")
    page.locator("#code").fill("ABCD-EFG")
    choose_pictures(page)
    page.locator("main button.go").click()
    field = told_at_once(page, sentence).one("textbox", said(language, "My learner code"))
    assert said(language, SLIP) in field.description
    assert field.states["invalid"] == "true"


def test_pictures_left_out_are_told_at_once_and_stand_at_the_pictures(open_page: OpenPage, language: str, scripts: bool) -> None:
    page = open_page(f"/{language}/me/keep/", scripts=scripts, language=language)
    page.locator("main form").evaluate("one => one.submit()")  # past the browser's own check
    sentence = said(language, NONE_CHOSEN)
    heard = told_at_once(page, sentence)
    for group in heard.all("radiogroup"):
        assert (group.description, group.states["invalid"]) == (sentence, "true")
    assert heard.one("button", said(language, MAKE)).states["focusable"]
    choose_pictures(page)
    page.locator("main button.go").click()
    expect(page.locator("h1")).to_have_text(said(language, "My learner code"))
