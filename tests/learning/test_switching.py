"""Switching the language on any page of a learner: nothing learned is lost, and what each switch costs is pinned here."""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning.answers import Address, record_answer
from learning.certificates.issuing import issue_certificate
from learning.models import Attempt, LessonProgress
from tests.cast import Member
from tests.factories import form_of, right_response, wrong_response
from tests.kept_rows import kept
from tests.translated_course import TranslatedCourse

pytestmark = pytest.mark.django_db
LESSON = "tiny-course/first/lesson-1/"


@kept
def course() -> TranslatedCourse:
    course = TranslatedCourse()
    course.add("ar", slugs={"lesson-2": "dars-2"})
    course.render()
    return course


def learn(course: TranslatedCourse, learner: Member, *lessons: str, language: str = "en") -> None:
    """Answers whole lessons right."""
    for lesson in lessons:
        version = course.version(language, lesson)
        for question, index in version.questions.items():
            record_answer(
                uuid=uuid4(),
                person=learner.person,
                address=Address(question_id=question, path=version.path),
                response=right_response(index),
            )


def switch(learner: Member, path: str, code: str) -> tuple[str, int]:
    """Follows the globe of a page and the link of a language. Returns where that leads, and the queries of the page there."""
    page = learner.client.get(path).content.decode()
    [globe] = re.findall(r'<a class="globe" href="([^"]+)"', page)
    with CaptureQueriesContext(connection) as captured:
        choice = urljoin(path, globe)
        [href] = re.findall(rf'<a href="([^"]+)" lang="{code}"', learner.client.get(choice).content.decode())
        there = learner.client.get(urljoin(choice, href)).headers["Location"]
    with CaptureQueriesContext(connection) as more:
        assert learner.client.get(there).status_code == 200
    assert len(captured.captured_queries) <= 2  # the list of a lesson's languages asks two, others none
    return there, len(more.captured_queries)


def test_a_certificate_stays_in_its_own_language_and_the_choice_is_kept(course: TranslatedCourse, learner: Member) -> None:
    learn(course, learner, "lesson-1", "lesson-2")
    key = course.pages["en"]["course"].translation_key
    certificate = issue_certificate(person=learner.person, course_key=key, name="Amina Yusuf", language="en")
    holder = f"me/certificates/{certificate.number}/"
    answer = learner.client.get(f"/ar/chosen/{holder}", follow=True)
    assert [hop for hop, _status in answer.redirect_chain] == [f"/ar/{holder}", f"/en/{holder}"]
    assert learner.client.get("/").headers["Location"] == "/ar/"


def test_lamps_and_answers_are_there_in_the_other_language(course: TranslatedCourse, learner: Member) -> None:
    version = course.version("en")
    index = list(version.questions.values())
    for question in index[1:]:
        fields = {**form_of(question, right_response(question)), "version": str(version.number)}
        assert learner.client.post(f"/en/{LESSON}answer/", fields).status_code == 303
    fields = {**form_of(index[0], wrong_response(index[0])), "version": str(version.number)}
    assert learner.client.post(f"/en/{LESSON}answer/", fields).status_code == 303
    before = (Attempt.objects.count(), list(LessonProgress.objects.values_list("lesson_key", "questions_right", "completed_at")))

    there, _cost = switch(learner, f"/en/{LESSON}", "ar")
    assert there == f"/ar/{LESSON}"
    ticks = json.loads(learner.client.get(f"{there}mine.json").content)
    assert (len(ticks["right"]), len(ticks["tried"])) == (len(index) - 1, 1)
    page = learner.client.get(f"{there}answer/").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert page.count('class="verdict yes"') == len(index) - 1
    assert page.count('class="verdict no"') == 1
    assert page.count(" checked") >= 3
    assert before == (
        Attempt.objects.count(),
        list(LessonProgress.objects.values_list("lesson_key", "questions_right", "completed_at")),
    )


def test_a_course_begun_in_one_language_is_finished_in_another(course: TranslatedCourse, learner: Member) -> None:
    learn(course, learner, "lesson-1", language="en")
    learn(course, learner, "lesson-2", language="ar")
    for code in ("en", "ar"):
        page = learner.client.get(f"/{code}/tiny-course/").content.decode()
        assert page.count('<i class="lit"') == 2 * 2  # the row of lamps, and the list of lessons
        assert learner.client.get(f"/{code}/me/certificate/tiny-course/").status_code == 200


@pytest.mark.parametrize(
    ("path", "there", "queries"),
    [
        ("/en/", "/ar/", 2),
        ("/en/tiny-course/", "/ar/tiny-course/", 6),
        (f"/en/{LESSON}", f"/ar/{LESSON}", 0),
        ("/en/tiny-course/first/lesson-2/", "/ar/tiny-course/first/dars-2/", 0),
        ("/en/me/", "/ar/me/", 8),
        ("/c/{number}", "/c/{number}", 2),
        ("/en/verify/", "/ar/verify/", 0),
        ("/en/join/", "/ar/join/", 1),
        ("/en/me/clear/", "/ar/me/clear/", 1),
        ("/en/search/?q=", "/ar/search/", 0),
        ("/bundles/", "/bundles/", 1),
    ],
)
def test_switching_on_any_page_stays_there_and_loses_nothing(
    course: TranslatedCourse, learner: Member, path: str, there: str, queries: int
) -> None:
    learn(course, learner, "lesson-1", "lesson-2")
    key = course.pages["en"]["course"].translation_key
    number = issue_certificate(person=learner.person, course_key=key, name="Amina Yusuf", language="en").shown_number
    progress = list(LessonProgress.objects.order_by("pk").values())
    arrived, cost = switch(learner, path.format(number=number), "ar")
    assert arrived == there.format(number=number)
    assert cost == queries <= 8
    assert learner.client.cookies["lang"].value == "ar"
    assert '<html lang="ar" dir="rtl"' in learner.client.get(arrived).content.decode()
    assert list(LessonProgress.objects.order_by("pk").values()) == progress
    back, _cost = switch(learner, arrived, "en")
    assert back == path.partition("?")[0].format(number=number)
