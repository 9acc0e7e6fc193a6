"""Pages that are the same for everybody, as a phone gets them: few queries, no cookie, strict headers, right codings."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses import jobs
from courses.models import Job, LessonVersion, RenderedDocument
from courses.publishing import RENDER_COURSE
from courses.rendering import objects, published
from courses.served_lessons import coding_for
from tests.cast import Member
from tests.factories import make_catalogue, make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db
VARY = "Accept-Encoding, Cookie, Save-Data, Available-Dictionary"


def queries_of(path: str, client: Client | None = None) -> list[str]:
    """The statements that a GET costs, once the process is warm."""
    (client or Client()).get(path)
    with CaptureQueriesContext(connection) as captured:
        assert (client or Client()).get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def address(version: LessonVersion) -> str:
    return f"/{version.path}/"


# --- costs ------------------------------------------------------------------------------------------------------------


def test_a_rendered_lesson_costs_no_query(rendered: LessonVersion) -> None:
    assert queries_of(address(rendered)) == []


def test_a_lesson_that_is_not_rendered_is_drawn_for_one_query_and_its_gap_is_filled(rendered: LessonVersion) -> None:
    published.withdraw(rendered.path)
    RenderedDocument.objects.all().delete()
    with CaptureQueriesContext(connection) as captured:
        drawn = Client().get(address(rendered))
    assert drawn.headers["Cache-Control"] == "no-store"
    asked_for = Job.objects.filter(status="pending", kind=RENDER_COURSE)
    assert [job.subject for job in asked_for] == [str(rendered.course_key)]
    asked = [query["sql"] for query in captured.captured_queries if "courses_job" not in query["sql"]]
    assert len([sql for sql in asked if sql.startswith("SELECT")]) == 1
    assert len(queries_of(address(rendered))) == 1  # a second visitor within the minute does not ask again
    jobs.run(asked_for.get().pk)
    assert Client().get(address(rendered)).content == drawn.content
    assert queries_of(address(rendered)) == []


def test_the_catalogue_costs_two_queries_however_many_courses_there_are(rendered: LessonVersion) -> None:
    assert len(queries_of("/en/")) == 2
    for slug in ("second", "third"):
        make_lesson(make_module(make_course(slug)))
    assert len(queries_of("/en/")) == 2


def test_the_list_of_a_lessons_languages_costs_two_queries(rendered: LessonVersion) -> None:
    assert len(queries_of(address(rendered) + "languages/")) == 2


def test_a_learner_gets_the_same_lesson_without_a_query(rendered: LessonVersion, learner: Member) -> None:
    assert queries_of(address(rendered), learner.client) == []
    assert learner.client.get(address(rendered)).content == Client().get(address(rendered)).content


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["", "languages/"])
def test_a_file_name_at_the_end_is_the_same_page_without_a_redirect(rendered: LessonVersion, place: str) -> None:
    plain = Client().get(address(rendered) + place)
    named = Client().get(address(rendered) + place + "index.html")
    assert (named.status_code, named.content) == (200, plain.content)


def test_a_module_leads_to_its_place_on_the_course_page(rendered: LessonVersion) -> None:
    answer = Client().get("/en/tiny-course/first/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/en/tiny-course/#first")


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"Accept-Language": "sw,en;q=0.5"}, "sw"),
        ({"Accept-Language": "ar-EG"}, "ar"),
        ({"Accept-Language": "xx"}, "en"),
    ],
)
def test_the_bare_address_leads_to_the_browsers_language(db: None, headers: dict[str, str], language: str) -> None:
    answer = Client().get("/", headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{language}/")
    assert answer.headers["Cache-Control"] == "private"


def test_leaving_leads_away_and_leaves_nothing_behind(db: None) -> None:
    answer = Client().get("/leave.html")
    assert answer.headers["Location"] == "https://www.wikipedia.org/"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/en/", "/en/tiny-course/first/lesson-1/", "/en/tiny-course/first/", "/leave.html", "/"])
def test_pages_for_everybody_are_for_reading(rendered: LessonVersion, path: str) -> None:
    assert Client().post(path).status_code == 405


# --- headers ----------------------------------------------------------------------------------------------------------


def pages_of(version: LessonVersion) -> list[str]:
    return ["/en/", f"/en/{version.path.split('/')[1]}/", address(version), address(version) + "languages/", "/en/nothing-here/"]


def test_no_page_of_a_visitor_sets_a_cookie(rendered: LessonVersion) -> None:
    for path in [*pages_of(rendered), "/", "/leave.html"]:
        assert not Client().get(path).cookies, path


def test_pages_of_learners_run_and_style_nothing_inline(rendered: LessonVersion) -> None:
    for path in pages_of(rendered):
        response = Client().get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "object-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "default-src 'self'" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in response.headers["Permissions-Policy"]
        assert b"<script>" not in response.content
        assert b" style=" not in response.content


def test_only_the_cms_has_the_relaxed_policy(trainer: Member, rendered: LessonVersion) -> None:
    assert "script-src 'self' 'unsafe-inline'" in trainer.client.get("/cms/").headers["Content-Security-Policy"]
    assert "unsafe" not in trainer.client.get(address(rendered)).headers["Content-Security-Policy"]


def test_pages_may_be_kept_for_five_minutes(rendered: LessonVersion) -> None:
    for path in ("/en/", address(rendered), address(rendered) + "languages/"):
        assert Client().get(path).headers["Cache-Control"] == "public, max-age=300", path


# --- codings and tags of documents ------------------------------------------------------------------------------------


def get(version: LessonVersion, coding: str | None = None, **headers: str) -> HttpResponse:
    if coding is not None:
        headers["Accept-Encoding"] = coding
    return Client().get(address(version), headers=headers)


def plain(response: HttpResponse) -> bytes:
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
    return unpack[response.headers.get("Content-Encoding")](response.content)


def test_every_coding_holds_the_same_document(rendered: LessonVersion) -> None:
    codings = {coding: get(rendered, coding) for coding in ("br", "gzip", "identity", "gzip, deflate, br", "")}
    assert [response.headers.get("Content-Encoding") for response in codings.values()] == ["br", "gzip", None, "br", None]
    assert len({plain(response) for response in codings.values()}) == 1
    for response in codings.values():
        assert response.headers["Vary"] == VARY
        assert response.headers["Content-Length"] == str(len(response.content))
    assert len(codings["br"].content) < len(codings["gzip"].content) < len(codings["identity"].content)


def test_what_is_served_is_what_was_rendered(rendered: LessonVersion) -> None:
    row = RenderedDocument.objects.get(path=rendered.path, tier="pictures")
    assert get(rendered, "").content == objects.read_document(row.object_name)
    assert get(rendered, "br").content == objects.read_document(row.object_name, ".br")


def test_a_refused_coding_is_not_sent(rendered: LessonVersion) -> None:
    for accepted in ("gzip;q=0", "br;q=0, gzip;q=0.000", "identity", "gzip; q=0, *;q=0"):
        response = get(rendered, accepted)
        assert "Content-Encoding" not in response.headers, accepted
        assert response.content.startswith(b"<!doctype html>")
    assert get(rendered, "br;q=0, gzip").headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("br", "br"),
        ("GZIP, BR", "br"),
        ("gzip;q=1.0, br;q=0.5", "br"),
        ("br;q=0", ""),
        ("br; q=0.0, gzip", "gzip"),
        ("x-gzip", ""),
        ("deflate", ""),
        (";;;,,=", ""),
    ],
)
def test_the_coding_is_the_lightest_the_browser_takes(accepted: str, coding: str) -> None:
    assert coding_for(accepted)[1] == coding


def test_a_known_document_is_not_sent_again(rendered: LessonVersion) -> None:
    for coding in ("br", "gzip", "identity"):
        tag = get(rendered, coding).headers["ETag"]
        again = get(rendered, coding, **{"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert (again.headers["ETag"], again.headers["Vary"]) == (tag, VARY)
    assert get(rendered, "br", **{"If-None-Match": get(rendered, "gzip").headers["ETag"]}).status_code == 200


def test_tags_are_strong_and_differ_by_coding_and_content(rendered: LessonVersion) -> None:
    tags = [get(rendered, coding).headers["ETag"] for coding in ("br", "gzip", "identity")]
    assert len(set(tags)) == 3
    assert all(tag.startswith('"') for tag in tags)


def test_head_says_what_get_would(rendered: LessonVersion) -> None:
    head = Client().head(address(rendered), headers={"Accept-Encoding": "br"})
    full = get(rendered, "br")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Vary", "Content-Encoding", "Cache-Control", "Content-Length", "Content-Type"):
        assert head.headers[name] == full.headers[name], name


# --- other languages --------------------------------------------------------------------------------------------------


def test_a_lesson_lists_the_languages_it_is_in(rendered: LessonVersion) -> None:
    make_catalogue("ar")
    page = Client().get(address(rendered) + "languages/").content.decode()
    assert "English" in page
    assert "العربية" not in page  # the lesson is not translated into it


def test_a_language_without_courses_has_an_empty_catalogue_in_its_own_words(rendered: LessonVersion) -> None:
    page = Client().get("/ar/")
    assert page.status_code == 200
    assert '<html lang="ar" dir="rtl"' in page.content.decode()
    assert "Tiny course" not in page.content.decode()
