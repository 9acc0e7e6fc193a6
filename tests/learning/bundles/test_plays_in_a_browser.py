"""H5P contents out of a bundle in a real Chromium, from a folder and from a hub: they play, are kept, and reach nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Frame, Page

from tests.elsewhere import Elsewhere
from tests.lan import hub
from tests.learning.bundles.playing_place import unpack_playing_bundle

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(settings.H5P_CORE_ROOT).exists(), reason="The core is not installed: make player"),
]
# The last is no host: what a style asks for before it is mended, and the policy refuses.
ALLOWED = ("data:", "blob:", "about:", "https://mwanga.invalid/")
LAMPS, FILES, HARM = 0, 2, 3  # places of contents in the lesson
LESSON = "en/lamp-course/first/lesson-1"
HEAR = """addEventListener('DOMContentLoaded', function () {
  if (window !== window.top) { return; }
  window.heard = [];
  document.cookie = 'secret=lamp';
  var frame = document.querySelector('iframe');
  if (frame) { frame.addEventListener('h5p', function (event) { window.heard.push(event.detail); }); }
});"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    yield server
    server.close()


@pytest.fixture(scope="module")
def playing_bundle(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, elsewhere: Elsewhere) -> Path:
    return unpack_playing_bundle(migrated_file, tmp_path_factory.mktemp("playing"), other=elsewhere.address)


@pytest.fixture(scope="module")
def playing_hub(playing_bundle: Path) -> Iterator[str]:
    with hub(playing_bundle) as address:
        yield address


class Player:
    """Somebody with a browser and the bundle."""

    def __init__(self, page: Page, root: str, folder: Path) -> None:
        self.page, self.root, self.folder = page, root, folder
        self.is_harmed = False  # whether it opened the content that means harm, which asks for much and is given nothing

    def pages(self) -> list[str]:
        """Where the lesson leads to play, in its order."""
        document = (self.folder / LESSON / "index.html").read_text(encoding="utf-8")
        return [f"{LESSON}/{found}" for found in re.findall(r'href="(play/[^"]+)"', document)]

    def play(self, number: int) -> Frame:
        """Opens a content and waits until it is ready."""
        self.is_harmed = self.is_harmed or number == HARM
        self.page.goto(self.root + self.pages()[number])
        self.page.wait_for_function("window.heard && heard.some(one => one.t === 'ready' || one.t === 'fail')")
        assert self.heard("fail") == []
        return self.page.frames[1]

    def heard(self, kind: str) -> list[Any]:
        found: list[Any] = self.page.evaluate("kind => heard.filter(one => one.t === kind).map(one => one.d)", kind)
        return found

    def kept(self, kind: str) -> dict[str, Any]:
        """What the device keeps of contents."""
        found = self.page.evaluate("Object.keys(localStorage).map(key => [key, localStorage[key]])")
        return {key: json.loads(value) for key, value in found if f"/{kind}/" in key}

    def answer_right(self, frame: Frame) -> None:
        frame.get_by_label("The lit one").check()
        frame.get_by_role("button", name="Check").first.click()


@pytest.fixture(params=["folder", "hub"])
def player(request: pytest.FixtureRequest, playing_bundle: Path, playing_hub: str, chromium: Browser) -> Iterator[Player]:
    root = playing_bundle.as_uri() + "/" if request.param == "folder" else playing_hub
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.add_init_script(HEAR)
    page = context.new_page()
    strays: list[str] = []
    page.on("request", lambda asked: asked.url.startswith((*ALLOWED, root)) or strays.append(asked.url))
    player = Player(page, root, playing_bundle)
    yield player
    context.close()
    assert player.is_harmed or strays == []


def test_from_the_lesson_to_an_answer_that_is_kept(player: Player) -> None:
    page = player.page
    page.goto(f"{player.root}{LESSON}/index.html")
    page.get_by_role("link", name="Play").first.click()
    page.wait_for_function("window.heard && heard.some(one => one.t === 'ready')")
    frame = page.frames[1]
    assert frame.evaluate("window.origin") == "null"
    player.answer_right(frame)
    page.wait_for_function("document.getElementById('kept').textContent === 'Saved on this phone.'")
    results = list(player.kept("result").values())
    verbs = sorted(json.loads(one["statement"])["verb"]["id"].rpartition("/")[2] for one in results)
    assert {"answered", "experienced"} <= set(verbs)
    assert all(one["path"] == LESSON and one["uuid"] and one["hash"] and one["occurred_at"] for one in results)
    assert "learner@example.invalid" not in json.dumps(results)
    page.wait_for_function("document.querySelector('iframe').clientHeight === heard.filter(one => one.t === 'size').pop().d.height")


