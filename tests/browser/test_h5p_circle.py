"""The whole circle: author, export, import as a content, play in the frame, statement, evidence, and a bundle on `file://`."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Frame, Page

from tests.browser.conftest import OpenPage
from tests.migrated_database import start_from
from tests.served_site import Site, until

pytestmark = pytest.mark.skipif(not Path(settings.H5P_CORE_ROOT).exists(), reason="The core is not installed: make player")
MAKE = """
import django; django.setup()
from tests.browser.h5p_circle import author_export_import
author_export_import()
"""
LESSON = "en/circle-course/first/playing"


@pytest.fixture(scope="module")
def site(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("circle") / "var"
    start_from(migrated_file, folder)
    site = Site(folder)
    site.manage("manage.py", "collectstatic", "--noinput", "--verbosity=0")
    site.manage("-c", MAKE)
    site.start()
    yield site
    site.stop()


def play_one(page: Page) -> Frame:
    """Answers the first question in the frame on a page, rightly or not; it says so on the page."""
    frame = page.frames[1]
    frame.get_by_role("button", name="Check").first.wait_for()
    frame.locator("input[type=radio], input[type=checkbox]").first.check()
    frame.get_by_role("button", name="Check").first.click()
    return frame


def test_the_whole_circle(site: Site, open_page: OpenPage, chromium: Browser, tmp_path: Path) -> None:
    page = open_page(f"/{LESSON}/")
    page.get_by_role("link", name="Play").click()
    page.get_by_role("button", name="Play").click()
    page.locator("iframe").wait_for()
    play_one(page)
    until(lambda: bool(site.rows("SELECT 1 FROM learning_h5presult WHERE verb = 'answered'")), seconds=30)
    [(score, most)] = site.rows("SELECT score, max_score FROM learning_h5presult WHERE verb = 'answered'")
    assert 0 <= score <= most
    assert site.rows("SELECT count(*) FROM learning_attempt") == [(0,)]  # evidence, and no answer

    said = site.manage(
        "manage.py", "build_bundle", "circle-course", "--language", "en", "--tier", "video", "--output", str(tmp_path)
    )
    with zipfile.ZipFile(said.splitlines()[-1]) as archive:
        archive.extractall(tmp_path / "bundle")
    context = chromium.new_context(viewport={"width": 360, "height": 740}, offline=True)
    page = context.new_page()
    page.goto((tmp_path / "bundle" / LESSON / "index.html").as_uri())
    page.get_by_role("link", name="Play").click()
    page.locator("iframe").wait_for()
    play_one(page)
    page.get_by_text("Saved on this phone.").wait_for()
    kept = page.evaluate("Object.keys(localStorage).filter(key => key.indexOf('/result/') > 0).map(key => localStorage[key])")
    assert any("answered" in result for result in kept)
    context.close()
