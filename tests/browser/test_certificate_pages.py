"""Pages of certificates in a real browser: the name while it is typed, what strangers see, what staff do, on every screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, assert_fits_every_screen
from tests.browser.staff_door import sign_in
from tests.served_site import PASSWORD, Site

NAME = "Amina (آمنة) Bello"
ASK = "/en/me/certificate/safe-and-strong-with-ai/"
FINISHED = """
import django; django.setup()
import json
from uuid import uuid4
from django.core import signing
from courses.models import LessonVersion
from learning.answers import Address, record_answer
from learning.models import CohortCourse, CourseCompletion, InstitutionStaff, Person
from learning.visitor import SALT
from tests.factories import make_cohort, right_response, seat_learner
staff = Person.objects.create_user(username="akinyi", password={password!r})
cohort = make_cohort(staff, institution="Kisumu Library")
InstitutionStaff.objects.create(institution=cohort.institution, person=staff, role="partner")
person = Person.objects.create()
for lesson in LessonVersion.objects.current().filter(language="en", path__contains="safe-and-strong"):
    for question, index in lesson.questions.items():
        address = Address(question_id=question, path=lesson.path)
        record_answer(uuid=uuid4(), person=person, address=address, response=right_response(index))
seat_learner(cohort, person)
CohortCourse.objects.create(cohort=cohort, course_key=CourseCompletion.objects.get(person=person).course_key)
print(json.dumps([signing.dumps([str(person.uuid), person.phone_epoch], salt=SALT)]))
"""


@pytest.fixture(scope="module")
def cookie(site: Site) -> str:
    """The cookie of a learner who has finished the starter course in a class."""
    return str(json.loads(site.manage("-c", FINISHED.format(password=PASSWORD)).splitlines()[-1])[0])


@pytest.fixture
def open_mine(open_page: OpenPage, site: Site, cookie: str) -> Callable[..., Page]:
    """Opens a page as that learner."""

    def opened(path: str, **more: Any) -> Page:
        page = open_page("/healthz", **more)
        page.context.add_cookies([{"name": "learner", "value": cookie, "url": site.url}])
        page.goto(path)
        return page

    return opened


def test_from_a_name_to_a_public_page_and_back(open_mine: Callable[..., Page], open_page: OpenPage) -> None:
    page = open_mine(ASK)
    shown = page.locator("[data-name-shown]")
    expect(shown).to_be_hidden()
    page.fill("#name", NAME)
    expect(shown.locator("bdi")).to_have_text(NAME)
    assert_fits_every_screen(page, "certificate-name")
    page.click("main form button")
    page.click("main form button")
    number = page.locator(".foot b").inner_text()
    page.goto("/ar/me/certificates/")
    assert_fits_every_screen(page, "certificate-wallet-ar")
    page.goto("/en/me/certificates/")
    page.locator("a", has_text="Show it to somebody").click()
    page.click("button[value=share]")
    page.click("button[value=publish]")
    assert_fits_every_screen(page, "certificate-share")
    strange = public_page(open_page, number)
    assert NAME in strange.locator("dl").inner_text()
    data = json.loads(strange.locator('script[type="application/ld+json"]').inner_text())
    assert data["hasCredential"]["@type"] == "EducationalOccupationalCredential"
    assert_fits_every_screen(strange, "certificate-public")
    page.click("button[value=unpublish]")
    assert NAME not in public_page(open_page, number).locator("dl").inner_text()


def public_page(open_page: OpenPage, number: str) -> Page:
    """The page that anybody opens; the strict policy has nothing against what stands on it, and no other machine is asked."""
    page = open_page("/healthz", bypass_csp=False)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/c/{number}")
    assert said == []
    assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {page.url.split("/")[2]}
    return page


def test_staff_revoke_by_number_and_the_holder_reads_why(open_mine: Callable[..., Page], open_page: OpenPage) -> None:
    holder = open_mine("/en/me/certificates/")
    if holder.locator("main h2").count() == 0:
        holder.goto(ASK)
        holder.fill("#name", NAME)
        holder.click("main form button")
        holder.click("main form button")
        holder.goto("/en/me/certificates/")
    number = holder.locator(".card bdi").last.inner_text()
    desk = open_page("/en/staff/sign-in/?next=/en/staff/certificates/")
    sign_in(desk, "akinyi")
    assert_fits_every_screen(desk, "certificate-find")
    desk.fill("#number", number.lower())
    desk.click("main form button")
    desk.locator("summary").first.click()
    assert_fits_every_screen(desk, "certificate-desk")
    desk.select_option("#reason-revoke", "mistake")
    desk.fill("#note-revoke", "Please come on Tuesday.")
    desk.click("button[value=revoke]")
    assert_fits_every_screen(desk, "certificate-revoke")
    desk.click("button[value=revoke]")
    expect(desk.locator("[role=status]")).to_be_visible()
    desk.goto(desk.url.replace("/en/", "/ar/"))
    assert_fits_every_screen(desk, "certificate-desk-ar")
    holder.reload()
    holder.locator("a", has_text="What happened?").click()
    expect(holder.locator(".note")).to_contain_text("Please come on Tuesday.")
    assert_fits_every_screen(holder, "certificate-revoked")
