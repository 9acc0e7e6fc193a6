"""Drawing a library from nothing, and drawing it again after one word was changed.

1,500 lessons are recorded as versions (`tests/bench/synthetic.py`) and drawn as the worker does. The word is changed twice: in a
version of that library, and on a real page of the starter course, by the road of a trainer's Publish.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from courses.models import LessonPage, LessonVersion
from courses.publishing import take_away
from courses.rendering import documents
from courses.rendering.documents import render_course
from tests.bench.synthetic import COURSES, LANGUAGES, LESSONS_EACH, make_library, record

EXPECTED: Final = 2  # the text tier and the one with pictures
PROGRESS_EVERY: Final = 5  # courses


def figures(_folder: Path) -> Iterator[dict[str, Any]]:
    """From nothing; looked at again with nothing to do; after one word."""
    began = time.monotonic()
    keys = make_library()
    tell(f"{COURSES * LESSONS_EACH} lessons in {len(LANGUAGES)} languages recorded in {time.monotonic() - began:.0f} s")
    shared = {"lessons": COURSES * LESSONS_EACH, "languages": len(LANGUAGES), "recorded_as": "versions"}
    drawn, took = timed(lambda: render_all(keys))
    rate = {"per_second": round(drawn / took["seconds"], 1), "per_cpu_second": round(drawn / took["cpu_seconds"], 1)}
    yield {"bench": "rendering", "what": "from nothing", **shared, "documents": drawn, **took, **rate}
    drawn, took = timed(lambda: render_all(keys))
    yield {"bench": "rendering", "what": "nothing to do", **shared, "documents": drawn, **took}
    change_a_word(keys[0])
    drawn, took = timed(lambda: render_course(keys[0]))
    yield edit_figure("one word of a version", drawn, took)
    change_a_word(keys[1])
    drawn, took = timed(lambda: render_all(keys))
    yield edit_figure("one word of a version, all courses looked at", drawn, took)
    drawn, took = timed(publish_a_word)
    yield edit_figure("one word of a page: publish and draw", drawn, took)


def edit_figure(what: str, drawn: int, took: dict[str, float]) -> dict[str, Any]:
    """A figure after one word was changed."""
    return {"bench": "rendering", "what": what, "documents": drawn, **took, "budget": EXPECTED, "holds": drawn == EXPECTED}


def render_all(keys: list[UUID]) -> None:
    """Every course, telling how far it is."""
    began = time.monotonic()
    for number, key in enumerate(keys, start=1):
        render_course(key)
        if number % PROGRESS_EVERY == 0 and time.monotonic() - began > 1:
            tell(f"{number} of {len(keys)} courses looked at after {time.monotonic() - began:.0f} s")


def timed(act: Callable[[], Any]) -> tuple[int, dict[str, float]]:
    """How many documents an act drew; the seconds it took, and those in which it had a core."""
    drawings, draw = [], documents.drawn

    def noted(context: dict[str, Any]) -> str:
        drawings.append(context["tier"])
        return draw(context)

    documents.drawn = noted
    try:
        began, cpu = time.monotonic(), time.process_time()
        act()
        return len(drawings), {"seconds": round(time.monotonic() - began, 2), "cpu_seconds": round(time.process_time() - cpu, 2)}
    finally:
        documents.drawn = draw


def change_a_word(course_key: UUID) -> None:
    """A new version of a course's third lesson in Arabic, with one word more; its documents are taken away as publishing does."""
    old = LessonVersion.objects.current().filter(course_key=course_key, language="ar").order_by("lesson_key")[2]
    content = {**old.content, "cards": [dict(card) for card in old.content["cards"]]}
    card = next(card for card in content["cards"] if card["kind"] == "text")  # a lesson may begin with a picture
    card["html"] = card["html"].replace("<p>", "<p>كلمة ", 1)
    with transaction.atomic():
        take_away(old)
        record(
            LessonVersion,
            {"lesson_key": old.lesson_key, "language": old.language},
            title=old.title,
            content=content,
            course_key=course_key,
            path=old.path,
        )


def publish_a_word() -> None:
    """What a trainer's Publish sets in motion, the worker's part included."""
    page = LessonPage.objects.get(slug="lesson-3", locale__language_code="en", url_path__contains="/safe-and-strong-with-ai/")
    body = page.body.raw_data
    at = next(place for place, block in enumerate(body) if block["type"] == "text")
    body[at]["value"]["text"] = body[at]["value"]["text"].replace("</p>", " Indeed.</p>", 1)
    page.save_revision().publish()
    version = LessonVersion.objects.current().get(page=page)
    render_course(version.course_key)


def tell(progress: str) -> None:
    """For the person who waits; not a figure."""
    sys.stderr.write(f"{progress}\n")
    sys.stderr.flush()
