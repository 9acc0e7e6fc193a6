"""A class of twelve in a real browser, from printed cards to certificates with one phone; and its pages on every screen."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.browser.answering import LESSONS, Index, answer_right, questions_of
from tests.browser.conftest import OpenPage, assert_fits_every_screen, picture
from tests.browser.learner_code import go_on
from tests.browser.staff_door import again, secret_of_app, show_code, sign_in, sign_out, switch_app_on
from tests.served_site import PASSWORD, Site, served

STAFF = """
import django; django.setup()
from learning.models import Institution, InstitutionStaff, Person
house, _made = Institution.objects.get_or_create(name="Kibera Library", defaults={{"country": "KE"}})
person = Person.objects.create_user(username="wanjiru", password={password!r})
for role in ("facilitator", "partner"):
    InstitutionStaff.objects.create(institution=house, person=person, role=role)
"""
SIZE = 12
ALONE = f"en/{LESSONS[5]}"  # about false pictures: read alone, as its script says
NAMES = ["Achieng O.", "Amina", "Baraka", "Chebet K.", "Fatuma", "Halima", "Imani", "Juma", "Kadija", "Lulu", "Neema", "Zawadi"]
CERTIFICATES = "SELECT count(*), count(DISTINCT person_id) FROM certificates_certificate WHERE status = 'valid'"


class PaperCard(NamedTuple):
    """What a learner holds in the hand."""

    seat: str
    code: str
    pictures: list[str]


@pytest.fixture(scope="module")
def site(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served site that asks those who work with classes for a second step, as one in production does."""
    folder = tmp_path_factory.mktemp("site") / "var"
    with served(prepared_folder, folder, MWANGA_REQUIRE_SECOND_FACTOR="1") as site:
        yield site


@pytest.fixture(scope="module")
def signed_in(site: Site, chromium: Browser) -> Any:
    """What a browser keeps in which a facilitator set up an app with codes, and then came in by password and code."""
    site.manage("-c", STAFF.format(password=PASSWORD))
    context = chromium.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/cms/login/?next=/en/classes/")
    sign_in(page, "wanjiru")
    expect(page).to_have_url(re.compile("/en/staff/"))  # and nothing else opens before there is a second step
    page.get_by_role("link", name="Set up an app").click()
    again(page)
    secret = secret_of_app(page)
    switch_app_on(page, secret)
    sign_out(page)
    page.goto("/cms/login/?next=/en/classes/")
    sign_in(page, "wanjiru")
    show_code(page, secret)
    page.wait_for_url("**/en/classes/")
    kept = context.storage_state()
    context.close()
    return kept


def test_a_class_of_twelve_from_printed_cards_to_certificates_with_one_phone(
    site: Site, open_page: OpenPage, signed_in: Any
) -> None:
    page = open_page("/en/classes/", width=1280, height=900, storage_state=signed_in)
    make_the_class(page, "Tuesday circle")
    cards = print_the_cards(page)
    teach_with_a_screen(page)
    for _lesson in range(2, 5):
        write_the_register(page)
    bring_a_register_back(page)
    questions = questions_of(site, ALONE)
    phone = open_page("/en/join/", width=240, height=320)
    numbers = [learn_alone(phone, card, questions, name=name) for card, name in zip(cards, NAMES, strict=True)]
    assert site.rows(CERTIFICATES) == [(SIZE, SIZE)]
    see_who_has_finished(page)
    open_again(phone, cards[3], numbers[3])
    check_by_number(open_page(f"/c/{numbers[3]}"))


def follow(link: Locator) -> None:
    """Taps a link or button; the next page is there with all it needs."""
    with link.page.expect_navigation():
        link.click()


# --- the class and its cards ----------------------------------------------------------------------------------------------


def make_the_class(page: Page, name: str) -> None:
    """From the list of classes, by what the pages offer."""
    page.locator("a.go[href$='/new/']").click()
    page.locator("[name=name]").fill(name)
    page.locator("[name=shares_devices]").check()
    page.locator("select[name^=place-]").first.select_option("1")
    page.locator("main button.go").click()
    expect(page.locator("h1")).to_have_text(name)


