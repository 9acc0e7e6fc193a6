"""Choosing a language: kept once, offered everywhere, and reading alone says nothing about anybody."""

from __future__ import annotations

import re
from http.cookies import Morsel
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from courses.reading import reading_order
from tests.kept_rows import kept
from tests.translated_course import TranslatedCourse

pytestmark = pytest.mark.django_db


@kept
def course() -> TranslatedCourse:
    course = TranslatedCourse()
    course.add("ar")
    course.add("fr", lessons=1)
    course.render()
    return course


def links_of(client: Client, path: str) -> dict[str, str]:
    """Language -> where its link leads, on a page that lists languages."""
    page = client.get(path).content.decode()
    found = re.findall(r'<a href="([^"]+)" lang="([\w-]+)" dir="(?:ltr|rtl)" hreflang="\2"', page)
    return {code: href for href, code in found}


# --- which languages somebody reads -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cookie", "header", "order"),
    [
        ("", "", ["en"]),
        ("", "fr-CA,ar;q=0.8,en;q=0.5", ["fr", "ar", "en"]),
        ("sw", "fr,ar;q=0.8", ["sw", "fr", "ar", "en"]),
        ("fr", "fr;q=0.2,ha", ["fr", "ha", "en"]),
        ("klingon", "xx,*;q=0.1,am;q=0", ["en"]),
        ("../../etc", "bn", ["bn", "en"]),
        ("", "," * 9000, ["en"]),
    ],
)
def test_what_was_chosen_comes_before_what_the_browser_asks_for(cookie: str, header: str, order: list[str]) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": header})
    request.COOKIES["lang"] = cookie
    assert reading_order(request) == order


# --- choosing ---------------------------------------------------------------------------------------------------------------


def test_following_a_languages_link_keeps_it_and_leads_to_the_same_lesson(course: TranslatedCourse) -> None:
    phone = Client()
    links = links_of(phone, "/en/tiny-course/first/lesson-1/languages/")
    assert set(links) == {"en", "fr", "ar"}
    answer = phone.get(urljoin("/en/tiny-course/first/lesson-1/languages/", links["ar"]))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ar/tiny-course/first/lesson-1/")
    assert answer.headers["Cache-Control"] == "no-store"
    kept: Morsel = answer.cookies["lang"]
    assert (kept.value, kept["max-age"], kept["samesite"], kept["httponly"]) == ("ar", 365 * 24 * 3600, "Lax", True)
    assert phone.get("/", headers={"Accept-Language": "fr"}).headers["Location"] == "/ar/"
    phone.get("/fr/chosen/")
    assert phone.get("/").headers["Location"] == "/fr/"


def test_every_list_of_languages_keeps_what_is_chosen(course: TranslatedCourse) -> None:
    for path in ("/en/", "/en/tiny-course/", "/en/tiny-course/first/lesson-1/languages/", "/en/languages/me/"):
        for code, href in links_of(Client(), path).items():
            assert f"/{code}/chosen/" in href, path
    assert len(links_of(Client(), "/en/languages/me/")) == len(settings.LANGUAGES)


@pytest.mark.parametrize(
    "path",
    [
        "/en/me/",
        "/en/join/",
        "/en/verify/",
        "/en/search/?q=x",
        "/en/data/",
        "/en/tiny-course/",
        "/en/",
        "/en/me/keep/",
        "/en/nothing/",
    ],
)
def test_the_globe_leads_to_the_languages_of_this_very_page(course: TranslatedCourse, path: str) -> None:
    page = Client().get(path).content.decode()
    [globe] = re.findall(r'<a class="globe" href="([^"]+)"', page)
    plain = path.partition("?")[0]
    address = re.sub(r"^(\.\./)+", "/", globe).removesuffix("index.html")
    assert address == plain.replace("/en/", "/en/languages/", 1)
    answer = Client().get(address)
    assert answer.status_code == 200
    assert f'href="/fr/chosen/{plain.removeprefix("/en/")}"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/c/MW-0000-0000-0000-0000", "/bundles/"])
