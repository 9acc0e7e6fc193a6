"""Old and unusual browsers: they say neither where a form came from nor that they run scripts, and can learn all the same."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from courses.models import LessonVersion
from courses.rendering.documents import render_due
from learning.models import Attempt
from tests.factories import form_of, make_course, make_lesson, make_module, right_response, wrong_response
from tests.journeys.plain_browser import Page, body_of
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db
# Written from memory of what they send; what matters is what they leave out.
BROWSERS = {
    "KaiOS 2.5": {
        "user-agent": "Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
        "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "accept-encoding": "gzip, deflate",
        "accept-language": "en-US,en;q=0.5",
        "referer": "http://testserver/en/tiny-course/first/lesson-1/",
    },
    "Opera Mini, all compressed on the way": {
        "user-agent": "Opera/9.80 (J2ME/MIDP; Opera Mini/8.0.35626/191.249; U; en) Presto/2.12.423 Version/12.16",
        "accept": "text/html, application/xml;q=0.9, application/xhtml+xml, image/png, image/webp, image/jpeg, */*;q=0.1",
        "accept-encoding": "gzip, deflate",
        "accept-language": "sw,en;q=0.8",
        "x-operamini-phone-ua": "Nokia3310/2.0",
        "x-forwarded-for": "203.0.113.9",
    },
    "a phone of 2010": {"user-agent": "NokiaC3-00/5.0 (07.20) Profile/MIDP-2.1", "accept": "*/*"},
    "Android 4.4": {
        "user-agent": "Mozilla/5.0 (Linux; U; Android 4.4.2; en-us) AppleWebKit/534.30 Version/4.0 Mobile Safari/534.30",
        "accept-encoding": "gzip,deflate",
        "origin": "http://testserver",
        "referer": "http://testserver/en/tiny-course/first/lesson-1/",
    },
    "nothing said at all": {},
}


@kept
def version() -> LessonVersion:
    """A published lesson with a question of each kind, its document drawn."""
    make_lesson(make_module(make_course()))
    render_due()
    return LessonVersion.objects.current().get()


@pytest.mark.parametrize("name", BROWSERS)
def test_it_reads_a_lesson_answers_every_question_and_sees_what_was_said(name: str, version: LessonVersion) -> None:
    browser = Client(headers=BROWSERS[name])
    assert "sec-fetch-site" not in BROWSERS[name]
    lesson = browser.get(f"/{version.path}/")
    assert lesson.status_code == 200
    assert lesson.headers.get("Content-Encoding", "identity") in {"gzip", "identity"}
    page = Page(f"/{version.path}/", body_of(lesson))
    assert len(page.forms) == len(version.questions)
    for index in version.questions.values():
        for response in (wrong_response(index), right_response(index)):
            posted = browser.post(f"/{version.path}/answer/index.html", form_of(index, response))
            assert posted.status_code == 303, index["kind"]
    words = Page("", body_of(browser.get(f"/{version.path}/answer/"))).text
    assert "5 answers right of 5" in words
    assert Attempt.objects.count() == 2 * len(version.questions)


@pytest.mark.parametrize("name", BROWSERS)
def test_its_answers_belong_to_one_person_who_is_never_named(name: str, version: LessonVersion) -> None:
    browser = Client(headers=BROWSERS[name])
    for index in version.questions.values():
        browser.post(f"/{version.path}/answer/", form_of(index, right_response(index)))
    [person] = {attempt.person for attempt in Attempt.objects.select_related("person")}
    assert isinstance(person.uuid, UUID)
    assert not person.username
