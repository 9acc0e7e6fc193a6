"""A course kept on a phone, in a real browser: how much it is, a line that breaks, answers without one, updates, removal."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.answering import LESSONS, answer, answer_right, questions_of, said, verdict_on
from tests.browser.conftest import assert_accessible, assert_fits, picture
from tests.browser.kept_course import COURSE_PAGE, KEPT, WAITS, attempts, cut, keep, mend, press, told, visit
from tests.browser.line import Line
from tests.factories import right_response, wrong_response
from tests.served_site import COURSE, Site, until

__all__ = ["visit"]

FIRST, SECOND = (f"en/{lesson}" for lesson in LESSONS[:2])
NAMES = "async () => (await caches.keys()).sort()"
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"


def files_of(site: Site, page: Page, tier: str) -> dict[str, str]:
    """Path -> hash, as the site lists the course's files for this browser, which takes AVIF."""
    listed = page.context.request.get(f"{site.url}{COURSE_PAGE}files.json?tier={tier}").json()["files"]
    return {path.split("?")[0]: hash_ for path, hash_, _bytes in listed if not path.endswith(".jpeg")}


def stored(page: Page) -> dict[str, str]:
    """Path -> hash of what this browser keeps of the course."""
    found = page.evaluate(
        """async name => { const cache = await caches.open(name); const out = {};
        for (const one of await cache.keys()) {
          out[new URL(one.url).pathname] = (await cache.match(one)).headers.get('X-Kept');
        } return out; }""",
        f"mwanga-kept-1 {COURSE_PAGE}",
    )
    return {path: hash_ for path, hash_ in found.items() if path != "/kept.json"}


# --- keeping --------------------------------------------------------------------------------------------------------------


def test_nothing_is_fetched_or_registered_before_somebody_asks(line: Line, visit: Callable[..., Page]) -> None:
    page = visit()
    expect(page.locator(".keep button")).to_have_text(said("en", "Show how much it is"))
    assert [one for one in line.asked if "files.json" in one or "sw.js" in one] == []
    press(page, "Show how much it is")
    expect(told(page)).to_have_text(re.compile(r"^\d+ KB to read, \d+ KB with pictures\.$"))
    assert page.evaluate(WORKERS) == 0
    assert page.evaluate(NAMES) == []
    assert_accessible(page)


