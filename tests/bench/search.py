"""What a search costs beside 1,500 published lessons: CPU milliseconds, and bytes of a full page of results on the wire."""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import uuid4

import brotli
from django.conf import settings
from django.db import transaction
from django.test import Client

from courses.addresses import stored_static_name
from courses.models import CourseVersion, LessonVersion
from courses.search.find import find
from courses.search.index import index_due
from courses.search.question import question_of

LESSONS: Final = 1_500
ROUNDS: Final = 15
QUESTIONS: Final = {
    "a rare word": "en",
    "a word in nearly all": "en",
    "eight common words": "en",
    "a slip of the finger": "en",
    "words nobody wrote": "en",
    "a common word": "ar",
}


def figures(_folder: Path) -> Iterator[dict[str, Any]]:
    """Times and weights. The lessons are made for it and gone afterwards."""
    for spread in ("ten languages", "one language"):
        with transaction.atomic():
            yield from searches_in(spread)
            transaction.set_rollback(True)


def searches_in(spread: str) -> Iterator[dict[str, Any]]:
    """The figures with all lessons in one language, or in all of ours."""
    common = make_lessons(["en"] if spread == "one language" else [code for code, _name in settings.LANGUAGES])
    began = time.process_time()
    entries = index_due()
    yield {"bench": "search_index", "in": spread, "entries": entries, "ms_each": per(time.process_time() - began, entries)}
    typed = {
        "a rare word": "harvest",
        "a word in nearly all": common[0],
        "eight common words": " ".join(common[:8]),
        "a slip of the finger": "harvets",
        "words nobody wrote": "qqqqq wwwww",
        "a common word": "الهاتف",
    }
    for what, language in QUESTIONS.items():
        yield {"bench": "search_ms", "in": spread, "what": what, **timed(typed[what], language)}
    yield {"bench": "search_bytes", "in": spread, **weight(common[0])}


def make_lessons(languages: list[str]) -> list[str]:
    """Versions like those there are, their words shuffled and mixed with words of their own. Returns common words."""
    chance = random.Random(7)  # the same lessons each time
    models = list(LessonVersion.objects.current().filter(language="en").order_by("path"))
    course = CourseVersion.objects.current().get(course_key=models[0].course_key, language="en")
    words = [word for model in models for card in model.content["cards"] for word in card.get("html", "").split() if word.isalpha()]
    lessons, courses = [], []
    for language in languages:
        key = uuid4()
        courses.append(
            CourseVersion(course_key=key, language=language, number=1, title="Bench", slug="bench", content=course.content)
        )
        for place in range(LESSONS // len(languages)):
            model = chance.choice(models)
            own = [f"word{chance.randrange(20_000)}" for _word in range(60)] + (["harvest"] if place % 50 == 0 else [])
            text = " ".join(chance.choices(words, k=500) + own)
            lessons.append(
                LessonVersion(
                    course_key=key,
                    lesson_key=uuid4(),
                    language=language,
                    number=1,
                    title=" ".join(chance.choices(words, k=5)),
                    path=f"{language}/bench/first/lesson-{place}",
                    content={**model.content, "cards": [{"kind": "text", "id": "1", "html": text}, *model.content["cards"]]},
                )
            )
    CourseVersion.objects.bulk_create(courses)
    LessonVersion.objects.bulk_create(lessons, batch_size=200)
    return sorted({word.lower() for word in words}, key=lambda word: (-sum(word == other.lower() for other in words), word))


def timed(typed: str, language: str) -> dict[str, Any]:
    """CPU milliseconds to find, and of the whole page inside the server; the median of some rounds."""
    browser = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    return {
        "results": len(find(question_of(typed), language=language).entries),
        "find_ms": milliseconds(lambda: find(question_of(typed), language=language)),
        "page_ms": milliseconds(lambda: browser.get(f"/{language}/search/", {"q": typed})),
    }


def milliseconds(action: Callable[[], object]) -> float:
    """The median of some rounds after a first one."""
    action()
    times = []
    for _round in range(ROUNDS):
        began = time.process_time()
        action()
        times.append(1000 * (time.process_time() - began))
    return round(median(times), 1)


def per(seconds: float, count: int) -> float:
    """Milliseconds for each."""
    return round(1000 * seconds / max(count, 1), 2)


def weight(typed: str) -> dict[str, Any]:
    """A full page of results as it comes, with the style sheet."""
    body = Client(headers={"host": settings.ALLOWED_HOSTS[0]}).get("/en/search/", {"q": typed}).content
    css = (settings.STATIC_ROOT / f"{stored_static_name('css/mwanga.css')}.br").stat().st_size
    return {"html_br": len(brotli.compress(body, quality=5)), "html_gz": len(gzip.compress(body, 6)), "css_br": css}
