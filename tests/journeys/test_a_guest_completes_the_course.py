"""From the home page to a certificate and a bundle, without scripts, account or anything but what the pages offer."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client

from courses.models import LessonVersion
from learning.models import Attempt, Person
from tests.factories import as_on_the_page, form_of, right_response, wrong_response
from tests.journeys.plain_browser import PlainBrowser, body_of
from tests.starter_course import load_part

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.long]
COURSE = "safe-and-strong-with-ai"


@pytest.fixture
def starter_course() -> None:
    load_part()


def answer_all(browser: PlainBrowser, *, path: str, right: bool = True) -> None:
    """Answers every question of the lesson the browser shows, one form after the other."""
    version = LessonVersion.objects.current().get(path=path)
    for index in as_on_the_page(version.content["cards"]).values():
        form = browser.page.question_forms()[index["id"]]
        response = right_response(index) if right else wrong_response(index)
        fields: dict[str, Any] = {name: value for name, value in form_of(index, response).items() if name != "question"}
        browser.send(form, **fields)
        assert browser.status == 200
        assert browser.page.url.endswith(f"#q-{index['id']}")


def test_a_guest_learns_receives_the_certificate_and_takes_the_course_home(starter_course: None) -> None:
    browser = PlainBrowser()
    learn_the_course(browser)
    receive_the_certificate(browser)
    take_the_course_home(browser)


def learn_the_course(browser: PlainBrowser) -> None:
    """Six lessons, the first one wrong at first, by the links that the pages offer."""
    home = browser.open("/")
    assert home.url.endswith("/en/")
    course = browser.open(home.link("Safe and Strong with AI"))
    assert "6 lessons" in course.text
    assert not browser.client.cookies  # nothing is kept before somebody answers
    browser.open(course.link("Start the first lesson"))
    for place in range(1, 7):
        path = f"en/{COURSE}/" + "/".join(browser.page.url.split(f"{COURSE}/")[1].split("/")[:2])
        if place == 1:
            answer_all(browser, path=path, right=False)
            assert LessonVersion.objects.current().get(path=path).content["cards"]
            assert Person.objects.guests().count() == 1
        answer_all(browser, path=path)
        assert "lamp is lit" in browser.page.text
        if place == 2:
            me = browser.open("/en/me/")
            assert "4 of 6 left" in me.text
            browser.open(me.link("Continue"))
        elif place < 6:
            browser.open(browser.page.link("Next lesson"))
    assert Attempt.objects.count() == 24 + 4


def receive_the_certificate(browser: PlainBrowser) -> None:
    """Name, preview, confirmation, PDF; anyone can check it and sees only a masked name."""
    browser.open("/en/me/")
    browser.open(browser.page.link("Make my certificate"))
    browser.send(browser.page.forms[-1], name="Amina Yusuf")
    assert "Amina Yusuf" in browser.page.text
    browser.send(browser.page.forms[-1])
    pdf_link = next(href for _words, href in browser.page.links if href.endswith(".pdf"))
    pdf = browser.client.get(browser._path(pdf_link))
    data = b"".join(pdf.streaming_content) if pdf.streaming else pdf.content
    assert data.startswith(b"%PDF")
    public = next(href for _words, href in browser.page.links if "/c/" in href)
    shown = Client().get(browser._path(public), follow=True)
    words = body_of(shown)
    assert "Genuine" in words
    assert "Amina Yusuf" not in words
    assert "noindex" in shown.headers["X-Robots-Tag"]


def take_the_course_home(browser: PlainBrowser) -> None:
    """The ZIP from the list of downloads: whole, and nothing in it leads to an absolute address."""
    listing = browser.open("/bundles/")
    href = next(href for _words, href in listing.links if href.endswith(".zip"))
    response = browser.client.get(browser._path(href))
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    names = bundle.namelist()
    assert "index.html" in names
    assert any(name.endswith("lesson-1/index.html") for name in names)
    for name in names:
        if name.rsplit(".", 1)[-1] in {"html", "css", "js", "json", "txt", "svg"}:
            assert not re.search(rb"https?://", without_names(name, bundle.read(name))), name


def without_names(name: str, data: bytes) -> bytes:
    """A file without what only looks like addresses: names of vocabularies, and those of signed lists and of updates."""
    names = rb"https?://(?:www\.w3\.org|w3id\.org|purl\.imsglobal\.org|purl\.org|schema\.org)/"
    return b"" if name in {"trust.js", "update.json"} else re.sub(names, b"", data)
