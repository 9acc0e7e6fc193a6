"""Missed questions that come back, the page after a lesson, cards read aloud: in a real browser, with a line and without."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.answering import LESSONS, answer, answer_right, learn_quickly, questions_of, said, verdict_on
from tests.browser.conftest import OpenPage, assert_accessible, assert_fits, picture
from tests.browser.kept_course import COURSE_PAGE, WAITS, cut, keep, mend, visit
from tests.factories import wrong_response
from tests.served_site import Site, until

__all__ = ["visit"]

FIRST, SECOND = (f"en/{lesson}" for lesson in LESSONS[:2])
DECK = "/en/me/review/"
EMPTY = "No question waits for you now."
LOGGED_EARLIER = """days => {
  const me = JSON.parse(localStorage['mwanga:me']);
  const logs = Object.values(me).flatMap(room => Object.values(room)).map(lesson => lesson.log || []);
  logs.flat().forEach(entry => { entry[1] -= days * 86400; });
  localStorage['mwanga:me'] = JSON.stringify(me);
}"""


def days_pass(site: Site, days: int) -> None:
    """All answers of the site were given some days earlier."""
    with sqlite3.connect(site.folder / "mwanga.sqlite3", timeout=20) as database:
        database.execute(f"UPDATE learning_attempt SET occurred_at = datetime(occurred_at, '-{days} days')")


def the_card(page: Page) -> Locator:
    """The one question that a page shows, once it is there."""
    expect(page.locator(".question")).to_have_count(1)
    return page.locator(".question")


# --- with a line ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_missed_questions_come_back_and_are_answered_one_at_a_time(site: Site, open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/en/me/", scripts=scripts)
    learn_quickly(page.context, site, FIRST, response=wrong_response)
    page.goto(DECK)
    expect(page.locator(".note")).to_have_text(EMPTY)
    days_pass(site, 1)
    questions = questions_of(site, FIRST)
    page.goto("/en/me/")
    picture(page, f"review-me-360-en-{scripts}")
    page.get_by_role("link", name=f"{len(questions)} questions wait for you.").click()
    for _question in questions:
        card = the_card(page)
        question = next(one for one in questions if f"q-{one['id']}" == card.get_attribute("id"))
        answer_right(page, question)
        expect(verdict_on(page, question)).to_contain_text(said("en", "Your answer is saved."))
        assert DECK in page.url
        picture(page, f"review-deck-360-en-{scripts}")
        with page.expect_navigation():
            page.locator("[data-next] a").click()
    expect(page.locator(".note")).to_have_text(EMPTY)


def test_the_deck_is_accessible_fits_and_shows_where_to_go_on_only_after_an_answer(site: Site, open_page: OpenPage) -> None:
    page = open_page("/ar/me/", width=240, language="ar")
    path = FIRST.replace("en/", "ar/")
    learn_quickly(page.context, site, path, response=wrong_response)
    days_pass(site, 1)
    page.goto("/ar/me/review/")
    assert_fits(page)
    assert_accessible(page)
    expect(page.locator("[data-next]")).to_be_hidden()
    picture(page, "review-240-ar")
    card = the_card(page)
    question = next(one for one in questions_of(site, path) if f"q-{one['id']}" == card.get_attribute("id"))
    answer(page, question, wrong_response(question))
    expect(page.locator("[data-next]")).to_be_visible()
    assert_accessible(page)


# --- without a line -------------------------------------------------------------------------------------------------------


def test_a_kept_course_makes_the_deck_without_a_line(site: Site, line: object, visit: Callable[..., Page]) -> None:
    page = visit()
    keep(page)
    questions = questions_of(site, FIRST)
    page.goto(f"{line.url}/{FIRST}/")  # type: ignore[attr-defined]
    answer(page, questions[0], wrong_response(questions[0]))
    expect(page.locator(".verdict small").first).to_have_text(said("en", "Your answer is saved."))
    cut(line, page.context)  # type: ignore[arg-type]
    answer(page, questions[1], wrong_response(questions[1]))
    expect(verdict_on(page, questions[1])).to_contain_text(WAITS)
    page.goto(f"{line.url}{COURSE_PAGE}")  # type: ignore[attr-defined]
    page.get_by_role("link", name="Review", exact=True).click()
    expect(page.locator("[data-empty]")).to_have_text(EMPTY)
    page.evaluate(LOGGED_EARLIER, 1)
    page.reload()
    expect(page.locator("[data-count]")).to_have_text("Questions that wait for you: 2")
    assert_accessible(page)
    assert_fits(page)
    picture(page, "review-kept-360-en")
    for left in (1, 0):
        card = the_card(page)
        question = next(one for one in questions if f"q-{one['id']}" == card.get_attribute("id"))
        answer_right(page, question)
        expect(verdict_on(page, question)).to_contain_text(WAITS)
        with page.expect_navigation():
            page.locator("[data-next] a").click()
        expect(page.locator("[data-count]" if left else "[data-empty]")).to_have_text(
            "Questions that wait for you: 1" if left else EMPTY
        )
    before = len(site.rows("SELECT 1 FROM learning_attempt"))
    mend(line, page.context)  # type: ignore[arg-type]
    page.goto(f"{line.url}/{SECOND}/")  # type: ignore[attr-defined]
    until(lambda: len(site.rows("SELECT 1 FROM learning_attempt")) >= before + 3, seconds=40)
    expect(page.locator(".waiting")).to_have_count(0)
    assert len(site.rows("SELECT 1 FROM learning_attempt")) == before + 3


# --- after a lesson -------------------------------------------------------------------------------------------------------


def test_after_the_last_answer_there_is_a_way_to_look_back(site: Site, open_page: OpenPage) -> None:
    page = open_page("/en/")
    learn_quickly(page.context, site, FIRST)
    page.goto(f"/{SECOND}/")
    for question in questions_of(site, SECOND):
        expect(page.get_by_role("link", name="Look back")).to_have_count(0)
        answer_right(page, question)
    page.get_by_role("link", name="Look back").click()
    expect(page.locator("h1")).to_have_text("Look back")
    assert_accessible(page)
    assert_fits(page)
    picture(page, "after-360-en")
    card = the_card(page)
    question = next(one for one in questions_of(site, FIRST) if f"q-{one['id']}" == card.get_attribute("id"))
    answer_right(page, question)
    page.get_by_role("button", name="Good", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Thank you.")).to_be_visible()
    expect(page.get_by_role("button", name="Good", exact=True)).to_have_count(0)
    expect(page.locator(".pager .go")).to_have_text(re.compile("^Next lesson"))
    assert site.rows("SELECT face, count FROM learning_opinioncount") == [("good", 1)]


# --- heard ----------------------------------------------------------------------------------------------------------------

VOICES = """Object.defineProperty(window, 'speechSynthesis', {value: {
  said: [], cancelled: 0, getVoices: () => %s,
  cancel() { this.cancelled++; },
  speak(one) { this.said.push([one.text, one.lang]); setTimeout(() => one.onend && one.onend(), 5); },
}});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };"""


def with_voices(open_page: OpenPage, voices: str, path: str = f"/{FIRST}/") -> tuple[Page, list[str]]:
    """A lesson on a device with these voices, and what it asked for."""
    page, asked = open_page("/healthz"), []
    page.add_init_script(VOICES % voices)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path, wait_until="networkidle")
    return page, asked


def test_where_the_device_has_a_voice_each_card_can_be_heard(open_page: OpenPage) -> None:
    page, asked = with_voices(open_page, "[{lang: 'sw-KE', localService: true}, {lang: 'en-GB', localService: true}]")
    buttons = page.locator(".listen")
    expect(buttons).to_have_count(page.locator("main .card:not(:has(audio, video))").count())
    assert_accessible(page)
    assert_fits(page)
    picture(page, "listen-360-en")
    buttons.first.click()
    expect(buttons.first).to_contain_text("Listen")
    until(lambda: page.evaluate("speechSynthesis.said.length"), seconds=30)
    spoken = page.evaluate("speechSynthesis.said")
    assert {language for _text, language in spoken} == {"en-GB"}
    first = page.locator("main .card").first
    assert " ".join(text for text, _language in spoken) in " ".join(first.inner_text().split())
    assert len([url for url in asked if url.endswith(".js")]) == 2  # the lesson's, and this one


def test_a_question_is_heard_with_its_options_and_stops_when_asked(site: Site, open_page: OpenPage) -> None:
    page, _asked = with_voices(open_page, "[{lang: 'en', localService: true}]")
    page.evaluate("() => { speechSynthesis.speak = function (one) { this.said.push(one.text); }; }")
    question = questions_of(site, FIRST)[0]
    button = page.locator(f"#q-{question['id']} .listen")
    button.click()
    expect(button).to_contain_text("Stop")
    assert page.evaluate("speechSynthesis.said") == [question["prompt"]]
    button.click()
    expect(button).to_contain_text("Listen")


@pytest.mark.parametrize(
    "voices",
    ["[]", "[{lang: 'fr-FR', localService: true}]", "[{lang: 'en-US', localService: false}]"],
    ids=["none", "other", "remote"],
)
def test_without_a_voice_of_its_own_nothing_is_offered_or_fetched(open_page: OpenPage, voices: str) -> None:
    page, asked = with_voices(open_page, voices)
    expect(page.locator(".listen")).to_have_count(0)
    assert len([url for url in asked if url.endswith(".js")]) == 1
