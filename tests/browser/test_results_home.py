"""From a device without a line to the class and back: answers, files, codes, receipts, confirmed results, a certificate."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Download, Page, expect

from tests.browser.answering import LESSONS, answer_right, questions_of
from tests.browser.conftest import OpenPage, assert_fits_every_screen
from tests.browser.learner_code import go_on
from tests.browser.staff_door import sign_in
from tests.lan import hub
from tests.served_site import COURSE, PASSWORD, Site

CLASS = """
import django; django.setup()
from datetime import date
from courses.models import CourseVersion
from learning.classes import ClassFacts, make_class
from learning.models import Institution, InstitutionStaff, Person
house = Institution.objects.create(name="Library of {staff}", country="KE")
person = Person.objects.create_user(username={staff!r}, password={password!r})
for role in ("facilitator", "partner"):
    InstitutionStaff.objects.create(institution=house, person=person, role=role)
key = CourseVersion.objects.current().filter(slug={course!r}).first().course_key
facts = ClassFacts(name="Tuesday circle", language="en", starts_on=date(2026, 1, 1), courses=[key])
make_class(actor=person, institution=house, facts=facts, facilitators=[person])
"""
# Nothing of the browser's own cryptography, as on plain http.
WITHOUT_WEB_CRYPTO = "Object.defineProperty(Crypto.prototype, 'subtle', {get: function () { return undefined; }});"


@pytest.fixture
def bundle(site: Site, tmp_path: Path) -> Path:
    """The unpacked course."""
    path = site.manage("manage.py", "build_bundle", COURSE, "--output", str(tmp_path)).splitlines()[-1]
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "course")
    return tmp_path / "course"


@pytest.fixture
def new_device(chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """`new_device(root)`: a page on a device without a line: it may load nothing but what lies below the root."""
    contexts, wrong = [], []

    def opened(root: str) -> Page:
        context = chromium.new_context(viewport={"width": 360, "height": 740}, accept_downloads=True)
        context.add_init_script(WITHOUT_WEB_CRYPTO)
        contexts.append(context)
        page = context.new_page()
        allowed = (root, "data:", f"blob:{root.partition('//')[0]}")
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: request.url.startswith(allowed) or wrong.append(request.url))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def study(page: Page, root: str, site: Site, lesson: str) -> int:
    """Answers a whole lesson of the bundle; returns how many questions it has."""
    page.goto(f"{root}en/{lesson}/index.html")
    questions = questions_of(site, f"en/{lesson}")
    for question in questions:
        answer_right(page, question)
    return len(questions)


def go_home(page: Page, root: str) -> None:
    """From “My learning” to the page that brings answers home."""
    page.goto(f"{root}en/me/index.html")
    page.locator("a[href='../home/index.html']").click()
    expect(page.locator("[data-ways]")).to_be_visible()


def make_file(page: Page) -> Download:
    """The file of all answers of the device."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the file").click()
    return download.value


def results_page(open_page: OpenPage, site: Site, staff: str) -> Page:
    """A library's page of results, opened by the one who works there and leads its class."""
    site.manage("-c", CLASS.format(staff=staff, password=PASSWORD, course=COURSE))
    page = open_page("/cms/login/?next=/en/partner/", width=1280)
    sign_in(page, staff)
    page.get_by_role("link", name="Results brought home").click()
    return page


def bring(page: Page, data: Any) -> None:
    """The partner's page takes a file."""
    page.wait_for_load_state("load")
    page.set_input_files("#file", data)
    if page.locator("#cohort").count():
        page.select_option("#cohort", label="Tuesday circle")
    page.get_by_role("button", name="Bring home").click()


def receipt_of(page: Page) -> Path:
    """What the partner's page hands back."""
    with page.expect_download() as receipt:
        page.get_by_role("link", name="Download the receipt").click()
    return Path(receipt.value.path())


def test_answers_come_home_by_file_and_by_codes_and_the_receipt_clears_them(
    site: Site, bundle: Path, new_device: Callable[[str], Page], open_page: OpenPage, tmp_path: Path
) -> None:
    root = bundle.as_uri() + "/"
    device = new_device(root)
    answers = study(device, root, site, LESSONS[0])
    go_home(device, root)
    expect(device.locator("[data-count]")).to_have_text(f"Answers not yet brought home: {answers}")
    file = make_file(device)
    assert re.fullmatch(rf"results-{COURSE}-[0-9a-f]{{8}}-1\.json", file.suggested_filename)
    expect(device.locator("[data-text]")).to_have_value(re.compile('"mwanga":"results"'))
    assert_fits_every_screen(device, "bundle-home-en")

    staff = results_page(open_page, site, "wanjiru")
    assert_fits_every_screen(staff, "partner-results-en")
    bring(staff, file.path())
    expect(staff.locator(".figures li").first).to_have_text(re.compile(rf"{answers}\s*new answers"))
    receipt = receipt_of(staff)

    changed = tmp_path / "changed.json"
    changed.write_text(receipt.read_text().replace('"signature":"', '"signature":"AAAA'))
    device.set_input_files("#receipt", changed)
    expect(device.locator("[data-said]")).to_contain_text("not believed")
    device.set_input_files("#receipt", receipt)
    expect(device.locator("[data-said]")).to_contain_text(f"Brought home: {answers}.")
    expect(device.locator("[data-said]")).to_contain_text(
        re.compile("Learner code of whoever uses this device: [2-9A-Z]{4}-[2-9A-Z]{4}")
    )
    expect(device.locator("[data-count]")).to_have_text("Answers not yet brought home: 0")

    more = study(device, root, site, LESSONS[1])
    go_home(device, root)
    device.get_by_role("button", name=re.compile("Show the code of")).click()
    by_codes(device, staff, more, tmp_path)
    staff.locator(".qr svg").screenshot(path=tmp_path / "receipt.png")
    device.set_input_files("[data-photo]", tmp_path / "receipt.png")
    expect(device.locator("[data-said]")).to_contain_text(f"Brought home: {more}.", timeout=20_000)
    expect(device.locator("[data-count]")).to_have_text("Answers not yet brought home: 0")


