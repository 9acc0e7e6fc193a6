"""From the lesson to the frame and back to a row, in a real Chromium: played, kept, resumed, sent late, and never another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage, assert_accessible, assert_fits, assert_fits_every_screen, picture
from tests.browser.line import Line
from tests.served_site import Site, served, until

pytestmark = pytest.mark.skipif(not Path(settings.H5P_CORE_ROOT).exists(), reason="The core is not installed: make player")

LESSON = "en/tiny-course/first/lesson-1"
SPIES = "en/tiny-course/first/spies"
ROWS = """
import django; django.setup()
from pathlib import Path
from courses.models import ModulePage
from courses.playing.weights import first_play_bytes
from tests.courses.playing.contents import install, install_own, make_content, own_content
from tests.factories import make_lesson
from tests.learning.h5p_of import TWO, body_with, make_playing_lesson
install_own()
content = own_content("Torches and other things", *TWO)
content.weight = first_play_bytes(content)
content.save()
lesson = make_playing_lesson(content)
make_playing_lesson(content, code="ar", sensitive=True)
install("Test.Spy 1.0", Path("tests/browser/h5p_spy.js").read_text())
module = ModulePage.objects.get(pk=lesson.get_parent().pk)
make_lesson(module, "spies", body=body_with(make_content("Test.Spy 1.0", "Spy")))
"""
RESULTS = "SELECT verb, response, score, max_score, is_rescored, person_id, sub_content_id FROM learning_h5presult ORDER BY id"
STATES = "SELECT data, person_id FROM learning_h5pstate"
SAVED, WAITS = "Your answer is saved.", "Saved on this phone. It is sent when the line is back."
Visit = Callable[[], Page]


@pytest.fixture(scope="module")
def site(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with a lesson that plays a content of ours, and one that plays a spy."""
    with served(prepared_folder, tmp_path_factory.mktemp("site") / "var") as site:
        site.manage("-c", ROWS)
        yield site


@pytest.fixture
def visit(chromium: Browser, line: Line) -> Iterator[Visit]:
    """Phones on a line that can be cut."""
    contexts = []

    def visited() -> Page:
        contexts.append(chromium.new_context(base_url=line.url, viewport={"width": 360, "height": 740}))
        return contexts[-1].new_page()

    yield visited
    for context in contexts:
        context.close()


def begin(page: Page, lesson: str = LESSON) -> None:
    """From the lesson into the frame, by taps."""
    page.goto(f"/{lesson}/")
    page.get_by_role("link", name="Play").click()
    page.get_by_role("button", name="Play").click()
    is_ready(page)


def is_ready(page: Page) -> None:
    """The content plays: nothing is loading any more."""
    expect(page.locator("iframe")).to_be_visible()
    expect(page.locator("#kept")).not_to_have_text("Loading…")
    expect(page.frame_locator("iframe").locator("fieldset, #spied").first).to_be_visible()


def begin_and_be_told(page: Page, site: Site) -> int:
    """The same, until the site was told of it, a moment after the content is seen; how many rows there are then."""
    told = len(rows(site)) + 1
    begin(page)
    until(lambda: len(rows(site)) == told and not waiting(page), seconds=30)
    return told


def waiting(page: Page) -> int:
    """How many results wait on the phone."""
    return int(page.evaluate("Object.keys(localStorage).filter(key => /^mwanga:out:/.test(key)).length"))


def choose(page: Page, option: str) -> None:
    """Answers the first question in the frame."""
    frame = page.frame_locator("iframe")
    frame.get_by_label(option).check()
    frame.get_by_role("button").first.click()


def rows(site: Site) -> list[tuple[Any, ...]]:
    return site.rows(RESULTS)


def test_the_whole_way_from_the_lesson_to_a_row_and_on_after_a_reload(site: Site, visit: Visit) -> None:
    page = visit()
    begin(page)
    expect(page.locator("#kept")).to_have_text("")
    until(lambda: [row[0] for row in rows(site)] == ["experienced"], seconds=30)
    choose(page, "Yes")
    expect(page.locator("#kept")).to_have_text(SAVED)
    verb, response, score, most, is_rescored, person, part = rows(site)[-1]
    assert (verb, response, score, most, is_rescored) == ("answered", "0", 0, 1, 1)
    assert part
    until(lambda: site.rows(STATES), seconds=40)
    [(data, owner)] = site.rows(STATES)
    assert '["0"]' in data
    assert owner == person
    page.reload()
    is_ready(page)
    expect(page.frame_locator("iframe").get_by_label("Yes")).to_be_checked()
    assert len(rows(site)) == 2  # looking again is not told twice
    page.goto("/en/me/")
    expect(page.get_by_role("link", name="Torches and other things")).to_be_visible()
    expect(page.locator("main")).to_contain_text("0 of 1 points, worked out here from the answers")
    assert_fits_every_screen(page, "me-played")


