"""What tests of single forms share: the course in two languages in a form, and the same with a recording in its first lesson."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from courses.addresses import object_path
from courses.rendering import objects
from learning.bundles.formats import WRITERS
from learning.bundles.sources import Inside, Wanted, inside_of

LESSON_1 = "en/light-course/first/lesson-1"
LINE = {"name": "Childline", "contact": "116", "href": "tel:116", "for_whom": "children", "hours": "always", "cost": "free"}
SOUNDS = {"ogg": b"OggS, let us say", "mp3": b"\xff\xfb, let us say"}


class Writing:
    """Bundles of the course in two languages."""

    def __init__(self, course_key: UUID, folder: Path) -> None:
        self.course_key = course_key
        self.folder = folder

    def inside(self, form: str, language: str = "en", tier: str = "text", *, also: tuple[str, ...] = ()) -> Inside:
        return inside_of(Wanted(self.course_key, language, tier, form, also=also))

    def with_sound(self, form: str, language: str = "en", *, also: tuple[str, ...] = ()) -> Inside:
        """As if the first lesson had a recording that is prepared, and a number to call."""
        inside = self.inside(form, language, "pictures", also=also)
        up = "../" * 4
        sources = [{"href": up + object_path(objects.put(data, name)), "type": f"audio/{name}"} for name, data in SOUNDS.items()]
        said = {"title": "Hear it", "transcript_html": "AI guesses."}
        card = {**said, "id": "said", "sources": sources, "bytes": 90000, "seconds": 60}
        drawn = render_to_string("courses/cards/audio.html", {"card": card}).encode()
        help_card = {"intro": "Call.", "countries": [{"name": "Kenya", "lines": [LINE]}], "help_href": f"{up}en/help/index.html"}
        drawn += render_to_string("courses/cards/helpline.html", {"card": help_card}).encode()
        documents = {**inside.documents, LESSON_1: inside.documents[LESSON_1].replace(b"<nav", drawn + b"<nav", 1)}
        return replace(inside, wanted=replace(inside.wanted, tier="audio"), documents=documents)

    def write(self, inside: Inside) -> Path:
        form = WRITERS[inside.wanted.format]
        target = self.folder / f"{inside.wanted.format}{len(list(self.folder.iterdir()))}{form.suffix}"
        form.write(inside, target)
        return target


@pytest.fixture
def writing(course_key: UUID, tmp_path: Path) -> Writing:
    return Writing(course_key, tmp_path)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Path]], Path]:
    """Does something as if on a machine in Kathmandu whose pages are in French."""

    def do(write: Callable[[], Path]) -> Path:
        monkeypatch.setitem(os.environ, "TZ", "Asia/Kathmandu")
        time.tzset()
        try:
            with translation.override("fr"):
                return write()
        finally:
            monkeypatch.undo()
            time.tzset()

    return do
