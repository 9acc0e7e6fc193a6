"""A SCORM package in a SCORM run-time (`scorm-again`) in a real browser: study, answer, score, completion, coming back."""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.browser.conftest import ROOT, assert_fits, picture
from tests.factories import right_response, wrong_response
from tests.learning.bundles.conftest import place
from tests.learning.bundles.place import Place
from tests.learning.bundles.test_in_a_browser import Reader

__all__ = ["place"]

RUN_TIME = ROOT / "node_modules" / "scorm-again" / "dist" / "scorm12.min.js"
PLATFORM = "<!doctype html><meta name=viewport content='width=device-width,initial-scale=1'><script src=scorm12.js></script>"
STYLE = "<style>body{margin:0}iframe{border:0;width:100vw;height:100vh;display:block}</style><iframe></iframe>"
LAUNCH = """([unit, kept]) => {
  window.API = new Scorm12API({autocommit: false});
  API.loadFromJSON(kept, 'cmi');
  window.told = [];
  API.on('LMSSetValue.cmi.core.session_time', (name, value) => { window.time = value; });
  ['LMSInitialize', 'LMSCommit', 'LMSFinish'].forEach(name => API.on(name, () => told.push(name)));
  document.querySelector('iframe').src = unit;
}"""
BUILD = """
import django, sys; django.setup()
from pathlib import Path
from django.core.management import call_command
for form in ("scorm", "html5"):
    call_command("build_bundle", "light-course", language="ar", format=form, output=Path(sys.argv[1]))
"""
LESSON_1 = "ar/light-course/first/lesson-1/index.html"
LESSON_2 = "en/light-course/first/lesson-2/index.html"
FRESH = {"student_data": {"mastery_score": "80"}}


class Unit(Reader):
    """A lesson that a platform shows in a frame."""

    def __init__(self, frame: Any, folder: Path) -> None:
        self.page = frame
        self.root = ""
        self.folder = folder


class Platform:
    """A page with a SCORM run-time, as a learning platform has it."""

    def __init__(self, page: Any, root: str, folder: Path) -> None:
        self.page = page
        self.root = root
        self.folder = folder

    def launch(self, path: str, kept: dict[str, Any] | None = None) -> Unit:
        """Opens a lesson for a learner whose state is this."""
        self.page.goto(self.root + "platform.html")
        self.page.evaluate(LAUNCH, [f"{self.folder.name}/{path}", kept or FRESH])
        self.page.frame_locator("iframe").locator("main").wait_for()
        self.page.wait_for_function("told.includes('LMSCommit')")
        return Unit(self.page.frames[1], self.folder)

    @property
    def state(self) -> dict[str, Any]:
        """What the platform knows of the learner."""
        return json.loads(self.page.evaluate("JSON.stringify(API.cmi)"))

    @property
    def core(self) -> dict[str, Any]:
        """The same, how far they are."""
        return self.state["core"]

    @property
    def told(self) -> list[str]:
        """What was called and went through."""
        return self.page.evaluate("told")

    def leave(self) -> None:
        """Closes the lesson, as by the platform's own menu."""
        self.page.evaluate("document.querySelector('iframe').src = 'about:blank'")
        self.page.wait_for_function("told.includes('LMSFinish')")

    @property
    def kept(self) -> dict[str, Any]:
        """The state as it is handed to the lesson the next time."""
        state = self.state
        core = {name: state["core"][name] for name in ("lesson_location", "lesson_status", "score")}
        return {**FRESH, "core": {**core, "entry": "resume"}, "suspend_data": state["suspend_data"]}


