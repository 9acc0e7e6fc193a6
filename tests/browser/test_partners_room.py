"""A partner's room in a real browser: courses chosen by their sizes, watched while they are built, taken; and every screen."""

from __future__ import annotations

import re
import zipfile

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, assert_fits_every_screen
from tests.browser.staff_door import sign_in
from tests.served_site import PASSWORD, Site

STAFF = """
import django; django.setup()
from learning.models import Institution, InstitutionStaff, Person
house = Institution.objects.create(name="Reading Room", country="KE")
person = Person.objects.create_user(username="otieno", password={password!r})
InstitutionStaff.objects.create(institution=house, person=person, role="partner")
"""


def test_a_partner_chooses_courses_sees_them_built_and_takes_them(site: Site, open_page: OpenPage) -> None:
    site.manage("-c", STAFF.format(password=PASSWORD))
    page = open_page("/cms/login/?next=/en/partner/")
    sign_in(page, "otieno")
    page.get_by_role("link", name="Courses without internet").click()
    choose(page)
    expect(page.get_by_text("ready")).to_be_visible(timeout=60_000)  # the page looks by itself while the worker builds
    assert_fits_every_screen(page, "room-choice")
    with page.expect_download() as taken:
        page.get_by_role("link", name=re.compile("^Download ·")).click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        assert b"Reading Room" in archive.read("index.html")
    make_a_token(page)
    write_a_need(page)


def choose(page: Page) -> None:
    """The first course in two languages, with our name, by the sizes that are shown."""
    page.get_by_role("link", name="Choose courses").click()
    page.locator("[name=course]").first.check()
    for language in ("en", "sw"):
        page.locator(f"[name=language][value={language}]").check()
    page.get_by_role("button", name="Show the sizes").click()
    expect(page.locator("td.num").first).to_contain_text(re.compile(r"\d+ KB"))
    page.locator("[name=names_us]").check()
    assert_fits_every_screen(page, "room-sizes")
    page.get_by_role("button", name="Keep this choice and build it").click()
    expect(page.locator("h1")).to_contain_text("AI")


def make_a_token(page: Page) -> None:
    """It is shown once."""
    page.get_by_role("link", name="Machines").click()
    page.locator("#note").fill("Hub in the reading room")
    page.get_by_role("button", name="Make a token").click()
    token = page.locator(".token").inner_text()
    assert_fits_every_screen(page, "room-token")
    page.get_by_role("link", name="In the field").click()
    expect(page.locator(".empty")).to_be_visible()
    page.get_by_role("link", name="Machines").click()
    expect(page.locator("tbody th bdi")).to_have_text("Hub in the reading room")
    assert token not in page.content()


def write_a_need(page: Page) -> None:
    """From right to left too."""
    page.goto("/en/partner/board/")
    page.get_by_role("link", name="Write a need or an offer").click()
    page.locator("[name=title]").fill("Twelve phones")
    page.locator("[name=text]").fill("For a circle of women.")
    page.locator("[name=contact]").fill("office@library.example")
    assert_fits_every_screen(page, "room-need")
    page.get_by_role("button", name="Send it to be looked at").click()
    expect(page.locator(".tag")).to_have_text("waits for an administrator")
    page.goto("/ar/partner/board/")
    expect(page.get_by_role("link", name="Twelve phones")).to_be_visible()
    assert_fits_every_screen(page, "room-board-ar")
