"""Where nothing is published: what stood there leads on, what is in other languages is offered in those that are read."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import FormerAddress, LessonPage
from tests.factories import make_course, make_lesson, make_module
from tests.kept_rows import kept
from tests.translated_course import TranslatedCourse

pytestmark = pytest.mark.django_db
LESSON = "tiny-course/first/lesson-1/"


@kept
def course() -> TranslatedCourse:
    course = TranslatedCourse()
    course.add("ar")
    course.add("fr", lessons=1)
    return course


def offered_by(answer: object) -> list[str]:
    """Where a page's list of languages leads."""
    return re.findall(r'<li><a href="([^"]+)" hreflang', answer.content.decode())  # type: ignore[attr-defined]


@pytest.mark.parametrize("below", ["", "languages/", "answer/"])
def test_a_lesson_not_translated_yet_is_offered_in_the_languages_that_are_read(course: TranslatedCourse, below: str) -> None:
    answer = Client().get(f"/ha/{LESSON}{below}", headers={"Accept-Language": "ha,fr;q=0.8"})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert '<html lang="ha" dir="ltr"' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "<bdi>Hausa</bdi>" in page
    assert offered_by(answer) == [f"/fr/{LESSON}", f"/en/{LESSON}", f"/ar/{LESSON}"]
    assert '<bdi lang="ar" dir="rtl">Lesson-1 ar</bdi>' in page
    assert '<b lang="ar" dir="rtl">العربية</b>' in page


def test_the_language_chosen_before_comes_first(course: TranslatedCourse) -> None:
    phone = Client()
    phone.cookies["lang"] = "ar"
    assert offered_by(phone.get(f"/ha/{LESSON}"))[0] == f"/ar/{LESSON}"
    assert offered_by(phone.get("/fr/tiny-course/first/lesson-2/")) == [
        "/ar/tiny-course/first/lesson-2/",
        "/en/tiny-course/first/lesson-2/",
    ]


def test_a_course_not_translated_yet_is_offered_too(course: TranslatedCourse) -> None:
    answer = Client().get("/ha/tiny-course/", headers={"Accept-Language": "fr"})
    assert answer.status_code == 404
    assert offered_by(answer) == ["/fr/tiny-course/", "/en/tiny-course/", "/ar/tiny-course/"]


def test_what_is_nowhere_is_a_plain_404(course: TranslatedCourse) -> None:
    for path in ("/en/nothing/", f"/en/{LESSON}nothing/", "/en/a/b/c/", "/en/a/b/c/d/", "/xx/tiny-course/"):
        answer = Client().get(path, follow=True)
        assert answer.status_code == 404
        assert offered_by(answer) == []
    assert Client().post(f"/ha/{LESSON}").status_code == 405


def test_asking_costs_one_query_more(course: TranslatedCourse) -> None:
    for path, most in ((f"/ha/{LESSON}", 2), ("/ha/tiny-course/", 2), (f"/en/{LESSON.replace('lesson-1', 'none')}", 3)):
        with CaptureQueriesContext(connection) as captured:
            Client().get(path)
        assert len(captured.captured_queries) <= most, path


# --- former addresses -------------------------------------------------------------------------------------------------------


def rename(page: LessonPage, slug: str) -> None:
    page = type(page).objects.get(pk=page.pk)
    page.slug = slug
    page.save_revision().publish()


def test_every_former_address_leads_to_the_present_one(course: TranslatedCourse) -> None:
    lesson = course.pages["en"]["lesson-1"]
    for slug in ("second-name", "third-name"):
        rename(lesson, slug)
    rename(course.pages["en"]["course"], "new-course")
    here = "/en/new-course/first/third-name/"
    for old in (LESSON, "tiny-course/first/second-name/", "tiny-course/first/third-name/"):
        assert Client().get(f"/en/{old}").headers["Location"] == here
        assert Client().get(f"/en/{old}languages/").headers["Location"] == f"{here}languages/"
    assert Client().get("/en/tiny-course/").headers["Location"] == "/en/new-course/"
    assert Client().get(here).status_code == 200


def test_a_new_lesson_at_a_former_address_is_shown_there(course: TranslatedCourse) -> None:
    rename(course.pages["en"]["lesson-1"], "renamed")
    make_lesson(course.pages["en"]["module"], "lesson-1", title="Newcomer")
    assert Client().get(f"/en/{LESSON}").status_code == 200
    rename(LessonPage.objects.get(title="Newcomer"), "moved-on")
    assert Client().get(f"/en/{LESSON}").headers["Location"] == "/en/tiny-course/first/moved-on/"
    assert FormerAddress.objects.filter(path=f"en/{LESSON}".rstrip("/")).count() == 1


def test_back_at_its_former_address_a_lesson_is_shown_and_no_circle_made(course: TranslatedCourse) -> None:
    rename(course.pages["en"]["lesson-1"], "renamed")
    rename(course.pages["en"]["lesson-1"], "lesson-1")
    assert Client().get(f"/en/{LESSON}").status_code == 200
    assert Client().get("/en/tiny-course/first/renamed/").headers["Location"] == f"/en/{LESSON}"


def test_of_two_lessons_the_one_that_stood_at_this_very_address_is_meant(course: TranslatedCourse) -> None:
    rename(course.pages["fr"]["lesson-1"], "lecon")
    other = make_lesson(make_module(make_course("other")), "elsewhere")
    FormerAddress.objects.remember(path=f"en/{LESSON}".rstrip("/"), key=other.translation_key)
    assert Client().get(f"/fr/{LESSON}").headers["Location"] == "/fr/tiny-course/first/lecon/"


def test_an_address_of_another_language_leads_to_this_languages_own(course: TranslatedCourse) -> None:
    """Somebody who has the English address and changes “en” to “fr” by hand, or whose switch knows only that address."""
    rename(course.pages["fr"]["lesson-1"], "lecon")
    FormerAddress.objects.all().delete()
    assert Client().get(f"/fr/{LESSON}").headers["Location"] == "/fr/tiny-course/first/lecon/"
