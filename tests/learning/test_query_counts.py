"""Pinned query counts of learners' pages. A page that needs one more fails here and has to say why."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import LessonVersion
from courses.rendering.documents import render_course
from learning.answers import Address, record_answer
from tests.cast import Member
from tests.factories import form_of, make_course, make_lesson, make_module, right_response
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db


@kept
def version() -> LessonVersion:
    module = make_module(make_course())
    for place in range(1, 4):
        make_lesson(module, f"lesson-{place}")
    version = LessonVersion.objects.current().get(path__endswith="lesson-1")
    render_course(version.course_key)
    return version


def cost(action: Callable[[], object]) -> int:
    """Statements that read or write."""
    with CaptureQueriesContext(connection) as captured:
        action()
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in captured.captured_queries)


@pytest.mark.parametrize(
    ("address", "visitors", "learners"),
    [
        ("/en/", 2, 2),
        ("/en/search/?q=torch", 2, 2),
        ("/{lesson}/", 0, 0),
        ("/{lesson}/languages/", 2, 2),
        ("/{lesson}/answer/", 1, 4),
        ("/en/tiny-course/", 3, 6),  # with the lessons a learner was there for
        ("/en/me/", 0, 8),  # with classes somebody is in and was in, programmes, questions that come back
        ("/en/me/review/", 0, 2),
        ("/{lesson}/after/", 1, 3),
    ],
)
def test_pages_cost_what_they_cost(version: LessonVersion, learner: Member, address: str, visitors: int, learners: int) -> None:
    question_id, index = next(iter(version.questions.items()))
    record_answer(
        uuid=uuid4(),
        person=learner.person,
        address=Address(question_id=question_id, path=version.path),
        response=right_response(index),
    )
    path = address.format(lesson=version.path)
    assert cost(lambda: Client().get(path)) == visitors
    assert cost(lambda: learner.client.get(path)) == learners


def test_posting_an_answer_costs_six_at_most(version: LessonVersion, learner: Member) -> None:
    costs = []
    for index in version.questions.values():
        fields = {**form_of(index, right_response(index)), "version": "1"}
        costs.append(cost(lambda fields=fields: learner.client.post(f"/{version.path}/answer/", fields)))
    assert max(costs) <= 6