@pytest.fixture(scope="module")
def platform_folder(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a platform, and beside it what it was given: a SCORM package, and an HTML5 zip, both unpacked and in Arabic."""
    root = tmp_path_factory.mktemp("platform")
    code, _out, complaints = place.run("-c", BUILD, str(root))
    assert code == 0, complaints
    for form, name in (("scorm", "package"), ("html5", "played")):
        [file] = root.glob(f"*.{form}.zip")
        with zipfile.ZipFile(file) as archive:
            archive.extractall(root / name)
    shutil.copyfile(RUN_TIME, root / "scorm12.js")
    (root / "platform.html").write_text(PLATFORM + STYLE, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def package(platform_folder: Path) -> Path:
    """The folder of the SCORM package."""
    return platform_folder / "package"


@pytest.fixture(scope="module")
def served(platform_folder: Path) -> Iterator[str]:
    """The platform on a web server that takes no answers."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(platform_folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()


@pytest.fixture
def platform(chromium: Any, served: str, package: Path) -> Iterator[Platform]:
    """A platform in a phone's browser. Nothing may fail, and nothing but the package may be loaded."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page, trouble = context.new_page(), []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: request.url.startswith((served, "data:", "about:")) or trouble.append(request.url))
    page.on("response", lambda response: response.status < 400 or trouble.append(response.url))
    yield Platform(page, served, package)
    context.close()
    assert trouble == []


def test_a_lesson_reports_every_answer_and_in_the_end_that_it_is_passed(platform: Platform) -> None:
    unit = platform.launch(LESSON_1)
    assert platform.core["lesson_status"] == "incomplete"
    first, *others = unit.questions(LESSON_1).values()
    assert "جوابك محفوظ" in unit.answer(first, wrong_response(first)).inner_text()  # with the platform, not on this phone
    assert (platform.core["score"]["raw"], platform.core["lesson_status"]) == ("0", "incomplete")
    commits = platform.told.count("LMSCommit")
    unit.answer(first, right_response(first))
    assert platform.core["score"] == {**platform.core["score"], "raw": "20", "min": "0", "max": "100"}
    assert platform.told.count("LMSCommit") == commits + 1
    assert platform.core["lesson_location"] == "q-1"
    for index in others:
        unit.answer(index, right_response(index))
    assert (platform.core["score"]["raw"], platform.core["lesson_status"]) == ("100", "passed")
    assert "lit" in unit.page.locator(".lamps .now").get_attribute("class")
    assert unit.page.evaluate("Object.keys(localStorage)") == []  # others use this browser too
    platform.leave()
    assert platform.told.count("LMSFinish") == 1
    assert platform.core["lesson_status"] == "passed"
    assert re.fullmatch(r"\d{4}:\d\d:\d\d\.\d\d", platform.page.evaluate("time"))


def test_who_comes_back_finds_what_they_answered_and_goes_on(platform: Platform) -> None:
    unit = platform.launch(LESSON_1)
    questions = list(unit.questions(LESSON_1).values())
    for index in questions[:2]:
        unit.answer(index, right_response(index))
    unit.answer(questions[3], wrong_response(questions[3]))
    platform.leave()
    kept = platform.kept
    assert len(kept["suspend_data"]) < 4096
    unit = platform.launch(LESSON_1, kept)
    unit.page.locator("#q-2 .verdict.yes").wait_for()
    assert unit.page.locator("#q-4 .verdict.no").is_visible()
    assert unit.page.locator("#q-3 .verdict.yes, #q-3 .verdict.no").count() == 0
    assert unit.page.locator(f"#q-1 [value='{right_response(questions[0])}']").is_checked()
    for index in questions[2:4]:
        unit.answer(index, right_response(index))
    assert (platform.core["score"]["raw"], platform.core["lesson_status"]) == ("80", "passed")


def test_a_package_of_a_right_to_left_course_stands_in_its_frame_as_it_should(platform: Platform) -> None:
    unit = platform.launch(LESSON_1)
    assert unit.page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert_fits(unit.page)
    picture(platform.page, "scorm-ar-360")
    assert unit.page.locator("header, .pager").count() == 0
    assert unit.page.locator("a[href]:visible:not(.skip)").count() == 0  # the way is the platform's


def test_a_sensitive_lesson_keeps_its_way_out_and_ends_its_session_there(platform: Platform) -> None:
    unit = platform.launch(LESSON_2)
    unit.page.locator(".exit").click()
    platform.page.wait_for_function("told.includes('LMSFinish')")
    unit.page.wait_for_url("**/leave.html")
    assert unit.page.locator("body").inner_text() == ""


def test_without_a_platform_the_lesson_keeps_answers_as_any_bundle_does(chromium: Any, package: Path) -> None:
    page = chromium.new_context().new_page()
    reader = Reader(page, package.as_uri() + "/", package)
    reader.answer_all(LESSON_1)
    assert "lit" in page.locator(".lamps .now").get_attribute("class")
    assert any("/lesson/" in key for key in page.evaluate("Object.keys(localStorage)"))
    page.context.close()


def test_a_platform_that_refuses_to_begin_is_not_said_to_have_saved_anything(platform: Platform) -> None:
    platform.page.goto(platform.root + "platform.html")
    refusing = (
        "window.API = {LMSInitialize: () => 'false', LMSGetValue: () => '', LMSSetValue: () => 'false', LMSCommit: () => 'false'}"
    )
    platform.page.evaluate(refusing)
    platform.page.evaluate("unit => { document.querySelector('iframe').src = unit; }", f"package/{LESSON_1}")
    platform.page.frame_locator("iframe").locator("main").wait_for()
    unit = Unit(platform.page.frames[1], platform.folder)
    index = next(iter(unit.questions(LESSON_1).values()))
    assert "هذا المتصفح لا يستطيع حفظ الأجوبة" in unit.answer(index, right_response(index)).inner_text()


def test_the_manifest_names_units_that_the_platform_can_open(package: Path) -> None:
    manifest = etree.parse(str(package / "imsmanifest.xml"))
    hrefs = manifest.xpath("//*[local-name()='resource'][@href]/@href")
    assert LESSON_1 in hrefs
    assert all((package / href).is_file() for href in hrefs)


KOLIBRI = """sandbox => {
  window.known = {};
  window.API = {
    LMSInitialize: () => 'true', LMSFinish: () => 'true', LMSCommit: () => 'true', LMSGetValue: name => known[name] || '',
    LMSSetValue: (name, value) => name.indexOf('cmi.core.') ? 'false' : (known[name] = value, 'true')
  };
  const frame = document.querySelector('iframe');
  frame.setAttribute('sandbox', sandbox);
  frame.src = 'played/index.html';
}"""


def played(platform: Platform, sandbox: str) -> Unit:
    """The HTML5 zip in a frame like Kolibri's: one interface for all pages, which keeps no `suspend_data`."""
    platform.page.goto(platform.root + "platform.html")
    platform.page.evaluate(KOLIBRI, sandbox)
    platform.page.frame_locator("iframe").locator("main").wait_for()
    return Unit(platform.page.frames[1], platform.folder.parent / "played")


def open_lesson(unit: Unit, path: str) -> None:
    """Goes to a lesson by the links of the page."""
    unit.page.evaluate("path => { location.href = document.documentElement.getAttribute('data-up') + path; }", path)
    unit.page.wait_for_url(f"**/{path}")
    unit.page.locator(".question").first.wait_for()


def test_kolibri_learns_the_share_of_lessons_that_are_finished(platform: Platform) -> None:
    unit = played(platform, "allow-scripts allow-same-origin")
    picture(platform.page, "html5-ar-360")
    for path, share in ((LESSON_1, "50"), (LESSON_2, "100")):
        open_lesson(unit, path)
        for index in unit.questions(path).values():
            unit.answer(index, right_response(index))
        assert platform.page.evaluate("known['cmi.core.score.raw']") == share
    assert platform.page.evaluate("known['cmi.core.lesson_status']") == "passed"


def test_in_a_frame_without_storage_and_without_an_interface_lessons_can_still_be_learned(platform: Platform) -> None:
    unit = played(platform, "allow-scripts")
    open_lesson(unit, LESSON_1)
    for index in unit.questions(LESSON_1).values():
        assert "yes" in unit.answer(index, right_response(index)).get_attribute("class")
    assert "هذا المتصفح لا يستطيع حفظ الأجوبة" in unit.page.locator("#q-1 .verdict").inner_text()