def print_the_cards(page: Page) -> list[PaperCard]:
    """Twelve cards on two sheets of A4, printed by the browser; read off as a learner reads them."""
    page.locator("a.go[href$='/learners/']").click()
    page.locator("#count").fill(str(SIZE))
    page.locator("main button.go").click()
    expect(page.locator(".code-card")).to_have_count(SIZE)
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 2
    printed = "".join(sheet.extract_text() for sheet in paper.pages)
    assert "shown once" not in printed
    cards = [
        PaperCard(
            card.locator(".seat").inner_text(),
            card.locator(".code").inner_text(),
            [name.strip() for name in card.locator(".pin li").all_inner_texts()],
        )
        for card in page.locator(".code-card").all()
    ]
    assert [card.seat for card in cards] == [str(seat) for seat in range(1, SIZE + 1)]
    assert all(card.code in printed for card in cards)
    page.locator(".crumb a").click()
    return cards


# --- together: no learner has a phone in the hand ---------------------------------------------------------------------------


def teach_with_a_screen(page: Page) -> None:
    """The first lesson by one key, up to its first answer; the hands that were counted stand in the register."""
    page.locator(".toolbar a[href$='/register/']").click()
    follow(page.locator("a[href*='/show/']"))
    while not page.locator("main.at-answer").count():
        if page.locator("main.at-question").count():
            for key in ("1", "1", "2"):
                page.keyboard.press(key)
        with page.expect_navigation():
            page.keyboard.press("ArrowRight")
    assert page.locator(".count b").all_inner_texts()[:2] == ["2", "1"]
    with page.expect_navigation():
        page.keyboard.press("Escape")
    page.get_by_role("link", name="Write the register").click()
    assert [page.locator(f"#hands-1-{choice}").input_value() for choice in (1, 2)] == ["2", "1"]
    save_the_register(page)


def write_the_register(page: Page) -> None:
    """The next lesson on one screen; the register opens at it by itself."""
    page.locator(".toolbar a[href$='/register/']").click()
    save_the_register(page)


def save_the_register(page: Page) -> None:
    """All were there, and had everything right."""
    for seat in range(1, SIZE + 1):
        page.locator(f"[name=there-{seat}]").check()
    page.locator("[name=everybody]").check()
    page.locator("form.fields button.go").click()
    expect(page.get_by_role("status")).to_contain_text(f"{SIZE} learners were there")
    page.locator(".crumb a").click()