def by_codes(device: Page, staff: Page, answers: int, tmp_path: Path) -> None:
    """A facilitator photographs the codes, brings them home and confirms them."""
    staff.goto("/en/classes/")
    staff.get_by_role("link", name="Tuesday circle").click()
    staff.locator(".toolbar").get_by_role("link", name="Results").click()
    expect(device.locator("[data-code]")).to_be_visible()
    parts = int(re.search(r"of (\d+)", device.locator("[data-part]").inner_text())[1])  # type: ignore[index]
    for part in range(1, parts + 1):
        expect(device.locator("[data-part]")).to_have_text(f"Code {part} of {parts}")
        device.locator("[data-picture]").screenshot(path=tmp_path / "code.png")
        staff.set_input_files("[data-photo]", tmp_path / "code.png")
        words = f"Code {part} of {parts} is read." if part < parts else "All codes of this learner are read."
        expect(staff.locator("[data-said]")).to_contain_text(words, timeout=20_000)
        if parts > 1:
            device.get_by_role("button", name="Next code").click()
    assert_fits_every_screen(staff, "class-results-en")
    staff.get_by_role("button", name="Bring home").click()
    expect(staff.locator("td .opt")).to_have_text(f"Number 1: {answers} answers")
    assert_fits_every_screen(staff, "class-return-en")
    staff.get_by_role("button", name="Confirm these results").click()
    expect(staff.get_by_text(f"{answers} answers are confirmed.")).to_be_visible()
    expect(staff.locator(".tag.done")).to_have_text("confirmed")


def test_a_whole_course_at_a_hub_ends_in_a_certificate_that_everybody_can_check(
    site: Site, bundle: Path, new_device: Callable[[str], Page], open_page: OpenPage
) -> None:
    with hub(bundle) as root:
        device = new_device(root)
        answers = sum(study(device, root, site, lesson) for lesson in LESSONS)
        device.goto(f"{root}en/me/index.html")
        expect(device.locator("[data-claim]")).to_be_visible()
        written = device.locator("[data-claim] [data-code]").inner_text()
        go_home(device, root)
        file = make_file(device)
        staff = results_page(open_page, site, "otieno")
        bring(staff, file.path())
        expect(staff.locator(".figures li").first).to_have_text(re.compile(rf"{answers}\s*new answers"))
        device.set_input_files("#receipt", receipt_of(staff))
        said = device.locator("[data-said]")
        expect(said).to_contain_text(f"Brought home: {answers}.")
        expect(device.locator("[data-count]")).to_have_text("Answers not yet brought home: 0")
        code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", said.inner_text())[0]  # type: ignore[index]
        device.goto(f"{root}en/me/index.html")
        expect(device.locator("[data-claim] [data-waits]")).to_be_hidden()

    compare(staff, written, answers)
    pictures = confirm_and_give_pictures(staff, answers)
    phone = open_page("/en/join/")
    go_on(phone, code, pictures)
    number = ask_for_certificate(phone)
    checked = open_page(f"/c/{number}")
    expect(checked.locator("h1")).to_have_text("Genuine")
    expect(checked.locator("dl")).to_contain_text("confirmed by a facilitator who was there")


def compare(staff: Page, written: str, answers: int) -> None:
    """The facilitator holds the slip of paper against what came home, and goes back."""
    here = staff.url
    staff.goto("/en/classes/")
    staff.get_by_role("link", name="Tuesday circle").click()
    staff.locator(".toolbar").get_by_role("link", name="Results").click()
    staff.fill("#completion", f" {written.lower()} ")
    staff.get_by_role("button", name="Compare").click()
    expect(staff.locator("#compare [role=status]")).to_contain_text(f"Number 1: {answers} answers, the last given on")
    assert_fits_every_screen(staff, "class-compare-en")
    staff.goto(staff.url.replace("/en/", "/ar/"))
    assert_fits_every_screen(staff, "class-compare-ar")
    staff.go_back()
    staff.fill("#completion", "8YNF-F8NY-N6RJ-RAT6Y")
    staff.get_by_role("button", name="Compare").click()
    expect(staff.locator("#compare [role=alert]")).to_contain_text("fits no answers of this class")
    staff.goto(here)


def confirm_and_give_pictures(staff: Page, answers: int) -> list[str]:
    """The facilitator knows why answers came so fast, and confirms them; returns the pictures that the learner is given."""
    staff.get_by_role("link", name="Tuesday circle").click()
    staff.get_by_role("checkbox", name=f"Number 1: {answers} answers").check(force=True)
    staff.get_by_role("button", name="Confirm these results").click()
    expect(staff.get_by_text(f"{answers} answers are confirmed.")).to_be_visible()
    staff.goto(f"{staff.url.partition('/results/')[0]}/learners/1/")
    staff.get_by_role("button", name="Give new pictures").click()
    expect(staff.locator(".code-card .pin li")).to_have_count(3)
    return [name.strip() for name in staff.locator(".code-card .pin li").all_inner_texts()]


def ask_for_certificate(phone: Page) -> str:
    """The learner writes a name and looks at the certificate before it is made; returns its number."""
    phone.goto(f"/en/me/certificate/{COURSE}/")
    phone.fill("#name", "Zawadi Nakupenda")
    phone.click("main form button")
    phone.click("main form button")
    return phone.locator(".foot b").inner_text()
