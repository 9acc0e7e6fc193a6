"""Maps for search engines: whole, valid, with every language of every page, for few queries however many pages there are."""

from __future__ import annotations

from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import CourseVersion, LessonVersion
from tests.translated_course import TranslatedCourse

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}


def read(path: str) -> ElementTree.Element:
    """A map as a search engine reads it."""
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    return ElementTree.fromstring(answer.content)


def pages_in(language: str) -> dict[str, dict[str, str]]:
    """Address -> language -> its address in that language."""
    found = {}
    for url in read(f"/sitemap-{language}.xml").findall("map:url", NAMES):
        links = {one.get("hreflang"): one.get("href") for one in url.findall("xhtml:link", NAMES)}
        assert all(one.get("rel") == "alternate" for one in url.findall("xhtml:link", NAMES))
        found[url.findtext("map:loc", namespaces=NAMES)] = links
    return found  # type: ignore[return-value]


def test_each_page_names_its_other_languages(db: None) -> None:
    course = TranslatedCourse()
    course.add("ar", slugs={"course": "dawra", "lesson-1": "dars"})
    course.add("fr", lessons=1)
    assert [one.text for one in read("/sitemap.xml").iter(f"{{{NAMES['map']}}}loc")] == [
        f"{SITE}/sitemap-{code}.xml" for code in ("en", "fr", "ar")
    ]
    english = pages_in("en")
    first = {
        "en": f"{SITE}/en/tiny-course/first/lesson-1/",
        "fr": f"{SITE}/fr/tiny-course/first/lesson-1/",
        "ar": f"{SITE}/ar/dawra/first/dars/",
    }
    assert english[first["en"]] == first | {"x-default": first["en"]}
    assert pages_in("ar")[first["ar"]] == english[first["en"]]  # each names the others and itself
    assert set(english[f"{SITE}/en/tiny-course/first/lesson-2/"]) == {"en", "ar", "x-default"}
    assert english[f"{SITE}/en/tiny-course/"]["ar"] == f"{SITE}/ar/dawra/"
    assert set(english[f"{SITE}/en/"]) == {code for code, _name in settings.LANGUAGES} | {"x-default"}
    assert f"{SITE}/fr/tiny-course/first/lesson-2/" not in pages_in("fr")
    for path in english:
        assert Client().get(path.removeprefix(SITE)).status_code == 200, path


def test_home_and_course_pages_name_their_languages_and_lessons_do_not(db: None) -> None:
    course = TranslatedCourse()
    course.add("ar", slugs={"course": "dawra"})
    course.render()
    pages = {path: Client().get(path).content.decode() for path in ("/en/", "/ar/dawra/", "/en/tiny-course/first/lesson-1/")}
    assert '<link rel="alternate" hreflang="am" href="http://testserver/am/">' in pages["/en/"]
    assert '<link rel="alternate" hreflang="x-default" href="http://testserver/en/">' in pages["/en/"]
    for code, path in (("en", "/en/tiny-course/"), ("ar", "/ar/dawra/"), ("x-default", "/en/tiny-course/")):
        assert f'<link rel="alternate" hreflang="{code}" href="http://testserver{path}">' in pages["/ar/dawra/"]
    assert "alternate" not in pages["/en/tiny-course/first/lesson-1/"]


def test_machines_are_told_where_the_maps_are_and_what_to_leave_alone(db: None) -> None:
    answer = Client().get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert f"Sitemap: {SITE}/sitemap.xml\n" in text
    for path in ("/cms/", "/*/me/", "/*/chosen/"):
        assert f"Disallow: {path}\n" in text


def test_there_is_no_map_of_a_language_we_do_not_have(db: None) -> None:
    assert Client().get("/sitemap-xx.xml").status_code == 404


def test_five_hundred_lessons_in_ten_languages_cost_two_queries(db: None) -> None:
    codes = [code for code, _name in settings.LANGUAGES]
    for number in range(50):
        key, slug = uuid4(), f"course-{number}"
        same = {"course_key": key, "number": 1, "content_hash": "x", "title": "Course"}
        outline = {"modules": []}
        CourseVersion.objects.bulk_create(CourseVersion(language=code, slug=slug, content=outline, **same) for code in codes)
        LessonVersion.objects.bulk_create(
            LessonVersion(lesson_key=lesson, language=code, path=f"{code}/{slug}/module/lesson-{place}", content={}, **same)
            for place, lesson in enumerate(uuid4() for _ in range(10))
            for code in codes
        )
    with CaptureQueriesContext(connection) as captured:
        pages = pages_in("sw")
    assert len(captured.captured_queries) == 2
    assert len(pages) == 1 + 50 + 500
    assert all(len(links) == 11 for links in pages.values())
    with CaptureQueriesContext(connection) as captured:
        read("/sitemap.xml")
    assert len(captured.captured_queries) == 1
