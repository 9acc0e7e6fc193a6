"""The whole circle: author, export, import as a content, play in the frame, evidence, a bundle on `file://`, and home from it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.conftest import OpenPage, assert_fits_every_screen
from tests.browser.staff_door import sign_in
from tests.migrated_database import start_from
from tests.served_site import PASSWORD, Site, until

pytestmark = pytest.mark.skipif(not Path(settings.H5P_CORE_ROOT).exists(), reason="The core is not installed: make player")
MAKE = """
import django; django.setup()
from tests.browser.h5p_circle import author_export_import
author_export_import()
"""
LESSON = "en/circle-course/first/playing"
HOUSE = """
import django; django.setup()
from learning.models import InstitutionStaff, Person
from tests.factories import make_cohort
partner = Person.objects.create_user(username="amina", password={password!r})
cohort = make_cohort(institution="Library")
InstitutionStaff.objects.create(institution=cohort.institution, person=partner, role="partner")
print(cohort.join_code)
"""


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
    bring_home(site, page, tmp_path, plays=len(kept))
    context.close()
    look_at_what_came(open_page, plays=len(kept))


def look_at_what_came(open_page: OpenPage, *, plays: int) -> None:
    """The partner's page says how many results of what was played came, in Arabic too."""
    page = open_page("/cms/login/?next=/ar/partner/", language="ar", width=1280)
    sign_in(page, "amina")
    page.goto(page.locator("a[href$='/results/']").first.get_attribute("href") or "")
    page.locator("td a, th a").first.click()
    expect(page.locator("main")).to_contain_text(f"نتائج ما شُغِّل: {plays} جديدة")
    assert_fits_every_screen(page, "partner-return-played-ar")


def bring_home(site: Site, page: Page, folder: Path, *, plays: int) -> None:
    """What was played goes home in the file, is there once, and the receipt takes it off the device."""
    join_code = site.manage("-c", HOUSE.format(password=PASSWORD)).split()[-1]
    page.goto((folder / "bundle" / "en" / "home" / "index.html").as_uri())
    waiting = page.locator("[data-plays]")
    expect(waiting).to_contain_text(f"Results of what was played: {plays}.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the file").click()
    before = site.rows("SELECT count(*) FROM learning_h5presult")[0][0]
    receipt = folder / "receipt.json"
    where = ("--institution", "Library", "--class", join_code, "--by", "amina", "--receipt", str(receipt))
    said = site.manage("manage.py", "receive_results", str(download.value.path()), *where).splitlines()
    assert said[1] == f"played: accepted: {plays}, known: 0, refused: 0"
    assert site.rows("SELECT count(*) FROM learning_h5presult") == [(before + plays,)]
    assert site.rows("SELECT count(*) FROM learning_attempt") == [(0,)]
    page.set_input_files("#receipt", receipt)
    expect(page.locator("[data-said]")).to_contain_text(f"Results of what was played that are safe now: {plays}.")
    expect(waiting).to_be_hidden()
