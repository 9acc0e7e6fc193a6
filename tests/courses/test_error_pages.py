"""When something is not there or broke: words in the reader's language, a way out, nothing about the inside."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError
from django.test import Client, RequestFactory

from courses.error_pages import server_error
from courses.models import CourseVersion, LessonPage, LessonVersion

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
@pytest.mark.parametrize("rest", ["nothing/", "no/such/lesson/", "no/such/lesson/languages/", "a/b/c/d/e/f/"])
def test_what_is_not_there_is_said_in_the_language_of_the_address(code: str, direction: str, rest: str) -> None:
    answer = Client().get(f"/{code}/{rest}", headers={"Accept-Language": "sw"})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert f'<html lang="{code}" dir="{direction}"' in page
    assert f'href="/{code}/index.html"' in page
    assert "/static/css/mwanga." in page
    assert not answer.cookies


@pytest.mark.parametrize("code", ["EN", "En", "AR"])
def test_a_language_in_capitals_is_no_address_but_its_language_is_understood(code: str) -> None:
    answer = Client().get(f"/{code}/course/module/lesson/")
    assert answer.status_code == 404
    assert f'<html lang="{code.lower()}"' in answer.content.decode()


def test_it_is_said_in_whole_words() -> None:
    page = Client().get("/en/nothing/").content.decode()
    assert "<h1>This page is not here</h1>" in page
    assert "Choose a course, or start from the list of all courses." in page


@pytest.mark.parametrize(
    "path", ["/nothing", "/xx/nothing/", "/objects/aa/nothing", "/api/nothing", "/nothing%00", "/../../etc/passwd"]
)
def test_an_address_without_a_language_is_answered_in_the_browsers(path: str) -> None:
    answer = Client().get(path, headers={"Accept-Language": "fr"}, follow=True)
    assert answer.status_code == 404
    assert '<html lang="fr"' in answer.content.decode()


def test_the_way_out_leads_to_the_courses(lesson: LessonPage) -> None:
    page = Client().get("/en/nothing/").content.decode()
    assert "Tiny course" in page
    assert 'href="/en/tiny-course/index.html"' in page
    assert Client().get("/en/tiny-course/index.html").status_code == 200


def test_what_is_not_there_costs_three_queries_at_most(lesson: LessonPage, django_assert_max_num_queries) -> None:
    Client().get("/en/nothing/here/at-all/")
    with django_assert_max_num_queries(3):  # the document, the version, the courses to offer
        Client().get("/en/nothing/here/at-all/")


def test_it_is_said_even_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object, **_named: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(CourseVersion.objects, "current", gone)
    assert Client().get("/en/nothing/here/at/all/").status_code == 404


def test_a_broken_page_says_so_without_a_database_or_a_language(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        answer = server_error(RequestFactory().get("/en/"))
    page = answer.content.decode()
    assert answer.status_code == 500
    for words in ("Something broke on our side", "Quelque chose s’est cassé", "Kuna hitilafu", "حدث خطأ"):
        assert words in page
    assert "{%" not in page
    assert "{{" not in page
    assert re.findall(r'(?:href|src)="([^"]*)"', page) == ["data:,", "/static/css/mwanga.css", "/"]
    assert staticfiles_storage.exists("css/mwanga.css")
    assert "<script" not in page


def test_a_view_that_breaks_tells_a_visitor_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("courses.views.catalogue_context", broken)
    visitor = Client(raise_request_exception=False)
    answer = visitor.get("/en/")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not settings.DEBUG


def test_every_language_has_its_catalogue_or_the_check_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from courses.checks import every_language_has_its_catalogue

    assert every_language_has_its_catalogue() == []
    monkeypatch.setattr(settings, "LANGUAGES", [("xx", "Nowhere")])
    (error,) = every_language_has_its_catalogue()
    assert error.id == "courses.E001"
    assert "compile_catalogues" in error.hint


def test_nothing_unpublished_is_named(lesson: LessonPage) -> None:
    lesson.get_parent().get_parent().specific.unpublish()
    assert not LessonVersion.objects.current().exists()
    assert "Tiny course" not in Client().get("/en/nothing/").content.decode()