def test_a_kept_course_is_every_listed_file_and_nothing_else(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    keep(page, "with pictures")
    assert stored(page) == files_of(site, page, "pictures")
    assert page.evaluate(WORKERS) == 1
    assert_accessible(page)


def test_a_cut_line_costs_nothing_twice(site: Site, line: Line, visit: Callable[..., Page]) -> None:
    page = visit()
    press(page, "Show how much it is")
    expect(page.locator(".keep button").nth(1)).to_be_visible()
    line.asked.clear()
    line.cut_after = 12
    press(page, "with pictures")
    expect(told(page)).to_have_text(re.compile(r"^The line was cut\. \d+ of \d+ are kept"))
    before = stored(page)
    assert 0 < len(before) < len(files_of(site, page, "pictures"))
    mend(line, page.context)
    killed, page = page, visit_again(page.context, line)
    killed.close()
    expect(told(page)).to_have_text(re.compile(r"^The line was cut\."))
    expect(page.locator("progress")).to_have_attribute("value", str(len(before)))
    line.asked.clear()
    press(page, "Go on")
    expect(told(page)).to_have_text(KEPT)
    asked = {one.split(" ")[1].split("?")[0] for one in line.asked}
    assert asked & set(before) == set()
    assert stored(page) == files_of(site, page, "pictures")


def visit_again(context: BrowserContext, line: Line, path: str = COURSE_PAGE) -> Page:
    """Another tab of the same browser."""
    page = context.new_page()
    page.goto(line.url + path)
    return page


def test_keeping_goes_on_by_itself_when_the_line_is_back(line: Line, visit: Callable[..., Page]) -> None:
    page = visit()
    press(page, "Show how much it is")
    expect(page.locator(".keep button").nth(1)).to_be_visible()
    line.cut_after = 6
    press(page, "Keep the text")
    expect(told(page)).to_have_text(re.compile(r"^The line was cut\."))
    page.context.set_offline(True)
    mend(line, page.context)
    expect(told(page)).to_have_text(KEPT)


def test_a_page_of_the_network_is_not_taken_for_a_lesson(visit: Callable[..., Page], line: Line) -> None:
    page = visit()
    press(page, "Show how much it is")
    page.route("**/lesson-2/?tier=text", lambda route: route.fulfill(content_type="text/html", body="Buy more data"))
    press(page, "Keep the text")
    expect(told(page)).to_have_text(re.compile(r"^The line was cut\."))
    assert f"/{SECOND}/" not in stored(page)


# --- without a line -------------------------------------------------------------------------------------------------------


def test_a_kept_course_is_read_without_a_line(line: Line, visit: Callable[..., Page]) -> None:
    page = visit()
    keep(page, "with pictures")
    cut(line, page.context)
    page.reload()
    expect(page.locator("h1")).to_have_text("Safe and Strong with AI")
    expect(told(page)).to_have_text(KEPT)
    page.locator("a.go").click()
    expect(page).to_have_url(f"{line.url}/{FIRST}/index.html")
    image = page.locator("img").first
    image.scroll_into_view_if_needed()
    assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") != "0px"
    page.locator(".pager .go").click()
    expect(page).to_have_url(f"{line.url}/{SECOND}/index.html")


def test_a_line_that_hangs_is_waited_for_four_seconds(line: Line, visit: Callable[..., Page]) -> None:
    page = visit()
    keep(page)
    line.flows.clear()
    began = time.monotonic()
    page.goto(f"{line.url}/{FIRST}/", wait_until="commit")
    assert 4 <= time.monotonic() - began < 25  # the line hangs for a minute; a busy machine takes its time to begin
    expect(page.locator(".question").first).to_be_visible()


def test_what_was_not_kept_says_so_and_lists_what_is(line: Line, visit: Callable[..., Page]) -> None:
    page = visit()
    keep(page)
    cut(line, page.context)
    for path in ("/en/", "/en/me/", f"/{FIRST}/languages/index.html", "/en/join/"):
        page.goto(line.url + path)
        expect(page.locator("h1")).to_have_text(said("en", "This page is not on this phone"))
    assert_accessible(page)
    assert_fits(page)
    picture(page, "kept-offline-360-en")
    page.locator("[data-kept] a").click()
    expect(page.locator("h1")).to_have_text("Safe and Strong with AI")
    page.goto(f"{line.url}/leave.html")
    assert page.title() == "."
    assert page.locator("body").inner_text() == ""


def test_the_worker_keeps_its_hands_off_everything_else(line: Line, visit: Callable[..., Page]) -> None:
    page = visit()
    keep(page)
    before = stored(page)
    page.goto(f"{line.url}/{FIRST}/languages/")
    page.goto(f"{line.url}/en/me/")
    page.goto(f"{line.url}/en/")
    page.goto(f"{line.url}/cms/login/")
    assert stored(page) == before
    assert page.evaluate(NAMES) == [f"mwanga-kept-1 {COURSE_PAGE}"]
    cut(line, page.context)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(f"{line.url}/cms/login/")


def test_answers_given_without_a_line_are_graded_kept_and_sent_once(site: Site, line: Line, visit: Callable[..., Page]) -> None:
    page = visit()
    keep(page)
    before, questions = len(attempts(site)), questions_of(site, FIRST)
    cut(line, page.context)
    page.goto(f"{line.url}/{FIRST}/")
    answer(page, questions[0], wrong_response(questions[0]))
    for question in questions:
        answer_right(page, question)
        expect(verdict_on(page, question)).to_contain_text(WAITS)
    expect(page.locator(".waiting")).to_have_text(f"Answers waiting on this phone: {len(questions) + 1}")
    expect(page.locator(".lamps .now")).to_have_class("lit now")
    assert_accessible(page)
    picture(page, "kept-answered-360-en")
    page.reload()  # the tab dies, and still there is no line
    expect(page.locator(".waiting")).to_have_text(f"Answers waiting on this phone: {len(questions) + 1}")
    expect(page.locator(".tick")).to_have_count(len(questions))
    assert len(attempts(site)) == before
    mend(line, page.context)
    page.reload()
    until(lambda: len(attempts(site)) > before + len(questions), seconds=40)  # the sentence comes a moment after the page
    expect(page.locator(".waiting")).to_have_count(0)
    sent = attempts(site)[before:]
    assert len(sent) == len({uuid for uuid, _person in sent}) == len(questions) + 1
    assert len({person for _uuid, person in sent}) == 1
    assert {one for one in line.asked if one.startswith("POST")} == {"POST /api/answers"}  # twice when a tab dies while it sends
    expect(page.locator(".tick.yes")).to_have_count(len(questions))
    page.goto(f"{line.url}/{SECOND}/")
    expect(page.locator(".lamps p")).to_have_text("1 of 6 lit")


def test_an_answer_goes_by_itself_when_the_line_is_back(site: Site, line: Line, visit: Callable[..., Page]) -> None:
    page = visit()
    keep(page)
    page.goto(f"{line.url}/{FIRST}/")
    before, question = len(attempts(site)), questions_of(site, FIRST)[0]
    cut(line, page.context)
    answer_right(page, question)
    expect(verdict_on(page, question)).to_contain_text(WAITS)
    mend(line, page.context)
    expect(verdict_on(page, question)).to_contain_text(said("en", "Sent."))
    expect(page.locator(".waiting")).to_have_count(0)
    assert len(attempts(site)) == before + 1


def test_a_lost_receipt_and_two_tabs_double_nothing(site: Site, line: Line, visit: Callable[..., Page]) -> None:
    page = visit()
    keep(page)
    before, questions = len(attempts(site)), questions_of(site, FIRST)
    cut(line, page.context)
    page.goto(f"{line.url}/{FIRST}/")
    other = page.context.new_page()
    other.goto(f"{line.url}/{SECOND}/")
    answer_right(page, questions[0])
    answer_right(page, questions[1])
    theirs = questions_of(site, SECOND)[0]
    answer_right(other, theirs)
    lost: list[str] = []
    line.is_lossy = lambda request: "api/answers" in request and not lost.append(request) and len(lost) == 1
    mend(line, page.context)
    page.reload()
    until(lambda: lost, seconds=30)
    page.reload()
    expect(page.locator(".waiting")).to_have_count(0)
    other.reload()
    until(lambda: len(attempts(site)) >= before + 3, seconds=40)
    expect(other.locator(".waiting")).to_have_count(0)
    sent = attempts(site)[before:]
    assert len(sent) == 3
    assert len({person for _uuid, person in sent}) == 1


def test_clear_this_phone_takes_the_course_the_answers_and_the_worker(line: Line, visit: Callable[..., Page], site: Site) -> None:
    page = visit()
    keep(page)
    line.is_lossy = lambda request: request.startswith("POST") and "clear" not in request
    page.goto(f"{line.url}/{FIRST}/")
    answer(page, questions_of(site, FIRST)[1], right_response(questions_of(site, FIRST)[1]))
    page.goto(f"{line.url}/en/me/clear/")
    expect(page.locator(".waiting")).to_have_text("Answers waiting on this phone: 1")
    page.locator("[data-clear] button").click()
    expect(page).to_have_url(f"{line.url}/en/")
    assert page.evaluate(NAMES) == []
    until(lambda: page.evaluate(WORKERS) == 0, seconds=30)
    until(lambda: page.evaluate("indexedDB.databases().then(all => all.length)") == 0, seconds=30)
    assert page.evaluate("localStorage.length") == 0


# --- later ----------------------------------------------------------------------------------------------------------------


def republish(site: Site, path: str, words: str) -> None:
    """A trainer corrects a lesson; its documents are drawn anew."""
    code = (
        "import django; django.setup()\n"
        "from courses.models import LessonPage, LessonVersion\n"
        f"key = LessonVersion.objects.current().get(path={path!r}).lesson_key\n"
        f"page = LessonPage.objects.get(translation_key=key, locale__language_code={path[:2]!r})\n"
        f"page.can_do = {words!r}\n"
        "page.save_revision().publish()\n"
    )
    site.manage("-c", code)
    until(site.jobs_are_done, seconds=60)


def test_an_update_fetches_what_changed_and_nothing_else(site: Site, line: Line, visit: Callable[..., Page]) -> None:
    page = visit()
    keep(page, "with pictures")
    before = stored(page)
    republish(site, SECOND, "ask twice")
    line.asked.clear()
    page.reload()
    expect(told(page)).to_have_text(re.compile("^There is something new in this course: "))
    listed = files_of(site, page, "pictures")
    changed = {path for path, hash_ in listed.items() if before.get(path) != hash_}
    assert changed == {f"/{SECOND}/", f"/{SECOND}/answers.js", COURSE_PAGE}
    line.asked.clear()
    press(page, "Fetch it")
    expect(told(page)).to_have_text(KEPT)
    asked = [one.split(" ")[1].split("?")[0] for one in line.asked]
    assert sorted(set(asked) - {"/sw.js", f"{COURSE_PAGE}files.json"}) == sorted(changed)
    assert stored(page) == listed
    cut(line, page.context)
    page.goto(f"{line.url}/{SECOND}/")
    expect(page.locator("main")).to_contain_text("ask twice")


def test_removing_tells_what_is_free_again_and_leaves_nothing(line: Line, visit: Callable[..., Page]) -> None:
    page = visit()
    keep(page)
    weight = re.search(r"(\d+) KB", told(page).inner_text()).group(1)  # type: ignore[union-attr]
    page.reload()
    press(page, "Remove it")
    expect(told(page)).to_have_text(f"Removed. {weight} KB are free again.")
    assert page.evaluate(NAMES) == []
    assert page.evaluate(WORKERS) == 0
    assert line.asked


def test_caches_of_former_versions_go_when_a_new_worker_comes(visit: Callable[..., Page]) -> None:
    page = visit()
    page.evaluate("caches.open('mwanga-kept-0 /en/old/')")
    keep(page)
    until(lambda: page.evaluate(NAMES) == [f"mwanga-kept-1 {COURSE_PAGE}"], seconds=30)


@pytest.mark.parametrize(("language", "width"), [("ar", 360), ("ar", 240), ("en", 240), ("en", 360), ("en", 1280)])
def test_the_panel_fits(visit: Callable[..., Page], language: str, width: int) -> None:
    page = visit(f"/{language}/{COURSE}/", language=language, width=width)
    page.locator(".keep button").click()
    expect(page.locator(".keep button").nth(1)).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    picture(page, f"keep-{width}-{language}")
    page.locator(".keep button").first.click()
    expect(page.locator(".keep button")).to_have_count(1)
    expect(page.locator("progress")).to_be_hidden()
    picture(page, f"kept-{width}-{language}")


def test_a_browser_without_service_workers_is_offered_nothing(visit: Callable[..., Page], chromium: object, line: Line) -> None:
    context = chromium.new_context()  # type: ignore[attr-defined]
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'serviceWorker', {get() { return undefined; }})")
    page = context.new_page()
    page.goto(line.url + COURSE_PAGE)
    expect(page.locator("[data-keep]")).to_be_hidden()
    context.close()