def test_a_page_with_one_address_for_all_languages_is_shown_in_the_chosen_one(db: None, path: str) -> None:
    phone = Client()
    [globe] = re.findall(r'<a class="globe" href="([^"]+)"', phone.get(path).content.decode())
    assert globe == f"/en/languages{path}"
    assert phone.get(globe).status_code == 200
    answer = phone.get(f"/ar/chosen{path}")
    assert answer.headers["Location"] == path
    assert '<html lang="ar" dir="rtl"' in phone.get(path).content.decode()


@pytest.mark.parametrize("rest", ["/evil.example/", "%2f%2fevil.example/", "https://evil.example/", "%5cevil.example", "a%0bb"])
def test_a_choice_never_leads_to_another_site(db: None, rest: str) -> None:
    answer = Client().get(f"/fr/chosen/{rest}")
    assert answer.status_code == 302
    assert re.match(r"/fr/[^\r\n]*$", answer.headers["Location"])
    assert list(answer.cookies) == ["lang"]
    assert Client().get("/fr/chosen/a%0d%0aSet-Cookie:x=1").status_code == 404


def test_choosing_and_asking_for_languages_cost_no_query(course: TranslatedCourse) -> None:
    for path in ("/ar/chosen/tiny-course/", "/ar/languages/me/"):
        with CaptureQueriesContext(connection) as captured:
            Client().get(path)
        assert captured.captured_queries == [], path


def test_reading_sets_no_cookie(course: TranslatedCourse) -> None:
    for path in ("/", "/fr/", "/fr/tiny-course/", "/fr/tiny-course/first/lesson-1/", "/fr/languages/me/", "/ha/tiny-course/"):
        assert not Client().get(path, headers={"Accept-Language": "ar"}).cookies, path


# --- lessons not translated yet ---------------------------------------------------------------------------------------------


def lessons_on(client: Client, path: str, **headers: str) -> list[str]:
    """Where the lessons of a course page lead."""
    page = client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()}).content.decode()
    return [re.sub(r"^(\.\./)+", "", href) for href in re.findall(r'<a class="lesson" href="([^"]+)"', page)]


def test_a_course_offers_what_is_not_translated_in_the_best_language_its_reader_reads(course: TranslatedCourse) -> None:
    rest = "tiny-course/first/lesson-2/index.html"
    assert lessons_on(Client(), "/fr/tiny-course/")[1] == f"en/{rest}"
    assert lessons_on(Client(), "/fr/tiny-course/", accept_language="fr,ar;q=0.5")[1] == f"ar/{rest}"
    assert lessons_on(Client(), "/fr/tiny-course/", accept_language="fr,en;q=0.9,ar;q=0.5")[1] == f"en/{rest}"
    assert lessons_on(Client(), "/fr/tiny-course/", accept_language="fr,ha")[1] == f"en/{rest}"
    phone = Client()
    phone.cookies["lang"] = "ar"
    assert lessons_on(phone, "/fr/tiny-course/", accept_language="fr,en")[1] == f"ar/{rest}"
    assert lessons_on(phone, "/fr/tiny-course/", accept_language="fr,en")[0] == "fr/tiny-course/first/lesson-1/index.html"
    page = phone.get("/fr/tiny-course/").content.decode()
    assert '<bdi lang="ar" dir="rtl">Lesson-2 ar</bdi>' in page


def test_the_page_a_phone_keeps_is_the_same_for_everybody(course: TranslatedCourse) -> None:
    kept = {Client().get("/fr/tiny-course/?kept", headers={"Accept-Language": header}).content for header in ("", "fr,ar", "sw")}
    assert len(kept) == 1
    page = kept.pop().decode()
    assert "chosen" not in page
    assert "../../en/tiny-course/first/lesson-2/index.html" in page


@pytest.mark.parametrize("header", ["", "fr,ar;q=0.5"])
def test_choosing_the_best_language_costs_no_further_query(course: TranslatedCourse, header: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        Client().get("/fr/tiny-course/", headers={"Accept-Language": header})
    assert len(captured.captured_queries) == 3
