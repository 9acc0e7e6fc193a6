"""Weights of pages on the wire and queries behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import brotli
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.addresses import stored_static_name
from courses.models import LessonVersion
from learning.answers import Address, record_answer
from learning.models import Person
from tests.cast import browser_of
from tests.factories import right_response

COURSE = "safe-and-strong-with-ai"
LESSON = f"en/{COURSE}/around-you/lesson-1"


def client() -> Client:
    """A browser that takes Brotli, as all since 2017 do."""
    return Client(headers={"accept-encoding": "br", "host": settings.ALLOWED_HOSTS[0]})


def weights() -> Iterator[dict[str, Any]]:
    """Bytes on the wire, Brotli, headers left out: the first lesson cold, the next one warm, other pages."""
    extras = {}
    for name in ("css/mwanga.css", "js/lesson.js"):
        path = settings.STATIC_ROOT / f"{stored_static_name(name)}.br"
        extras[name] = path.stat().st_size
    for language in ("en", "ar"):
        document = len(client().get(f"/{language}/{COURSE}/around-you/lesson-1/").content)
        following = len(client().get(f"/{language}/{COURSE}/around-you/lesson-2/").content)
        yield {
            "bench": "lesson_bytes",
            "language": language,
            "cold": document + sum(extras.values()),
            "html": document,
            "css": extras["css/mwanga.css"],
            "js": extras["js/lesson.js"],
            "next": following,
        }
    for name, path in (("home", "/en/"), ("course", f"/en/{COURSE}/"), ("bundles", "/bundles/")):
        body = client().get(path).content
        yield {"bench": "page_bytes", "page": name, "html_br": len(brotli.compress(body, quality=5))}


def queries() -> Iterator[dict[str, Any]]:
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
