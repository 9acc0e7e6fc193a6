"""`static/js/lesson.js` in a real browser: bad networks, hasty fingers, keyboards, and phones that others use too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.answering import LESSONS, answer, fill, form_on, questions_of, said, verdict_on
from tests.browser.conftest import OpenPage
from tests.factories import right_response, wrong_response
from tests.served_site import Site

ANSWERS = "**/answer/index.html"
FIRST, SECOND, THIRD = (f"en/{lesson}" for lesson in LESSONS[:3])
NOT_SENT = said("en", "Not sent yet. Your answer is kept on this page; try again.")
WAITS = said("en", "Saved on this phone. It is sent when the line is back.")
NO_STORAGE = """for (const name of ['localStorage', 'indexedDB']) {
  Object.defineProperty(window, name, {get() { throw new Error('blocked'); }});
}"""


def attempts(site: Site) -> list[str]:
    """The uuids of all answers that the site has."""
    return [row[0] for row in site.rows("SELECT uuid FROM learning_attempt ORDER BY id")]


def uuid_in(request: Request) -> str:
    """The uuid that an answer carries, as the database writes it."""
    return parse_qs(request.post_data)["uuid"][0].replace("-", "")


def send(page: Page, question: dict) -> None:
    """Presses “Check my answer”."""
    form_on(page, question).locator("> button").click()


@contextmanager
def new_attempts(site: Site, number: int) -> Iterator[None]:
    """In the block, the site receives this many answers, no more and no fewer."""
    before = len(attempts(site))
    yield
    assert len(attempts(site)) - before == number


@pytest.fixture
def gap(site: Site) -> dict:
    """A question to be answered with words of one's own."""
    return next(question for question in questions_of(site, SECOND) if question["kind"] == "fill_the_gap")


@pytest.fixture
def order(site: Site) -> dict:
    """A question about an order."""
    return next(question for question in questions_of(site, THIRD) if question["kind"] == "put_in_order")


# --- bad networks ---------------------------------------------------------------------------------------------------------


def test_without_network_the_words_stay_and_are_sent_later(site: Site, open_page: OpenPage, gap: dict) -> None:
    page = open_page(f"/{SECOND}/")
    words = right_response(gap)
    with new_attempts(site, 1):
        page.context.set_offline(True)
        fill(page, gap, words)
        send(page, gap)
        expect(verdict_on(page, gap)).to_have_text(WAITS)
        for name, text in words.items():
            assert form_on(page, gap).locator(f"[name='gap-{name}']").input_value() == text
        page.context.set_offline(False)
        send(page, gap)
        expect(verdict_on(page, gap)).to_have_class("verdict yes")
        expect(verdict_on(page, gap)).to_contain_text(said("en", "Your answer is saved."))


@pytest.mark.parametrize("late", ["**/objects/*/*.js", "**/api/answers"])
def test_answers_go_where_the_line_is_said_to_be_back_before_it_is(site: Site, open_page: OpenPage, gap: dict, late: str) -> None:
    """The first that is asked for then is lost: the script that sends them, or what it sends."""
    page = open_page(f"/{SECOND}/")
    page.context.set_offline(True)
    fill(page, gap, right_response(gap))
    send(page, gap)
    expect(verdict_on(page, gap)).to_have_text(WAITS)
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        route.abort()

    page.route(late, lose, times=1)
    with new_attempts(site, 1):
        page.context.set_offline(False)
        expect(verdict_on(page, gap)).to_contain_text(said("en", "Sent."), timeout=40_000)  # nine seconds later, or three
        expect(page.locator(".waiting")).to_have_count(0)
    assert len(lost) == 1


def test_an_answer_whose_receipt_was_lost_counts_once(site: Site, open_page: OpenPage, gap: dict) -> None:
    page, sent = open_page(f"/{SECOND}/"), []

    def lose_the_first_receipt(route: Route) -> None:
        sent.append(uuid_in(route.request))
        reply = route.fetch()
        route.abort() if len(sent) == 1 else route.fulfill(response=reply)

    page.route(ANSWERS, lose_the_first_receipt)
    with new_attempts(site, 1):
        fill(page, gap, right_response(gap))
        send(page, gap)
        expect(verdict_on(page, gap)).to_have_text(WAITS)
        send(page, gap)
        expect(verdict_on(page, gap)).to_contain_text(said("en", "Your answer is saved."))
    assert len(sent) == 2
    assert set(sent) == {attempts(site)[-1]}


