"""From the last lamp to a certificate that is checked elsewhere, revoked, issued anew, corrected: by what the pages offer."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from courses.models import CourseVersion
from courses.rendering.documents import render_due
from learning.facts import tell_facts
from learning.models import Cohort, CohortCourse, Person
from tests.cast import Member, browser_of
from tests.factories import make_cohort, make_course, make_lesson, make_module, seat_learner
from tests.journeys.plain_browser import PlainBrowser
from tests.learning.certificates.conftest import complete

pytestmark = [pytest.mark.django_db, pytest.mark.long]
NAME = "Amina Yusuf Bello"
NUMBER = re.compile(r"MW(?:-[A-Z2-9]{4}){4}")


@pytest.fixture
def cohort(facilitator: Member) -> Cohort:
    """A class that takes a course of one lesson."""
    make_lesson(make_module(make_course()))
    render_due()
    cohort = make_cohort(facilitator.person)
    CohortCourse.objects.create(cohort=cohort, course_key=CourseVersion.objects.current().get().course_key)
    return cohort


def browser_with(client: Client) -> PlainBrowser:
    """A plain browser with somebody's cookies."""
    browser = PlainBrowser()
    browser.client.cookies = client.cookies
    return browser


@pytest.fixture
def holder(cohort: Cohort, learner: Member) -> PlainBrowser:
    """A learner of the class, whose lamps are all lit."""
    assert learner.person
    seat_learner(cohort, learner.person)
    complete(learner.person)
    return browser_with(learner.client)


def form_with(browser: PlainBrowser, field: str) -> dict[str, object]:
    """The form that asks for a field."""
    return next(form for form in browser.page.forms if any(name == field for name, _value, _kind in form["fields"]))


def make_certificate(browser: PlainBrowser, name: str = NAME) -> str:
    """Name, preview, confirmation; returns the number."""
    browser.open("/en/me/")
    browser.open(browser.page.link("Make my certificate"))
    browser.send(form_with(browser, "name"), name=name)
    assert "preview" in browser.page.text
    browser.send(form_with(browser, "confirm"))
    return number_on(browser)


def number_on(browser: PlainBrowser) -> str:
    """The certificate's number on the page."""
    found = NUMBER.search(browser.page.text)
    assert found
    return found[0]


def checked(number: str) -> str:
    """What another device reads under a number that is typed in."""
    other = PlainBrowser()
    other.open("/en/verify/")
    other.send(other.page.forms[0])
    other.open(f"/en/verify/?number={number.lower().replace('-', '+')}")
    assert other.status == 200
    return other.page.text


def act(desk: PlainBrowser, number: str, action: str, **fields: str) -> None:
    """Staff find a number and do something, asked once more."""
    desk.open("/en/classes/")
    desk.open(desk.page.link("Certificates"))
    desk.open(f"{desk.page.url}?number={number}")
    form = next(form for form in desk.page.forms if f"reason-{action}" in desk.page.html and has_field(form, "note"))
    desk.send(form, action=action, **fields)
    assert desk.status == 200
    desk.send(form_with(desk, "confirm"), action=action)
    assert desk.status == 200


def has_field(form: dict[str, list[tuple[str, str, str]]], field: str) -> bool:
    """Whether a form asks for a field."""
    return any(name == field for name, _value, _kind in form["fields"])


def test_complete_check_revoke_check_issue_anew_check(holder: PlainBrowser, facilitator: Member) -> None:
    desk = browser_with(facilitator.client)
    old = make_certificate(holder)
    assert "Genuine" in checked(old)
    assert "A*** B." in checked(old)
    act(desk, old, "revoke", reason="mistake", note="The wrong course was marked.")
    assert "Revoked" in checked(old)
    assert "The wrong course" not in checked(old)
    holder.open("/en/me/")
    holder.open(holder.page.link("Show, send or print them"))
    assert "Revoked" in holder.page.text
    holder.open(holder.page.link("What happened?"))
    for words in ("it was issued by mistake", "The wrong course was marked.", "Library", "can be issued anew"):
        assert words in holder.page.text
    act(desk, old, "reissue", reason="undone", note="It was right after all.")
    new = number_on(desk)
    assert new != old
    assert "Genuine" in checked(new)
    assert "Replaced" in checked(old)
    anybody = PlainBrowser()
    anybody.open(f"/c/{old}")
    anybody.open(anybody.page.link("See the newer one"))
    assert new in anybody.page.text
    holder.open("/en/me/certificates/")
    holder.open(holder.page.link("Open and print"))
    assert NAME in holder.page.text
    assert new in holder.page.text


def test_a_name_is_corrected_once_and_once_more_with_leave(holder: PlainBrowser, facilitator: Member, cohort: Cohort) -> None:
    first = make_certificate(holder, "Amina Yusf")
    holder.open(holder.page.link("The name is not right"))
    holder.send(form_with(holder, "name"), name="Amina Yusuff")
    holder.send(form_with(holder, "confirm"))
    second = number_on(holder)
    assert "Replaced" in checked(first)
    assert "Genuine" in checked(second)
    assert "The name is not right" not in holder.page.text
    leader = browser_with(facilitator.client)
    leader.open(f"/en/classes/{cohort.uuid}/learners/1/")
    leader.send(form_with(leader, "number"), action="allow")
    assert "Amina" not in leader.page.text
    holder.open(holder.page.url)
    holder.open(holder.page.link("The name is not right"))
    holder.send(form_with(holder, "name"), name="Amina Yusuf")
    holder.send(form_with(holder, "confirm"))
    assert "Amina Yusuf" in holder.page.text
    assert "Replaced" in checked(second)
    assert "Genuine" in checked(number_on(holder))


def test_the_holder_shows_the_whole_name_and_takes_it_back(holder: PlainBrowser) -> None:
    number = make_certificate(holder)
    holder.open(holder.page.link("Show it to somebody"))
    holder.send(holder.page.forms[0], action="share")
    [whole] = re.findall(r'value="([^"]+\?k=[^"]+)"', holder.page.html)
    employer = PlainBrowser()
    assert NAME in employer.open(whole).text
    assert NAME not in checked(number)
    holder.send(holder.page.forms[0], action="unshare")
    assert NAME not in employer.open(whole).text
    holder.send(holder.page.forms[-1], action="publish")
    assert NAME in checked(number)
    holder.send(holder.page.forms[-1], action="unpublish")
    assert NAME not in checked(number)


def test_a_child_of_a_class_waits_for_consent_and_keeps_the_name_short(cohort: Cohort, facilitator: Member) -> None:
    child = Person.objects.create()
    complete(child)
    seat_learner(cohort, child)
    tell_facts(person=child, age_band="13-17", gender="", country="KE")
    phone = browser_with(browser_of(child))
    phone.open("/en/me/")
    phone.open(phone.page.link("Make my certificate"))
    assert "a parent or guardian must agree first" in phone.page.text
    leader = browser_with(facilitator.client)
    leader.open(f"/en/classes/{cohort.uuid}/learners/1/")
    leader.send(form_with(leader, "csrfmiddlewaretoken"), action="attest")
    number = make_certificate(phone)
    assert "Amina B." in phone.page.text
    assert NAME not in phone.page.text
    assert "A*** B." in checked(number)
