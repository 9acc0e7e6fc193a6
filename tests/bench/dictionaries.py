"""Dictionary transport (RFC 9842) in a real browser: the second lesson comes compressed with the first, which it has just read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.chromium import Watched, browser
from tests.bench.weights import COURSE, LANGUAGES
from tests.served_site import Site


def figures(folder: Path) -> Iterator[dict[str, Any]]:
    """One figure a language. Over http on this machine, which browsers trust like https."""
    site = Site(folder)
    site.start()
    try:
        with browser() as chromium:
            for language in LANGUAGES:
                watched = Watched(chromium)
                seen = []
                for number in (1, 2):
                    watched.page.goto(f"{site.url}/{language}/{COURSE}/around-you/lesson-{number}/", wait_until="networkidle")
                    seen.append(watched.document())
                    watched.forget()
                watched.close()
                first, second = seen
                yield {
                    "bench": "dictionary_in_chromium",
                    "language": language,
                    "first": first,
                    "second": second,
                    "holds": second["coding"] == "dcz",
                }
    finally:
        site.stop()