def test_where_somebody_was_is_there_after_a_reload(player: Player) -> None:
    frame = player.play(LAMPS)
    player.answer_right(frame)
    player.page.wait_for_function(
        "Object.keys(localStorage).some(key => key.indexOf('/play/') > 0 && localStorage[key].length > 120)"
    )
    frame = player.play(LAMPS)
    assert frame.get_by_label("The lit one").is_checked()
    assert len([one for one in player.kept("result").values() if "experienced" in one["statement"]]) == 1


def test_files_of_content_and_library_are_there(player: Player) -> None:
    frame = player.play(FILES)
    frame.wait_for_function(
        "[].every.call(document.images, one => one.complete && one.naturalWidth > 0) && document.images.length === 2"
    )
    frame.wait_for_function("/sound /.test(document.getElementById('asked').textContent)")
    frame.wait_for_function("/text light/.test(document.getElementById('asked').textContent)")
    assert frame.locator(".styled").evaluate("one => getComputedStyle(one).backgroundImage").startswith('url("blob:')


def test_without_scripts_the_words_are_read(player: Player, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(player.root + player.pages()[0])
    text = page.locator("main").inner_text()
    assert "Play with Lamps." in text
    assert "This needs JavaScript" in text
    assert not page.locator("iframe").is_visible()
    context.close()


# --- a library that means harm ----------------------------------------------------------------------------------------

ASKED_IN_SILENCE = {"a form", "a link to the top", "a picture by style", "a beacon"}


def test_no_attempt_of_a_hostile_library_reaches_anything(player: Player, elsewhere: Elsewhere) -> None:
    frame = player.play(HARM)
    player.page.evaluate("localStorage.setItem('secret', 'lamp')")
    elsewhere.heard.clear()
    frame.evaluate("mwangaHostile.all()")
    player.page.wait_for_function("heard.some(one => one.t === 'xapi' && one.d.said)")
    said = player.heard("xapi")[-1]["said"]
    assert len(said) > 25
    done = {name: word for name, word in said.items() if not word.startswith("failed") and name not in ASKED_IN_SILENCE}
    assert done == {}, done
    assert elsewhere.heard == []
    assert player.page.locator("h1").inner_text() == "Harm"
    assert len(player.page.context.pages) == 1


def test_it_cannot_call_another_browser(player: Player, elsewhere: Elsewhere) -> None:
    """Not from its frame, nor from one of its own making: its script runs there too, and finds nothing to call with."""
    frame = player.play(HARM)
    elsewhere.heard.clear()
    player.page.evaluate("addEventListener('message', event => { (window.told = window.told || []).push(event.data); })")
    frame.evaluate("mwangaHostile.calls()")
    player.page.wait_for_function("window.told && told.indexOf('tried: TypeError') >= 0")
    player.page.wait_for_timeout(3000)
    assert elsewhere.heard == []
    assert not player.page.evaluate("told.indexOf('rang') >= 0")


@pytest.mark.parametrize("way", ["away", "home", "meta"])
def test_it_cannot_take_its_frame_to_another_page(player: Player, elsewhere: Elsewhere, way: str) -> None:
    frame = player.play(HARM)
    elsewhere.heard.clear()
    frame.evaluate(f"setTimeout(mwangaHostile.{way}, 0)")
    player.page.wait_for_timeout(1200)
    assert elsewhere.heard == []
    assert player.page.locator("h1").inner_text() == "Harm"


def test_it_reads_no_other_file_of_the_device(player: Player) -> None:
    frame = player.play(HARM)
    read = """root => Promise.all(['index.html', 'LICENSE.txt', 'faces.js', 'h5p/LICENSE.txt'].map(path => Promise.race([
      fetch(root + path).then(() => 'read', () => new Promise(() => 0)),
      new Promise(end => {
        const s = document.createElement('script');
        s.onload = () => end('ran');
        s.src = root + path;
        document.head.append(s);
      }),
      new Promise(end => setTimeout(() => end(''), 800)),
    ])))"""
    assert frame.evaluate(read, player.root) == [""] * 4


def test_it_cannot_fill_the_store(player: Player) -> None:
    frame = player.play(HARM)
    frame.evaluate("""for (let i = 0; i < 400; i++) {
      const result = {response: 'x'.repeat(i % 2 ? 15000 : 50000)};
      setTimeout(() => mwangaSend('xapi', {verb: {id: 'http://adlnet.gov/expapi/verbs/answered'}, result}), i * 5);
      setTimeout(() => mwangaSend('state', {dataType: 'd' + i, subContentId: 0, data: 'y'.repeat(60000)}), i * 5); }""")
    player.page.wait_for_timeout(4000)
    total = player.page.evaluate("Object.keys(localStorage).reduce((sum, key) => sum + localStorage[key].length, 0)")
    assert total < 1_100_000
    assert all(len(json.dumps(state)) < 66_000 for state in player.kept("play").values())