def bring_a_register_back(page: Page) -> None:
    """The next lesson's register as a file, filled in without a line."""
    page.locator(".toolbar a[href$='/register/']").click()
    with page.expect_download() as waiting:
        page.locator("a[href*='empty.csv']").click()
    rows = list(csv.reader(waiting.value.path().read_text("utf-8-sig").splitlines()))
    for row in rows:
        match row[0]:
            case "day":
                row[1:] = f"{timezone.localdate():%Y-%m-%d}".split("-")
            case "minutes":
                row[1] = "40"
            case "learner":
                row[2:] = ["1"] * (len(row) - 2)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    page.locator("#file").set_input_files({"name": "register.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()})
    page.locator("form[enctype] button").click()
    expect(page.get_by_role("status")).to_contain_text(f"{SIZE} learners were there")
    page.locator(".crumb a").click()


# --- one after the other, with one phone ------------------------------------------------------------------------------------


def learn_alone(phone: Page, card: PaperCard, questions: list[Index], *, name: str) -> str:
    """One learner: comes in with the card, answers the last lesson, makes the certificate, and leaves nothing behind."""
    go_on(phone, card.code, card.pictures)
    expect(phone.locator("main[data-shared]")).to_contain_text(f"number {card.seat}")
    expect(phone.locator(".lamps .lit")).to_have_count(5)
    phone.locator("main a.go").click()
    phone.wait_for_url(f"**/{ALONE}/**")
    for question in questions:
        answer_right(phone, question)
    phone.get_by_role("link", name="My learning", exact=True).click()
    phone.get_by_role("link", name="Make my certificate").click()
    assert phone.locator("#name").input_value() == ""
    phone.locator("#name").fill(name)
    phone.locator("main button.go").click()
    phone.get_by_role("button", name="Yes, make my certificate").click()
    phone.wait_for_url("**/certificates/*/")
    expect(phone.locator(".cert")).to_contain_text(name)
    number = number_on(phone.locator(".cert"))
    clear(phone)
    return number


def number_on(sheet: Locator) -> str:
    """The number of a certificate."""
    [number] = set(re.findall(r"MW(?:-[0-9A-Z]{4}){4}", sheet.inner_text()))
    return str(number)


def clear(phone: Page) -> None:
    """“Clear this phone”: the next learner finds nothing of the one before."""
    phone.get_by_role("link", name="My learning", exact=True).click()
    phone.locator("a[href$='/me/clear/']").click()
    phone.locator("[data-clear] button").click()
    phone.wait_for_url("**/en/")
    assert [cookie for cookie in phone.context.cookies() if cookie["name"] == "learner"] == []
    assert phone.evaluate("localStorage.length") == 0


# --- at the end -------------------------------------------------------------------------------------------------------------


def see_who_has_finished(page: Page) -> None:
    """The facilitator sees by number that all have finished."""
    page.reload()
    expect(page.locator("tbody .tag.done")).to_have_count(SIZE)
    expect(page.locator(".figures li").nth(1)).to_have_text(re.compile(rf"^{SIZE}\s*finished"))
    picture(page, "class-finished")


def open_again(phone: Page, card: PaperCard, number: str) -> None:
    """Another day, with the card: the certificate stands in My learning."""
    go_on(phone, card.code, card.pictures)
    phone.get_by_role("link", name="See my certificate").click()
    expect(phone.locator(".cert")).to_contain_text(number)
    picture(phone, "class-certificate")


def check_by_number(visitor: Page) -> None:
    """Whoever has the paper in the hand."""
    expect(visitor.locator("h1")).to_have_text("Genuine")
    expect(visitor.locator("main")).not_to_contain_text(NAMES[3])


# --- every screen -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ar", "am"])
def test_the_pages_of_a_class_fit_every_screen(open_page: OpenPage, signed_in: Any, language: str) -> None:
    page = open_page(f"/{language}/classes/new/", language=language, storage_state=signed_in)
    assert_fits_every_screen(page, f"class-new-{language}")
    page.goto(f"/{language}/classes/")
    make_the_class(page, f"Circle {language}")
    assert_fits_every_screen(page, f"class-empty-{language}")
    follow(page.locator("a.go[href$='/learners/']"))
    assert_fits_every_screen(page, f"class-learners-{language}")
    page.locator("#count").fill("3")
    page.locator("main button.go").click()
    expect(page.locator(".code-card")).to_have_count(3)
    assert_fits_every_screen(page, f"class-cards-{language}")
    follow(page.locator(".crumb a"))
    board = page.url
    follow(page.locator(".toolbar a[href$='/register/']"))
    assert_fits_every_screen(page, f"class-register-{language}")
    for _try in range(3):  # one has all right, one is stuck
        page.goto(f"{board}register/?lesson={first_lesson(page)}")
        page.locator("[name=there-1]").check()
        page.locator("[name=all-1]").check()
        page.locator("[name=there-2]").check()
        page.locator("[name=result-2-1]").select_option("0")
        page.locator("form.fields button.go").click()
        expect(page.get_by_role("status")).to_be_visible()
    page.goto(board)
    expect(page.locator("tbody .lit").first).to_be_visible()
    expect(page.locator(".tag.stuck").first).to_be_visible()
    assert_fits_every_screen(page, f"class-board-{language}")
    follow(page.locator("tbody a").nth(1))
    assert_fits_every_screen(page, f"class-learner-{language}")
    page.goto(f"/{language}/classes/")
    assert_fits_every_screen(page, f"class-list-{language}")


def first_lesson(page: Page) -> str:
    """The key of the class's first lesson."""
    return str(page.locator("#lesson option").first.get_attribute("value"))


def test_an_institution_makes_an_account_whose_password_is_shown_once(open_page: OpenPage, signed_in: Any) -> None:
    page = open_page("/en/partner/", width=1280, height=900, storage_state=signed_in)
    page.get_by_label("Name to sign in with").fill("atieno")
    page.get_by_role("button", name="Make a new account").click()
    expect(page.locator("dd code")).to_have_text(re.compile(r"^(\w{4}-){3}\w{4}$"))
    assert_fits_every_screen(page, "class-partner")