def test_another_answer_after_a_lost_one_is_another_answer(site: Site, open_page: OpenPage, gap: dict) -> None:
    page = open_page(f"/{SECOND}/")
    page.route(ANSWERS, lambda route: route.abort())
    page.route("**/api/answers", lambda route: route.abort())
    fill(page, gap, wrong_response(gap))
    send(page, gap)
    expect(verdict_on(page, gap)).to_have_text(WAITS)
    page.unroute(ANSWERS)
    page.unroute("**/api/answers")
    with new_attempts(site, 2):
        answer(page, gap, right_response(gap))
        expect(page.locator(".waiting")).to_have_count(0)
    people = site.rows("SELECT person_id FROM learning_attempt ORDER BY id DESC LIMIT 2")
    assert len(set(people)) == 1


def test_answers_wait_on_the_phone_and_go_when_the_line_is_back(site: Site, open_page: OpenPage) -> None:
    """The script that sends them could not be loaded when the line went."""
    page, questions = open_page(f"/{FIRST}/"), questions_of(site, FIRST)
    page.context.set_offline(True)
    for question in questions:
        fill(page, question, right_response(question))
        send(page, question)
        expect(verdict_on(page, question)).to_have_text(WAITS)
    with new_attempts(site, len(questions)):
        page.context.set_offline(False)
        for question in questions:
            expect(verdict_on(page, question)).to_contain_text(said("en", "Sent."))
        expect(page.locator(".waiting")).to_have_count(0)
    people = site.rows(f"SELECT person_id FROM learning_attempt ORDER BY id DESC LIMIT {len(questions)}")
    assert len(set(people)) == 1
    assert page.evaluate("Object.keys(localStorage)") == ["mwanga:me"]
    page.goto("/en/me/")
    expect(page.locator("main")).to_contain_text("1 of 6 lit")


def test_a_refused_answer_says_why_and_is_not_sent_again(site: Site, open_page: OpenPage, gap: dict) -> None:
    page = open_page(f"/{SECOND}/")
    page.clock.set_fixed_time("2039-01-01T00:00:00Z")  # the phone's clock is wrong
    page.context.set_offline(True)
    fill(page, gap, right_response(gap))
    send(page, gap)
    expect(verdict_on(page, gap)).to_have_text(WAITS)
    with new_attempts(site, 0):
        page.context.set_offline(False)
        expect(verdict_on(page, gap)).to_contain_text("lies in the future. Set the clock of the phone.")
    expect(page.locator(".waiting")).to_have_count(0)
    posts = []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert posts == []


def test_without_any_storage_the_answer_stays_on_the_page(site: Site, open_page: OpenPage, gap: dict) -> None:
    page = open_page("/healthz")
    page.add_init_script(NO_STORAGE)
    page.goto(f"/{SECOND}/")
    page.route(ANSWERS, lambda route: route.abort())
    fill(page, gap, right_response(gap))
    send(page, gap)
    expect(verdict_on(page, gap)).to_have_text(NOT_SENT)
    page.unroute(ANSWERS)
    with new_attempts(site, 1):
        send(page, gap)
        expect(verdict_on(page, gap)).to_have_class("verdict yes")


@pytest.mark.parametrize(
    ("status", "kind", "body", "words"),
    [
        (500, "text/html", "<h1>Something broke on our side</h1>", NOT_SENT),
        (502, "text/html", "<h1>Bad gateway</h1>", WAITS),
        (409, "application/json", json.dumps({"error": "This lesson has changed."}), "This lesson has changed."),
    ],
)
def test_a_refusal_is_told_in_words_and_the_answer_stays(
    site: Site, open_page: OpenPage, status: int, kind: str, body: str, words: str
) -> None:
    page, question = open_page(f"/{FIRST}/"), questions_of(site, FIRST)[1]
    page.route(ANSWERS, lambda route: route.fulfill(status=status, content_type=kind, body=body))
    fill(page, question, right_response(question))
    send(page, question)
    expect(verdict_on(page, question)).to_have_text(words)
    expect(verdict_on(page, question)).to_have_class("verdict " if words == WAITS else "verdict no")
    assert form_on(page, question).locator(f"[value='{right_response(question)}']").is_checked()
    page.unroute(ANSWERS)
    with new_attempts(site, 1):
        send(page, question)
        expect(verdict_on(page, question)).to_have_class("verdict yes")


