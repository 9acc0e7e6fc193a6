"""A class of twelve in a real browser: made, its cards printed, three of its learners on one phone one after another."""

from __future__ import annotations

import io
import re
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.answering import LESSONS, learn_quickly
from tests.browser.conftest import OpenPage, assert_accessible, assert_fits, picture
from tests.factories import right_response, wrong_response
from tests.served_site import PASSWORD, Site

STAFF = """
import django; django.setup()
from learning.models import Institution, InstitutionStaff, Person
house, _made = Institution.objects.get_or_create(name="Kibera Library", defaults={{"country": "KE"}})
person = Person.objects.create_user(username="wanjiru", password={password!r})
for role in ("facilitator", "partner"):
    InstitutionStaff.objects.create(institution=house, person=person, role=role)
"""
SIZE = 12


class PaperCard(NamedTuple):
    """What a learner holds in the hand."""

    seat: str
    code: str
    pictures: list[str]


@pytest.fixture
def facilitator_page(site: Site, open_page: OpenPage) -> Page:
    """A browser that a facilitator has signed in with."""
    page = open_page("/en/", width=1280, height=900)
    site.manage("-c", STAFF.format(password=PASSWORD))
    page.goto("/cms/login/?next=/en/classes/")
    page.locator("input[name=username]").fill("wanjiru")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/en/classes/")
    return page


def seen(page: Page, name: str, *, width: int = 1280) -> None:
    """It fits, a machine finds nothing in the way of anybody, and somebody can look at it."""
    page.set_viewport_size({"width": width, "height": 900})
    assert_fits(page)
    assert_accessible(page)
    picture(page, f"class-{name}")


def test_a_class_of_twelve_with_one_phone(site: Site, open_page: OpenPage, facilitator_page: Page) -> None:
    page = facilitator_page
    make_the_class(page)
    cards = print_the_cards(page)
    phone = open_page("/en/join/", width=240, height=320)
    for card in cards[:3]:
        learn_and_clear(phone, site, card)
    see_how_it_goes(page)
    write_the_register(page)
    see_the_institution(page)


def make_the_class(page: Page) -> None:
    """From the empty list of classes, by what the pages offer."""
    page.goto("/en/classes/")
    seen(page, "none")
    page.locator("a.go").click()
    page.get_by_label("Name of the class").fill("Tuesday circle")
    page.get_by_label("Learners share phones").check()
    page.locator("select[name^=place-]").first.select_option("1")
    seen(page, "new")
    page.locator("main button.go").click()
    expect(page.locator("h1")).to_have_text("Tuesday circle")
    seen(page, "empty")


def print_the_cards(page: Page) -> list[PaperCard]:
    """Twelve cards on two sheets of A4, on paper and as PDF; read off as a learner reads them."""
    page.locator("a.go").click()
    seen(page, "learners")
    page.get_by_label("How many").fill(str(SIZE))
    page.locator("main button.go").click()
    expect(page.locator(".code-card")).to_have_count(SIZE)
    seen(page, "cards")
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 2
    assert "shown once" not in paper.pages[0].extract_text()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="The same as PDF").click()
    assert len(PdfReader(waiting.value.path()).pages) == 2
    cards = [
        PaperCard(
            card.locator(".seat").inner_text(),
            card.locator(".code").inner_text(),
            [name.strip() for name in card.locator(".pin li").all_inner_texts()],
        )
        for card in page.locator(".code-card").all()
    ]
    assert [card.seat for card in cards] == [str(seat) for seat in range(1, SIZE + 1)]
    return cards


def learn_and_clear(phone: Page, site: Site, card: PaperCard) -> None:
    """One learner after the other with one phone: nothing of the one before is left on it."""
    phone.goto("/en/me/")
    expect(phone.locator("main")).not_to_contain_text("Tuesday circle")
    phone.goto("/en/join/")
    assert phone.locator("#code").input_value() == ""
    assert phone.locator(".tile :checked").count() == 0
    phone.locator("#code").fill(card.code)
    for place, name in enumerate(card.pictures):
        phone.locator("fieldset").nth(place).locator(".tile", has_text=re.compile(rf"^\s*{name}\s*$")).click()
    phone.locator("main button.go").click()
    phone.wait_for_url("**/en/me/")
    expect(phone.locator("main")).to_contain_text(f"number {card.seat}")
    assert_fits(phone)
    if card.seat == "1":
        learn_quickly(phone.context, site, f"en/{LESSONS[0]}", response=right_response)
    if card.seat == "2":
        for _try in range(3):
            learn_quickly(phone.context, site, f"en/{LESSONS[1]}", response=wrong_response)
    phone.goto("/en/me/")
    picture(phone, f"class-me-{card.seat}")
    phone.locator("a[href$='/me/clear/']").click()
    phone.wait_for_url("**/me/clear/")
    phone.locator("[data-clear] button").click()
    phone.wait_for_url("**/en/")
    assert [cookie for cookie in phone.context.cookies() if cookie["name"] == "learner"] == []


def see_how_it_goes(page: Page) -> None:
    """The facilitator sees by number who is lit and who is stuck, on wide and very small screens, in both directions."""
    page.goto("/en/classes/")
    seen(page, "list")
    page.get_by_role("link", name="Tuesday circle").click()
    rows = page.locator("table").first.locator("tbody tr")
    expect(rows).to_have_count(SIZE)
    assert rows.nth(0).locator(".lit").count() == 1
    expect(rows.nth(1)).to_contain_text("stuck")
    for language in ("en", "ar"):
        page.goto(re.sub(r"/(en|ar)/", f"/{language}/", page.url))
        for width in (1280, 360, 240):
            seen(page, f"board-{language}-{width}", width=width)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(re.sub(r"/(en|ar)/", "/en/", page.url))
    page.locator("tbody a").nth(1).click()
    seen(page, "learner")


def write_the_register(page: Page) -> None:
    """A meeting on one screen, from a wide one to a very small one, in both directions; saved, it says so."""
    page.locator(".crumb a").click()
    page.get_by_role("link", name="Register").click()
    for language in ("ar", "en"):
        page.goto(re.sub(r"/(en|ar)/", f"/{language}/", page.url))
        for width in (1280, 360, 240):
            seen(page, f"register-{language}-{width}", width=width)
    page.locator("[name=there-2]").check()
    page.get_by_role("button", name="Save the register").click()
    expect(page.locator("main")).to_contain_text("1 learner was there")


def see_the_institution(page: Page) -> None:
    """The partner's page, where an account is made whose password is shown once."""
    page.goto("/en/partner/")
    page.get_by_label("Name to sign in with").fill("atieno")
    page.get_by_role("button", name="Make a new account").click()
    expect(page.locator("dd code")).to_have_text(re.compile(r"^(\w{4}-){3}\w{4}$"))
    for width in (1280, 360):
        seen(page, f"partner-{width}", width=width)
