"""Somebody looks for a word on the home page and reads the lesson, with nothing but links and forms."""

from __future__ import annotations

from urllib.parse import urlencode, urljoin

import pytest

from tests.courses.test_search import lesson_of
from tests.journeys.plain_browser import Page, PlainBrowser

pytestmark = pytest.mark.django_db


def look_for(browser: PlainBrowser, words: str) -> Page:
    """Fills the page's search field and sends the form as a browser does."""
    (form,) = [form for form in browser.page.forms if any(name == "q" for name, _value, _kind in form["fields"])]
    assert form["method"] == "get"
    return browser.open(urljoin(browser.page.url, form["action"]) + "?" + urlencode({"q": words}))


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [("en", "Spot a false photo", "fotos false"), ("ar", "كيف تعرف الصُّورة المزيفة", "صوره"), ("hi", "नकली फ़ोटो", "फोटो")],
)
def test_a_word_leads_to_the_lesson(language: str, title: str, words: str) -> None:
    lesson_of(language, title=title, text="fotos 5")
    browser = PlainBrowser(language)
    browser.open(f"/{language}/")
    found = look_for(browser, words)
    assert browser.status == 200
    lesson = browser.open(found.link(title))
    assert browser.status == 200
    assert title in lesson.text
    assert not browser.client.cookies


def test_a_wrong_address_leads_to_the_lesson_too() -> None:
    lesson_of("sw", title="Tambua picha ya uongo")
    browser = PlainBrowser("sw")
    browser.open("/sw/picha/ya/uongo/")
    assert browser.status == 404
    found = look_for(browser, "pichaa")
    browser.open(found.link("Tambua picha"))
    assert browser.status == 200
