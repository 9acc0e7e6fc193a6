"""Lamps and ticks on the lesson that is the same for everybody: whose they are, when they are drawn, and who never sees them."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.answering import LESSONS, answer_right, answer_wrong, learn_quickly, questions_of, said
from tests.browser.conftest import OpenPage, assert_accessible, assert_fits, picture
from tests.served_site import Site

FIRST, SECOND = (f"en/{lesson}" for lesson in LESSONS[:2])


def lamps(page: Page) -> list[str]:
    """The classes of the lamps."""
    return [lamp.get_attribute("class") or "" for lamp in page.locator(".lamps i").all()]


def asked_for(page: Page) -> list[str]:
    """The paths a page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_a_stranger_asks_for_nothing_of_her_own(open_page: OpenPage) -> None:
    page = open_page("/en/")
    asked = asked_for(page)
    page.goto(f"/{FIRST}/", wait_until="networkidle")
    assert len([url for url in asked if url.endswith((".js", ".json", ".css"))]) == 2
    assert page.context.cookies() == []


def test_what_was_answered_is_ticked_when_the_lesson_is_opened_again(site: Site, open_page: OpenPage) -> None:
    page, questions = open_page(f"/{FIRST}/"), questions_of(site, FIRST)
    answer_right(page, questions[0])
    answer_wrong(page, questions[1])
    page.reload()
    right = page.locator(f"#q-{questions[0]['id']} .tick")
    expect(right).to_have_class("tick yes")
    expect(right).to_have_text(re.compile(said("en", "Right.") + ".*" + said("en", "Your answer is saved.")))
    expect(page.locator(f"#q-{questions[1]['id']} .tick")).to_have_class("tick no")
    expect(page.locator(".tick")).to_have_count(2)
    expect(page.locator(".lamps p")).to_have_text("0 of 6 lit")
    assert_accessible(page)
    answer_right(page, questions[1])  # a new answer takes the old mark away
    expect(page.locator(f"#q-{questions[1]['id']} .tick")).to_have_count(0)


def test_lamps_are_drawn_before_the_network_answers(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"/{FIRST}/")
    for question in questions_of(site, FIRST):
        answer_right(page, question)
    page.goto(f"/{SECOND}/")
    expect(page.locator(".lamps p")).to_have_text("1 of 6 lit")
    assert lamps(page) == ["lit", "half now", "off", "off", "off", "off"]
    page.route("**/mine.json", lambda route: route.abort())
    page.goto(f"/{FIRST}/")
    expect(page.locator(".lamps p")).to_have_text("1 of 6 lit")
    assert lamps(page)[0] == "lit now"
    for question in questions_of(site, SECOND):
        page.goto(f"/{SECOND}/")
        answer_right(page, question)
    expect(page.locator(".lamps p")).to_have_text("2 of 6 lit")  # the words go with the lamp


def test_somebody_elses_browser_sees_nothing_of_it(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"/{FIRST}/")
    answer_right(page, questions_of(site, FIRST)[0])
    other = open_page(f"/{FIRST}/")
    expect(other.locator(".question").first).to_be_visible()
    assert other.locator(".tick").count() == 0
    assert other.request.get(f"/{FIRST}/mine.json").json() == {}
    answer_right(other, questions_of(site, FIRST)[2])
    other.reload()
    expect(other.locator(".tick")).to_have_count(1)


def test_another_persons_ticks_go_when_the_lesson_is_the_first_to_hear_who_has_come(site: Site, open_page: OpenPage) -> None:
    """As when My learning, which says so too, was left before its script was there."""
    page, other, questions = open_page(f"/{FIRST}/"), open_page(f"/{FIRST}/"), questions_of(site, FIRST)
    answer_right(page, questions[0])
    answer_right(other, questions[1])
    page.reload()
    expect(page.locator(f"#q-{questions[0]['id']} .tick")).to_have_count(1)
    page.context.clear_cookies()
    page.context.add_cookies(other.context.cookies())
    page.reload()
    expect(page.locator(f"#q-{questions[1]['id']} .tick")).to_have_count(1)
    expect(page.locator(".tick")).to_have_count(1)


def test_a_code_opened_on_this_phone_brings_its_lamps_and_drops_the_other_ones(site: Site, open_page: OpenPage) -> None:
    page = open_page("/en/me/keep/")
    for place in (1, 2, 3):
        page.locator(f"[name=picture{place}]").first.locator("xpath=..").click()
    page.locator("main button.go").click()
    code = page.locator(".code").inner_text()
    learn_quickly(page.context, site, FIRST)
    guest = open_page(f"/{SECOND}/")
    answer_right(guest, questions_of(site, SECOND)[0])
    guest.reload()
    expect(guest.locator(".tick")).to_have_count(1)
    guest.goto("/en/join/")
    guest.locator("#code").fill(code)
    for place in (1, 2, 3):
        guest.locator(f"[name=picture{place}]").first.locator("xpath=..").click()
    guest.locator("[name=claim]").locator("xpath=..").click()
    guest.locator("main button.go").click()
    expect(guest).to_have_url(re.compile("/en/me/"))
    guest.goto(f"/{SECOND}/")
    expect(guest.locator(".lamps p")).to_have_text("1 of 6 lit")
    assert guest.locator(".tick").count() == 0
    guest.goto(f"/{FIRST}/")
    expect(guest.locator(".tick.yes")).to_have_count(len(questions_of(site, FIRST)))


def test_a_phone_whose_cookie_is_gone_forgets_the_ticks(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"/{FIRST}/")
    answer_right(page, questions_of(site, FIRST)[0])
    page.context.clear_cookies()
    with page.expect_response("**/mine.json"):
        page.reload()
    page.reload(wait_until="networkidle")
    assert page.locator(".tick").count() == 0
    assert page.evaluate("Object.keys(localStorage)") == []


def test_ticks_and_lamps_read_from_right_to_left_on_a_small_phone(site: Site, open_page: OpenPage) -> None:
    path = f"ar/{LESSONS[0]}"
    page = open_page(f"/{path}/", language="ar")
    questions = questions_of(site, path)
    for question in questions[:-1]:
        answer_right(page, question)
    answer_wrong(page, questions[-1])
    page.reload()
    expect(page.locator(".tick")).to_have_count(len(questions))
    assert_fits(page)
    assert_accessible(page)
    picture(page, "ticks-360-ar")