def test_a_page_of_the_network_itself_is_no_answer(site: Site, open_page: OpenPage) -> None:
    """“Buy more data” comes with status 200, in the place of everything."""
    page, question = open_page(f"/{FIRST}/"), questions_of(site, FIRST)[1]
    page.context.route("**/*", lambda route: route.fulfill(status=200, content_type="text/html", body="<!-- Buy more data -->"))
    fill(page, question, right_response(question))
    send(page, question)
    expect(verdict_on(page, question)).to_have_text(WAITS)
    page.context.unroute("**/*")
    with new_attempts(site, 1):
        send(page, question)
        expect(verdict_on(page, question)).to_have_class("verdict yes")


def test_a_network_that_never_answers_may_be_tried_again(site: Site, open_page: OpenPage) -> None:
    page, question, held = open_page(f"/{FIRST}/"), questions_of(site, FIRST)[1], []
    page.clock.install()
    page.reload()
    page.route(ANSWERS, lambda route: route.continue_() if held else held.append(route))
    fill(page, question, right_response(question))
    with page.expect_request(ANSWERS):
        send(page, question)
    page.clock.run_for(20_000)  # not 29: the clock runs on by itself, and a busy machine takes seconds
    expect(verdict_on(page, question)).to_have_text(said("en", "Checking…"))
    page.clock.run_for(11_000)
    expect(verdict_on(page, question)).to_have_text(WAITS)
    with new_attempts(site, 1):
        send(page, question)
        expect(verdict_on(page, question)).to_have_class("verdict yes")
        with page.expect_response(ANSWERS):
            held[0].continue_()
        page.clock.run_for(31_000)
        expect(verdict_on(page, question)).to_have_class("verdict yes")


# --- hasty fingers --------------------------------------------------------------------------------------------------------


def test_a_double_tap_is_one_answer(site: Site, open_page: OpenPage) -> None:
    page, question, posts = open_page(f"/{FIRST}/"), questions_of(site, FIRST)[1], []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    fill(page, question, right_response(question))
    with new_attempts(site, 1):
        form_on(page, question).locator("> button").dblclick()
        expect(verdict_on(page, question)).to_have_class("verdict yes")
    assert len(posts) == 1


def test_nothing_chosen_is_not_sent(site: Site, open_page: OpenPage, gap: dict) -> None:
    page, posts = open_page(f"/{SECOND}/"), []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    for question in questions_of(site, SECOND):
        send(page, question)
        expect(verdict_on(page, question)).to_have_text(said("en", "Choose or write an answer first."))
    assert posts == []


def test_the_next_try_takes_the_old_feedback_away(site: Site, open_page: OpenPage) -> None:
    page, question = open_page(f"/{FIRST}/"), questions_of(site, FIRST)[2]
    answer(page, question, wrong_response(question))
    answer(page, question, right_response(question))
    shown = form_on(page, question).locator(".feedback")
    assert shown.count() == 1
    chosen = form_on(page, question).locator("label", has=page.locator(":checked"))
    assert chosen.locator("xpath=following-sibling::*[1]").get_attribute("id") == shown.get_attribute("id")


# --- keyboards and ears ---------------------------------------------------------------------------------------------------


def focused(page: Page, what: str) -> str:
    """Something about the element that has the focus."""
    return page.evaluate(f"document.activeElement.{what}")


def test_the_verdict_is_announced_and_the_focus_stays(site: Site, open_page: OpenPage, gap: dict) -> None:
    page = open_page(f"/{SECOND}/")
    verdict = verdict_on(page, gap)
    assert verdict.get_attribute("role") == "status"
    assert verdict.evaluate("one => getComputedStyle(one).display") == "block"  # heard only if it was there before
    verdict.evaluate("one => { window.region = one; }")
    fill(page, gap, right_response(gap))
    form_on(page, gap).locator("input.gap").first.press("Enter")
    expect(verdict).to_have_class("verdict yes")
    assert verdict.evaluate("one => one === window.region && one.isConnected")
    assert "gap" in focused(page, "className")
    form_on(page, gap).locator("> button").press("Enter")
    expect(verdict).to_contain_text(said("en", "Your answer is saved."))
    assert focused(page, "textContent") == said("en", "Check my answer")


def test_an_order_is_made_by_keyboard_alone(site: Site, open_page: OpenPage, order: dict) -> None:
    page = open_page(f"/{THIRD}/")
    form = form_on(page, order)
    assert form.locator("select:visible").count() == 0
    for place, item in enumerate(right_response(order), start=1):
        line = form.locator("li", has=page.locator(f"[name='place-{item}']"))
        line.locator("button:enabled").first.focus()
        while (now := int(line.locator("select").input_value())) > place:
            page.keyboard.press("Enter")
            expect(verdict_on(page, order)).to_contain_text(f"{now - 1}/{len(order['items'])}")
            assert line.evaluate("one => one.contains(document.activeElement)")  # the hand stays on what it moved
        words = next(one["text"] for one in order["items"] if one["id"] == item)
        assert words in line.locator("button").first.get_attribute("aria-label")
    assert form.locator("li").first.locator("button").first.is_disabled()
    assert form.locator("li").last.locator("button").last.is_disabled()
    form.locator("> button").press("Enter")
    expect(verdict_on(page, order)).to_have_class("verdict yes")


