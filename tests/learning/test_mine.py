"""`mine.json`: a learner's lamps and ticks, hers alone, in four queries."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import LessonVersion
from learning.answers import Address, record_answer
from tests.cast import Member
from tests.factories import make_course, make_lesson, make_module, right_response, wrong_response
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db


@kept
def version() -> LessonVersion:
    module = make_module(make_course())
    for place in range(1, 4):
        make_lesson(module, f"lesson-{place}")
    return LessonVersion.objects.current().get(path__endswith="lesson-2")


def address(version: LessonVersion) -> str:
    return f"/{version.path}/mine.json"


def give(member: Member, version: LessonVersion, question_id: str, response: Any) -> None:
    """Records an answer."""
    place = Address(question_id=question_id, path=version.path)
    record_answer(uuid=uuid4(), person=member.person, address=place, response=response)


def test_a_learner_gets_her_lamps_and_ticks(version: LessonVersion, learner: Member) -> None:
    (first, one), (second, two), *_rest = version.questions.items()
    give(learner, version, first, right_response(one))
    give(learner, version, first, wrong_response(one))
    give(learner, version, second, wrong_response(two))
    page = Client().get(f"/{version.path}/").content.decode()
    data = learner.client.get(address(version)).json()
    assert data["lamps"] == ["off", "half", "off"]
    assert data["words"] == ["0 of 3 lit", "1 of 3 lit"]
    assert data["version"] == 1
    assert [len(data["right"]), len(data["tried"])] == [1, 1]
    for name in [*data["right"], *data["tried"]]:
        assert f'name="question" value="{name}"' in page


def test_a_lit_lamp_is_counted(version: LessonVersion, learner: Member) -> None:
    for question_id, index in version.questions.items():
        give(learner, version, question_id, right_response(index))
    data = learner.client.get(address(version)).json()
    assert data["lamps"] == ["off", "lit", "off"]
    assert data["words"] == ["1 of 3 lit", "2 of 3 lit"]
    assert data["tried"] == []


def test_it_costs_four_queries(version: LessonVersion, learner: Member) -> None:
    for question_id, index in version.questions.items():
        give(learner, version, question_id, right_response(index))
    learner.client.get(address(version))
    with CaptureQueriesContext(connection) as captured:
        learner.client.get(address(version))
    assert len(captured.captured_queries) == 4


def test_strangers_get_nothing_and_cost_nothing(version: LessonVersion) -> None:
    with CaptureQueriesContext(connection) as captured:
        answer = Client().get(address(version))
    assert (answer.json(), len(captured.captured_queries)) == ({}, 0)
    assert not answer.cookies


def test_nobody_sees_anothers(version: LessonVersion, learner: Member, other_learner: Member) -> None:
    question_id, index = next(iter(version.questions.items()))
    give(learner, version, question_id, right_response(index))
    data = other_learner.client.get(address(version)).json()
    assert (data["lamps"], data["right"], data["tried"]) == (["off"] * 3, [], [])


def test_no_cache_keeps_it(version: LessonVersion, learner: Member) -> None:
    answer = learner.client.get(address(version))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_a_lesson_that_is_not_there_is_not_there(version: LessonVersion, learner: Member) -> None:
    assert learner.client.get("/en/tiny-course/first/nothing/mine.json").status_code == 404
    assert Client().post(address(version)).status_code == 405


def test_my_learning_says_whose_phone_it_is_now(learner: Member, other_learner: Member, visitor: Member) -> None:
    marks = []
    for member in (learner, other_learner, visitor):
        page = member.client.get("/en/me/").content.decode()
        marks.append(page.split('data-me="')[1].split('"')[0])
    assert len(set(marks)) == 3
    assert marks[2] == ""
    assert str(learner.person.uuid)[:8] != marks[0]  # type: ignore[union-attr]
