"""A lesson on 2G: an empty cache, 50 kbit/s down, 20 up, a second for each request, on a phone's screen in Chromium.

Beside each lesson stands a static file of the same bytes in the same run: what is slower than that is ours.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser

from tests.bench.chromium import Watched, browser
from tests.bench.weights import COURSE, LANGUAGES
from tests.served_site import Site

TWO_G: Final = {"latency": 1000, "down": 50, "up": 20}
PAINT_LIMIT: Final = 5_000
ANSWER_LIMIT: Final = 7_000
REQUESTS_LIMIT: Final = 3
NEXT_LESSON: Final = ".pager a.go"


def figures(folder: Path) -> Iterator[dict[str, Any]]:
    """For each language: the lesson cold, its static twin cold, the next lesson in the same browser."""
    for language in LANGUAGES:
        make_twin(folder, language)
    site = Site(folder)
    site.start()
    try:
        with browser() as chromium:
            for language in LANGUAGES:
                yield from lesson_and_next(chromium, site, language)
                yield {**shared(language, "static file of the same bytes"), **static_twin(chromium, site, language)}
    finally:
        site.stop()


def make_twin(folder: Path, language: str) -> None:
    """The lesson's document among the static files, as deep below the root as the lesson, so that its links work."""
    document = folder / "published" / "video" / language / COURSE / "around-you" / "lesson-1"
    shutil.copytree(document.resolve(), folder / "static" / "bench" / language / "lesson", dirs_exist_ok=True)


def shared(language: str, what: str) -> dict[str, Any]:
    """How a figure of this kind begins."""
    return {"bench": "2g", "language": language, "what": what}


def lesson_and_next(chromium: Browser, site: Site, language: str) -> Iterator[dict[str, Any]]:
    """Cold, then on to the next lesson by the link below it."""
    watched = Watched(chromium)
    watched.slow_down(**TWO_G)
    watched.page.goto(f"{site.url}/{language}/{COURSE}/around-you/lesson-1/", wait_until="load", timeout=120_000)
    yield {**shared(language, "lesson, cold"), **judged(seen(watched))}
    watched.forget()
    watched.page.locator(NEXT_LESSON).click()
    watched.page.wait_for_url("**/lesson-2/**", wait_until="load", timeout=120_000)
    yield {**shared(language, "next lesson"), **judged(seen(watched)), "document": watched.document()}
    watched.close()


def static_twin(chromium: Browser, site: Site, language: str) -> dict[str, Any]:
    """The same page as a static file."""
    watched = Watched(chromium)
    watched.slow_down(**TWO_G)
    watched.page.goto(f"{site.url}/static/bench/{language}/lesson/index.html", wait_until="load", timeout=120_000)
    found = seen(watched)
    watched.close()
    return found


def seen(watched: Watched) -> dict[str, Any]:
    """Times and what came, once the network is quiet: before, the browser's own list lacks what is still coming."""
    watched.page.wait_for_load_state("networkidle")
    return {**watched.times(), **watched.came()}


def judged(found: dict[str, Any]) -> dict[str, Any]:
    """With the budgets."""
    holds = (
        found["first_paint_ms"] <= PAINT_LIMIT
        and found["answer_ms"] <= ANSWER_LIMIT
        and found["requests_before_paint"] <= REQUESTS_LIMIT
        and not found["fonts"]
    )
    budgets = {"first_paint_ms": PAINT_LIMIT, "answer_ms": ANSWER_LIMIT, "requests_before_paint": REQUESTS_LIMIT, "fonts": 0}
    return {**found, "budgets": budgets, "holds": holds}
