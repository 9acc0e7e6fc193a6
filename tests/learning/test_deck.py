"""The review deck over HTTP: what waits, one at a time, feedback as in lessons, and what drops out without a word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import LessonPage, LessonVersion
from learning.answers import Address, record_answer
from learning.models import Attempt, Person
from tests.cast import Member
from tests.factories import as_on_the_page, form_of, make_lesson, right_response, wrong_response

pytestmark = pytest.mark.django_db
DECK = "/en/me/review/"


def give(person: Person | None, version: LessonVersion, question_id: str, *, right: bool, days: float) -> None:
    """An answer of some days ago."""
    index = version.questions[question_id]
    record_answer(
        uuid=uuid4(),
        person=person,
        address=Address(question_id=question_id, path=version.path),
        response=(right_response if right else wrong_response)(index),
        occurred_at=timezone.now() - timedelta(days=days),
    )


def miss(person: Person | None, version: LessonVersion, questions: Iterable[str], *, days: float = 2) -> None:
    for question_id in questions:
        give(person, version, question_id, right=False, days=days)


def page_of(member: Member, path: str = DECK) -> str:
    answer = member.client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def waiting_on(member: Member) -> int:
    """How many wait, as my learning says; 0 when it says nothing."""
    found = re.search(r"(\d+) questions? waits? for you\.", page_of(member, "/en/me/"))
    return int(found[1]) if found else 0


def cost(member: Member, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        member.client.get(path)
    return len(captured.captured_queries)


def test_who_has_missed_nothing_sees_a_calm_page_and_no_word_about_it_elsewhere(
    version: LessonVersion, learner: Member, visitor: Member
) -> None:
    for question_id in version.questions:
        give(learner.person, version, question_id, right=True, days=30)
    for member in (learner, visitor):
        assert "No question waits for you now." in page_of(member)
        assert DECK not in page_of(member, "/en/me/")


def test_a_missed_question_waits_from_the_next_day_on(version: LessonVersion, guest: Member) -> None:
    first, second, *_rest = version.questions
    miss(guest.person, version, [first], days=0.1)
    assert waiting_on(guest) == 0
    miss(guest.person, version, [second], days=1)
    assert waiting_on(guest) == 1
    page = page_of(guest)
    assert version.questions[second]["prompt"] in page
    assert version.questions[first]["prompt"] not in page


def test_questions_come_one_at_a_time_and_each_is_answered_without_scripts(version: LessonVersion, guest: Member) -> None:
    miss(guest.person, version, version.questions)
    shown = as_on_the_page(version.content["cards"])
    for left in range(len(shown), 0, -1):
        assert waiting_on(guest) == left
        page = page_of(guest)
        assert page.count('<form method="post"') == 1
        action = re.search(r'action="(/[^"#]+)', page)[1]  # type: ignore[index]
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        index = next(one for one in shown.values() if one["id"] == hidden["question"])
        posted = guest.client.post(action, {**form_of(index, right_response(index)), **hidden})
        assert posted.status_code == 303
        answered = page_of(guest, posted.headers["Location"].partition("#")[0])
        assert "Your answer is saved." in answered
        assert f'<a class="button go" href="{DECK}">' in answered
        assert "data-next hidden" not in answered
    assert waiting_on(guest) == 0
    assert "No question waits for you now." in page_of(guest)


def test_a_wrong_answer_shows_its_feedback_and_another_try(version: LessonVersion, guest: Member) -> None:
    question_id, index = next((key, one) for key, one in version.questions.items() if one["kind"] == "one_answer")
    miss(guest.person, version, [question_id])
    named = as_on_the_page(version.content["cards"])[question_id]
    fields = {**form_of(named, wrong_response(named)), "version": "1", "back": DECK}
    posted = guest.client.post(f"/{version.path}/answer/", fields)
    page = page_of(guest, posted.headers["Location"].partition("#")[0])
    assert wrong_feedback(index) in page
    assert page.count('<form method="post"') == 1
    assert waiting_on(guest) == 0  # it comes back tomorrow


def wrong_feedback(index: dict[str, Any]) -> str:
    return str(next(option["feedback"] for option in index["options"] if not option["correct"]))


def test_nobody_is_shown_anothers_answer(version: LessonVersion, learner: Member, other_learner: Member) -> None:
    question_id = next(iter(version.questions))
    miss(learner.person, version, [question_id])
    uuid = Attempt.objects.get().uuid
    assert "Your answer is saved." in page_of(learner, f"{DECK}?answered={uuid}")
    for path in (f"{DECK}?answered={uuid}", f"{DECK}?answered=nonsense", DECK):
        page = page_of(other_learner, path)
        assert version.questions[question_id]["prompt"] not in page
        assert "No question waits for you now." in page


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/en/me/review/", "/cms/", "/en/me/review/?x", "/en/me/"])
def test_an_answer_leads_back_to_our_own_pages_only(version: LessonVersion, guest: Member, back: str) -> None:
    named = next(iter(as_on_the_page(version.content["cards"]).values()))
    posted = guest.client.post(f"/{version.path}/answer/", {**form_of(named, right_response(named)), "version": "1", "back": back})
    assert posted.headers["Location"].startswith("./#q-")


def test_the_deck_is_short(version: LessonVersion, lesson: LessonPage, guest: Member) -> None:
    module = lesson.get_parent().specific
    for place in (2, 3):
        make_lesson(module, f"lesson-{place}")
    for one in LessonVersion.objects.current():
        miss(guest.person, one, one.questions)
    assert waiting_on(guest) == 10


def test_what_is_no_longer_asked_drops_out(version: LessonVersion, lesson: LessonPage, guest: Member) -> None:
    first, *others = version.questions
    miss(guest.person, version, [first, *others])
    lesson.body = json.dumps([block for block in lesson.body.raw_data if block["id"] != first])
    lesson.save_revision().publish()
    assert waiting_on(guest) == len(others)
    LessonPage.objects.get(pk=lesson.pk).unpublish()
    assert waiting_on(guest) == 0
    assert "No question waits for you now." in page_of(guest)


def test_a_changed_question_to_which_the_answer_no_longer_fits_drops_out(version: LessonVersion, guest: Member) -> None:
    question_id = next(key for key, one in version.questions.items() if one["kind"] == "one_answer")
    miss(guest.person, version, [question_id])
    for card in version.content["cards"]:
        if card.get("id") == question_id:
            for option in card["question"]["options"]:
                option["id"] = str(uuid4())
    version.save()
    assert waiting_on(guest) == 0


def test_it_costs_few_queries(version: LessonVersion, learner: Member) -> None:
    page_of(learner)
    assert cost(learner, DECK) == 2  # the learner, the answers
    miss(learner.person, version, version.questions)
    assert cost(learner, DECK) == 3  # and the lessons
    uuid = Attempt.objects.first().uuid  # type: ignore[union-attr]
    assert cost(learner, f"{DECK}?answered={uuid}") <= 5
    with CaptureQueriesContext(connection) as captured:
        Client().get(DECK)
    assert len(captured.captured_queries) == 0


def test_no_cache_keeps_it_and_the_course_leads_to_it(version: LessonVersion, learner: Member) -> None:
    assert learner.client.get(DECK).headers["Cache-Control"] == "private, no-store"
    assert learner.client.get("/en/tiny-course/review/").headers["Location"] == DECK
    kept_page = Client().get("/en/tiny-course/review/?kept")
    assert f"{version.lesson_key}={version.path}" in kept_page.content.decode()
    assert Client().get("/en/no-course/review/?kept").status_code == 404


def test_a_phone_that_keeps_the_course_learns_what_comes_back(version: LessonVersion, learner: Member) -> None:
    first, second, *_rest = version.questions
    miss(learner.person, version, [first])
    give(learner.person, version, second, right=True, days=2)
    give(learner.person, version, first, right=True, days=0.5)
    log = learner.client.get(f"/{version.path}/mine.json").json()["log"]
    assert [[entry[0], entry[2]] for entry in log] == [["1", 0], ["1", 1]]
