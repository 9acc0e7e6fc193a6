"""Queries behind pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import LessonVersion
from learning.answers import Address, record_answer
from learning.models import Person
from tests.bench.weights import COURSE, LESSON
from tests.cast import browser_of
from tests.factories import right_response


def client() -> Client:
    """A browser that takes Brotli, as all since 2017 do."""
    return Client(headers={"accept-encoding": "br", "host": settings.ALLOWED_HOSTS[0]})


def figures(_folder: Path) -> Iterator[dict[str, Any]]:
    """Statements that read or write, without BEGIN and COMMIT."""
    version = LessonVersion.objects.current().get(path=LESSON)
    question_id, index = next(iter(version.questions.items()))
    learner = Person.objects.create()
    record_answer(
        uuid=uuid4(), person=learner, address=Address(question_id=question_id, path=LESSON), response=right_response(index)
    )
    anonymous, known = client(), browser_of(learner)
    known.defaults["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
    form = {"question": question_id, "answer": right_response(index), "version": version.number}
    for page, action in (
        ("home, visitor", lambda: anonymous.get("/en/")),
        ("lesson, visitor", lambda: anonymous.get(f"/{LESSON}/")),
        ("lesson, learner", lambda: known.get(f"/{LESSON}/")),
        ("lesson with my answers", lambda: known.get(f"/{LESSON}/answer/")),
        ("course, visitor", lambda: anonymous.get(f"/en/{COURSE}/")),
        ("course, learner", lambda: known.get(f"/en/{COURSE}/")),
        ("my learning", lambda: known.get("/en/me/")),
        ("an answer, learner", lambda: known.post(f"/{LESSON}/answer/", form)),
    ):
        with CaptureQueriesContext(connection) as captured:
            response = action()
        sql = [query["sql"] for query in captured.captured_queries]
        count = sum(not statement.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for statement in sql)
        yield {"bench": "queries", "page": page, "queries": count, "status": response.status_code}
    Person.objects.filter(pk=learner.pk).delete()