def test_what_is_done_without_a_line_is_kept_and_sent_once(site: Site, line: Line, visit: Visit) -> None:
    page = visit()
    before = begin_and_be_told(page, site)
    line.is_cut = True
    choose(page, "No")
    expect(page.locator("#kept")).to_have_text(WAITS)
    assert waiting(page) == 1
    context = page.context
    page.close(run_before_unload=False)  # as when the phone dies
    assert len(rows(site)) == before
    line.is_cut = False
    page = context.new_page()
    page.goto("/en/me/")
    until(lambda: len(rows(site)) == before + 1, seconds=40)
    assert rows(site)[-1][:5] == ("answered", "1", 1, 1, 1)
    page = context.new_page()
    page.goto("/en/me/", wait_until="networkidle")
    assert len(rows(site)) == before + 1
    assert page.locator(".waiting").count() == 0


def test_a_receipt_that_is_lost_makes_no_second_row(site: Site, line: Line, visit: Visit) -> None:
    page = visit()
    before = begin_and_be_told(page, site)
    line.is_lossy = lambda request: "/api/h5p/results" in request
    choose(page, "No")
    until(lambda: len(rows(site)) == before + 1, seconds=30)
    expect(page.locator("#kept")).to_have_text(SAVED, timeout=40_000)  # the outbox has asked again
    assert len(rows(site)) == before + 1


def test_two_learners_on_one_phone_never_mix(site: Site, visit: Visit) -> None:
    page = visit()
    begin(page)
    choose(page, "Yes")
    expect(page.locator("#kept")).to_have_text(SAVED)
    first = rows(site)[-1][5]
    page.context.clear_cookies(name="learner")
    other = page.context.new_page()
    begin(other)
    expect(other.frame_locator("iframe").get_by_label("Yes")).not_to_be_checked()
    choose(other, "No")
    expect(other.locator("#kept")).to_have_text(SAVED)
    second = rows(site)[-1][5]
    assert second != first
    # The first one's page is still open in another tab.
    choose(page, "No")
    until(lambda: rows(site)[-1][5] == first, seconds=30)
    expect(page.locator("#kept")).to_contain_text("Somebody else has opened this phone", timeout=40_000)
    assert first not in [owner for data, owner in site.rows(STATES) if '["1"]' in data]


def test_a_frame_can_ask_for_nothing_in_its_learners_name(site: Site, visit: Visit) -> None:
    page = visit()
    before = len(rows(site))
    begin(page, SPIES)
    spied = page.frame_locator("iframe").locator("#spied")
    expect(spied).to_have_attribute("data-done", "yes")
    assert spied.inner_text().split() == ["answers:blocked", "results:blocked", "state:blocked", "mine:blocked", "me:blocked"]
    until(lambda: len(rows(site)) > before, seconds=30)
    assert [row[0] for row in rows(site)[before:]] == ["experienced"]
    assert [data for data, _owner in site.rows(STATES) if "spy" in data] == []


def test_without_scripts_the_words_are_there(open_page: OpenPage) -> None:
    page = open_page(f"/{LESSON}/", scripts=False)
    page.get_by_role("link", name="Play").click()
    expect(page.locator(".note")).to_contain_text("This needs JavaScript")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".note")).to_contain_text("This needs JavaScript")
    expect(page.locator("main")).to_contain_text("Say of a torch <whether> it is AI.")
    expect(page.locator("iframe")).to_be_hidden()
    assert_fits(page)


def test_the_page_fits_every_screen_in_both_directions(open_page: OpenPage) -> None:
    for code, path in (("en", LESSON), ("ar", LESSON.replace("en/", "ar/", 1))):
        page = open_page(f"/{path}/", language=code)
        page.locator(".h5p a.button").click()
        assert_fits_every_screen(page, f"play-begin-{code}")
        page.locator("main form button").click()
        is_ready(page)
        page.wait_for_timeout(300)  # its height follows a moment later
        assert_fits_every_screen(page, f"play-{code}")
        page.emulate_media(color_scheme="dark")
        picture(page, f"play-dark-{code}")
        assert_accessible(page)
