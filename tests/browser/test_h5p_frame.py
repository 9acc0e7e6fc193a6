"""H5P contents in a real Chromium: ours plays in few requests; one that means harm reaches nothing and nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Frame, Page

from tests.browser.conftest import OpenPage
from tests.browser.counted import Counted, counted
from tests.elsewhere import Elsewhere
from tests.migrated_database import start_from
from tests.served_site import Site, until

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(not Path(settings.H5P_CORE_ROOT).exists(), reason="The core is not installed: make player")
ROWS = """
import django; django.setup()
from pathlib import Path
from tests.courses.playing.contents import install, install_own, make_content, own_content
install_own()
assert own_content("Lamps").pk == {lamps} and own_content("More lamps").pk == {more}
install("Test.Hostile 1.0", Path("tests/browser/hostile.js").read_text().replace("OTHER", "{other}"))
assert make_content("Test.Hostile 1.0", "Harm").pk == {harm}
"""
LAMPS, MORE, HARM = 1, 2, 3


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    yield server
    server.close()


@pytest.fixture(scope="module")
def site(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, elsewhere: Elsewhere) -> Iterator[Site]:
    """A site with two contents of our own library and one that means harm."""
    folder = tmp_path_factory.mktemp("h5p") / "var"
    start_from(migrated_file, folder)
    site = Site(folder)
    site.env["DJANGO_SETTINGS_MODULE"] = "tests.browser.h5p_settings"
    rows = ROWS.format(other=elsewhere.address, lamps=LAMPS, more=MORE, harm=HARM)
    site.manage("-c", rows)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def line(site: Site) -> Iterator[Counted]:
    with counted(site.port) as line:
        yield line


@pytest.fixture
def visit(chromium: Browser, line: Counted) -> Iterator[Page]:
    """A page of somebody who was never here, on the line that is counted."""
    context = chromium.new_context(base_url=line.url, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def heard(page: Page, kind: str) -> list[dict]:
    return page.evaluate("kind => heard.filter(one => one.t === kind).map(one => one.d)", kind)


def wait(page: Page, holds: str) -> None:
    """Until an expression is true there. Playwright's own waiting needs `eval`, which the host page's policy forbids."""
    until(lambda: page.evaluate(holds), seconds=30)


def play(page: Page, number: int) -> Frame:
    """Opens a host page and waits until its content is ready."""
    page.goto(f"/h5p-host/{number}/")
    wait(page, "window.heard && heard.some(one => one.t === 'ready' || one.t === 'fail')")
    assert heard(page, "fail") == []
    return page.frames[1]


def verbs(page: Page) -> list[str]:
    return [statement["verb"]["id"].rpartition("/")[2] for statement in heard(page, "xapi")]


def test_our_own_library_plays_and_tells_what_was_answered(open_page: OpenPage) -> None:
    page = open_page(f"/h5p-host/{LAMPS}/")
    frame = play(page, LAMPS)
    wait(page, "heard.some(one => one.t === 'size' && one.d.height > 150)")
    # Both in one look: a further size may come at any time.
    before, height = page.evaluate(
        "[heard.filter(one => one.t === 'size').pop().d.height, document.querySelector('iframe').clientHeight]"
    )
    assert height == before
    frame.get_by_label("The lit one").check()
    frame.get_by_role("button", name="Check").click()
    wait(page, "heard.some(one => one.t === 'finished')")
    wait(page, f"heard.some(one => one.t === 'size' && one.d.height > {before})")
    assert verbs(page) == ["attempted", "answered"]
    answered = heard(page, "xapi")[1]
    assert answered["result"]["score"] == {"min": 0, "max": 1, "raw": 1, "scaled": 1}
    assert answered["object"]["id"].startswith("https://mwanga.example/h5p/")
    assert "learner@example.invalid" in answered["actor"]["mbox"]
    assert frame.evaluate("window.origin") == "null"
    assert frame.locator("[role=dialog]").count() == 0


def test_a_first_play_is_few_requests_and_a_second_a_few_kilobytes(visit: Page, line: Counted) -> None:
    play(visit, LAMPS)
    visit.wait_for_load_state("networkidle")
    assert len(line.requests) <= 12, line.requests
    assert line.received < 70_000
    line.fresh()
    play(visit, MORE)
    visit.wait_for_load_state("networkidle")
    assert line.received <= 10_000, line.requests
    assert len(line.requests) <= 3, line.requests


def test_what_was_said_to_weigh_is_what_comes_over_the_line(visit: Page, line: Counted, site: Site) -> None:
    code = "import django; django.setup(); from courses.playing.weights import H5PContent, first_play_bytes;"
    said = int(site.manage("-c", f"{code} print(first_play_bytes(H5PContent.objects.get(pk={LAMPS})))"))
    play(visit, LAMPS)
    visit.wait_for_load_state("networkidle")
    assert 0.8 * line.received < said < line.received


def test_without_scripts_the_page_says_what_it_needs(open_page: OpenPage) -> None:
    page = open_page(f"/h5p-host/{LAMPS}/", scripts=False)
    assert "This needs JavaScript." in page.locator("body").inner_text()
    assert page.locator("iframe").get_attribute("src") is None


# --- a library that means harm ----------------------------------------------------------------------------------------

# What asks and is refused in silence: whether anything came of it is seen at the other server, and at the page that stays.
ASKED_IN_SILENCE = {"a form", "a link to the top", "a picture by style", "a beacon"}
STILL_HERE = "The lesson of somebody"
CALL = """async port => {
  window.call = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:' + port}]});
  call.createDataChannel('x');
  await call.setLocalDescription(await call.createOffer());
}"""


def test_no_attempt_of_a_hostile_library_reaches_anything(visit: Page, elsewhere: Elsewhere) -> None:
    frame = play(visit, HARM)
    frame.evaluate("mwangaHostile.all()")
    wait(visit, "heard.some(one => one.t === 'xapi' && one.d.said)")
    said = heard(visit, "xapi")[-1]["said"]
    assert len(said) > 25
    assert {name: word for name, word in said.items() if not word.startswith("failed") and name not in ASKED_IN_SILENCE} == {}
    visit.wait_for_timeout(500)  # for what was asked in silence
    assert elsewhere.heard == []
    assert visit.locator("h1").inner_text() == STILL_HERE
    assert len(visit.context.pages) == 1
    assert visit.context.cookies()[0]["value"] == "lamp"


def test_the_server_elsewhere_would_have_heard(visit: Page) -> None:
    """On a server of its own: a call goes on for a while."""
    elsewhere = Elsewhere()
    visit.evaluate("port => fetch('http://127.0.0.1:' + port + '/control', {mode: 'no-cors'}).then(() => 1)", elsewhere.port)
    assert elsewhere.heard == ["GET /control HTTP/1.1"]
    visit.evaluate(CALL, elsewhere.port)
    until(lambda: "a call" in elsewhere.heard, seconds=30)
    elsewhere.close()


def test_it_cannot_call_another_browser(visit: Page, elsewhere: Elsewhere) -> None:
    """Not from its frame, nor from one of its own making: its file runs there too, and finds nothing to call with."""
    frame = play(visit, HARM)
    visit.evaluate("addEventListener('message', event => { (window.told = window.told || []).push(event.data); })")
    frame.evaluate("mwangaHostile.calls()")
    wait(visit, "window.told && told.indexOf('tried: TypeError') >= 0")
    visit.wait_for_timeout(3000)
    assert elsewhere.heard == []
    assert not visit.evaluate("told.indexOf('rang') >= 0")
    assert visit.locator("h1").inner_text() == STILL_HERE


def test_nothing_is_fetched_before_anybody_goes_there(visit: Page, elsewhere: Elsewhere) -> None:
    frame = play(visit, HARM)
    frame.evaluate("mwangaHostile.speculates()")
    visit.wait_for_timeout(1500)
    assert elsewhere.heard == []


@pytest.mark.parametrize("way", ["away", "home", "meta"])
def test_it_cannot_take_its_frame_to_another_page(visit: Page, elsewhere: Elsewhere, line: Counted, way: str) -> None:
    frame = play(visit, HARM)
    visit.wait_for_load_state("networkidle")  # what still came for the page itself is not counted
    line.fresh()
    frame.evaluate(f"setTimeout(mwangaHostile.{way}, 0)")
    visit.wait_for_timeout(1500)
    assert elsewhere.heard == []
    assert line.requests == []
    assert visit.locator("h1").inner_text() == STILL_HERE


def test_the_page_hears_no_lies(visit: Page) -> None:
    frame = play(visit, HARM)
    began = time.monotonic()
    frame.evaluate("mwangaHostile.lies()")
    wait(visit, "heard.some(one => one.t === 'size' && one.d.height === 150)")
    found = visit.evaluate("heard.filter(one => JSON.stringify(one.d).indexOf('lie') >= 0 || JSON.stringify(one.d).length > 65536)")
    assert found == []
    most = max(200, 60 + 20 * (time.monotonic() - began))  # a burst, and so many a second however long a busy machine takes
    assert len([one for one in heard(visit, "xapi") if "flood" in one]) <= most
    assert visit.evaluate("heard.every(one => ['ready', 'xapi', 'size', 'state', 'finished', 'fail'].indexOf(one.t) >= 0)")
    assert all(80 <= one["height"] <= 20_000 for one in heard(visit, "size"))
    # Afterwards it is heard again: the count is of a time, not for ever.
    visit.wait_for_timeout(300)
    frame.evaluate("mwangaSend('xapi', {late: 1})")
    wait(visit, "heard.some(one => one.d.late)")


def test_another_window_cannot_speak_for_the_frame(visit: Page) -> None:
    play(visit, LAMPS)
    nonce = visit.locator("iframe").get_attribute("data-nonce")
    visit.evaluate("nonce => window.postMessage({h5p: 1, nonce: nonce, t: 'xapi', d: {lie: 1}}, '*')", nonce)
    visit.wait_for_timeout(200)
    assert visit.evaluate("heard.some(one => one.d.lie)") is False


def test_the_frames_address_opened_by_itself_is_held_too(open_page: OpenPage, elsewhere: Elsewhere) -> None:
    page = open_page(f"/h5p/test/{HARM}/?nonce=abcdefghijklmnop")
    assert page.evaluate("window.origin") == "null"
    assert page.locator("script").count() == 0
    assert elsewhere.heard == []
