"""A phone that goes from hand to hand without a line: every answer counts, for who gave it, and nobody sees another's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Error, Page, expect

from tests.browser.answering import LESSONS, answer_right, questions_of, verdict_on
from tests.browser.test_kept_course import WAITS, attempts, cut, keep, mend, visit
from tests.browser.test_safety import LEFT, choose_pictures, make_code
from tests.served_site import Site, until

__all__ = ["visit"]

FIRST, SECOND = (f"en/{lesson}" for lesson in LESSONS[:2])
HELD = """async () => { const base = await new Promise((done, fail) => {
    const asked = indexedDB.open('mwanga', 1); asked.onsuccess = () => done(asked.result); asked.onerror = fail; });
  const all = base.transaction('outbox').objectStore('outbox').getAll();
  return new Promise(done => { all.onsuccess = () => { base.close(); done(all.result.length); }; }); }"""


COUNTED = """window.written = 0;
const set = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, value) {
  if (key === 'mwanga:shared') { window.written++; }
  set.call(this, key, value);
};"""


def share(page: Page, url: str) -> None:
    """Says that others use this phone too, and opens my learning, which tells the scripts."""
    page.goto(f"{url}/en/me/phone/")
    page.locator("[name=shared][value=yes]").click()
    page.goto(f"{url}/en/me/")
    expect(page.locator("main")).to_have_attribute("data-shared", "")


def closed(page: Page) -> None:
    """Nobody touches the phone for ten minutes; whatever page it tries to show then."""
    page.evaluate("localStorage['mwanga:shared'] = Date.now() - 601000")
    page.reload(wait_until="commit")
    until(lambda: is_forgotten(page), seconds=30)


def is_forgotten(page: Page) -> bool:
    """Whether the last touch is; not yet while the page is being left."""
    try:
        return bool(page.evaluate("!localStorage['mwanga:shared']"))
    except Error:
        return False


def people_of(site: Site, before: int) -> list[int]:
    """Whose the answers are that came since."""
    return [person for _uuid, person in attempts(site)[before:]]


def test_what_waits_when_a_shared_phone_closes_is_sent_later_for_who_gave_it(
    site: Site, line: Any, visit: Callable[..., Page]
) -> None:
    page = visit()
    keep(page)
    code = make_code_here(page, line.url)
    share(page, line.url)
    page.goto(f"{line.url}/{FIRST}/")
    questions = questions_of(site, FIRST)
    answer_right(page, questions[0])
    [ada] = {person for _uuid, person in attempts(site)[-1:]}
    before = len(attempts(site))
    cut(line, page.context)
    answer_right(page, questions[1])
    expect(verdict_on(page, questions[1])).to_contain_text(WAITS)
    until(lambda: page.evaluate(HELD) == 1, seconds=30)
    closed(page)
    # The next person reads and answers, still without a line.
    page.goto(f"{line.url}/{FIRST}/")
    expect(page.locator(".question").first).to_be_visible()
    assert set(page.evaluate(LEFT)["local"]) == {"mwanga:out"}
    assert page.evaluate(HELD) == 1
    assert page.locator(".tick, .waiting").count() == 0
    answer_right(page, questions[2])
    expect(page.locator(".waiting")).to_have_text("Answers waiting on this phone: 1")
    page.context.clear_cookies(name="learner")  # it lives ten minutes
    mend(line, page.context)
    page.reload()
    until(lambda: len(attempts(site)) == before + 2, seconds=40)
    hers, next_ones = people_of(site, before)
    assert hers == ada
    assert next_ones != ada
    page.goto(f"{line.url}/{FIRST}/")
    expect(page.locator(".tick")).to_have_count(1)
    # And she finds hers under her code.
    page.goto(f"{line.url}/en/join/")
    page.locator("#code").fill(code)
    choose_pictures(page)
    page.locator("main button.go").click()
    expect(page).to_have_url(re.compile("/en/me/"))
    page.goto(f"{line.url}/{FIRST}/")
    expect(page.locator(".tick")).to_have_count(2)


def make_code_here(page: Page, url: str) -> str:
    """A code, made over the line."""
    page.goto(f"{url}/en/me/keep/")
    choose_pictures(page)
    page.locator("main button.go").click()
    return page.locator(".code").inner_text()


def test_what_a_nameless_guest_left_is_not_the_next_persons_who_has_a_code(
    site: Site, line: Any, visit: Callable[..., Page]
) -> None:
    page = visit()
    keep(page)
    code = make_code_here(page, line.url)
    page.context.clear_cookies()
    page.evaluate("localStorage.clear()")
    page.goto(f"{line.url}/{FIRST}/")
    before, questions = len(attempts(site)), questions_of(site, FIRST)
    cut(line, page.context)
    answer_right(page, questions[0])
    expect(page.locator(".waiting")).to_have_text("Answers waiting on this phone: 1")
    mend_without_api(line, page)
    page.goto(f"{line.url}/en/join/")
    page.locator("#code").fill(code)
    choose_pictures(page)
    page.locator("main button.go").click()
    expect(page).to_have_url(re.compile("/en/me/"))
    expect(page.locator(".waiting")).to_have_count(0)
    page.unroute("**/api/answers")
    page.goto(f"{line.url}/{SECOND}/")
    until(lambda: len(attempts(site)) == before + 1, seconds=40)
    [owner] = people_of(site, before)
    assert site.rows(f"SELECT code FROM learning_person WHERE id = {owner}") == [(None,)]
    page.goto(f"{line.url}/{FIRST}/", wait_until="networkidle")
    assert page.locator(".tick").count() == 0


def mend_without_api(line: Any, page: Page) -> None:
    """The line is back, but no answer gets through yet."""
    page.route("**/api/answers", lambda route: route.abort())
    mend(line, page.context)


def test_scrolling_writes_the_last_touch_once_in_a_while(open_page: Callable[..., Page]) -> None:
    page = open_page("/en/me/keep/")
    make_code(page)
    page.goto("/en/me/phone/")
    page.locator("[name=shared]").click()
    page.add_init_script(COUNTED)
    page.goto("/en/me/")
    page.wait_for_function("window.MwangaShared")
    page.evaluate("() => { for (let i = 0; i < 200; i++) { window.dispatchEvent(new Event('scroll')); } }")
    assert page.evaluate("written") <= 2


def test_a_shared_phone_closes_in_every_tab(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("/en/me/keep/")
    make_code(page)
    page.goto("/en/me/phone/")
    page.locator("[name=shared]").click()
    page.goto("/en/me/")
    other = page.context.new_page()
    other.goto(f"/{FIRST}/")
    answer_right(other, questions_of(site, FIRST)[0])
    other.wait_for_function("window.MwangaShared")
    with other.expect_navigation(url="**/en/me/"):  # each looks for itself too, now and then
        page.evaluate("localStorage['mwanga:shared'] = Date.now() - 601000")
        page.reload()
    expect(other.locator("main[data-me]")).to_be_visible()
    expect(other.locator(".verdict")).to_have_count(0)


def test_my_learning_of_nobody_forgets_who_was_here_before(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page(f"/{FIRST}/")
    answer_right(page, questions_of(site, FIRST)[0])
    page.context.clear_cookies()
    page.goto("/en/me/")
    expect(page.locator("main")).to_have_attribute("data-me", "")
    until(lambda: page.evaluate("localStorage['mwanga:me']") is None, seconds=30)


def test_what_was_answered_in_a_check_is_not_kept_on_the_phone(open_page: Callable[..., Page], site: Site) -> None:
    from tests.browser.test_checks import END, START, answer_start_check

    page = open_page(f"/en/{START}/")
    answer_start_check(page, site, "en")
    page.reload()
    expect(page.locator(".tick")).to_have_count(4)
    page.goto(f"/en/{END}/")
    answer_right(page, questions_of(site, f"en/{END}")[0])
    page.reload()
    expect(page.locator(".tick")).to_have_count(1)
    kept = page.evaluate("localStorage['mwanga:me']")
    assert "check" not in kept
    assert "tried" not in kept