def test_a_move_down_at_the_end_hands_the_focus_to_the_way_up(site: Site, open_page: OpenPage, order: dict) -> None:
    page = open_page(f"/{THIRD}/")
    line = form_on(page, order).locator("li").first
    item = line.locator("select").get_attribute("name")
    line.locator("button").last.focus()
    for _step in order["items"][1:]:
        page.keyboard.press("Enter")
    assert focused(page, "disabled") is False
    assert focused(page, "closest('li').querySelector('select').name") == item
    assert focused(page, "textContent") == "↑"


# --- phones that others use too -------------------------------------------------------------------------------------------


def test_leave_this_page_hides_it_at_once_and_does_not_come_back(open_page: OpenPage) -> None:
    page = open_page(f"/en/{LESSONS[0].split('/')[0]}/")
    page.goto(f"/{THIRD}/")
    pages = page.evaluate("history.length")
    page.route("**/leave.html", lambda route: route.fulfill(content_type="text/html", body="<title>weather</title>"))
    page.evaluate("onpagehide = () => { sessionStorage.last = document.body.hidden + document.title.trim(); }")
    page.locator(".exit").click()
    expect(page).to_have_title("weather")
    assert page.evaluate("sessionStorage.last") == "true"
    assert page.evaluate("history.length") == pages
    page.go_back()
    expect(page).not_to_have_url(re.compile("lesson-3"))


def test_leave_this_page_is_a_plain_link_without_scripts(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"/{THIRD}/", scripts=False)
    exit_ = page.locator("a.exit")
    assert exit_.get_attribute("rel") == "noreferrer"
    reply = page.context.request.get(exit_.evaluate("one => one.href"), max_redirects=0)
    assert reply.status == 302
    assert site.url not in reply.headers["location"]


def test_clear_this_phone_empties_it(site: Site, open_page: OpenPage) -> None:
    page, question = open_page(f"/{FIRST}/"), questions_of(site, FIRST)[1]
    answer(page, question, right_response(question))
    page.evaluate("localStorage.setItem('mwanga/x', '1'); sessionStorage.setItem('y', '2')")
    assert page.context.cookies()
    page.goto("/en/me/clear/")
    page.locator("[data-clear] button").click()
    expect(page).to_have_url(f"{site.url}/en/")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []
    page.goto("/en/me/")
    expect(page.locator("main")).to_contain_text(said("en", "You have not begun a lesson here yet."))


def test_print_is_offered_only_where_a_script_can_print(open_page: OpenPage) -> None:
    page = open_page("/en/me/keep/")
    for place in (1, 2, 3):
        page.locator(f"[name=picture{place}]").first.locator("xpath=..").click()
    page.locator("main button.go").click()
    expect(page.locator("[data-print]")).to_be_visible()
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.locator("[data-print]").click()
    expect(page).to_have_title("printed")
    plain = open_page("/en/", scripts=False)
    plain.context.add_cookies(page.context.cookies())
    plain.goto("/en/me/code/")
    expect(plain.locator("[data-print]")).to_be_hidden()


def test_in_the_text_tier_a_picture_comes_on_tap_and_takes_the_place_of_its_link(open_page: OpenPage) -> None:
    page = open_page(f"/{FIRST}/?tier=text")
    link = page.locator("[data-show]").first
    assert re.search(r"\d+ KB", link.inner_text())
    assert not page.locator("main img").count()
    link.click()
    image = page.locator("main img")
    expect(image).to_be_visible()
    assert image.evaluate("one => one.naturalWidth") == 480
    assert image.get_attribute("alt").startswith("Picture:")
    assert page.url.endswith("?tier=text")


def test_a_picture_that_does_not_come_in_place_is_opened_by_itself(open_page: OpenPage) -> None:
    page = open_page(f"/{FIRST}/?tier=text")
    page.route("**/objects/**.jpeg", lambda route: route.abort(), times=1)
    page.locator("[data-show]").first.click()
    page.wait_for_url("**/objects/**.jpeg")  # by way of picture.html, which explains where a copy has no pictures
