"""Where H5P is used: which lessons show a content, drafts too, and which contents and libraries need a library."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from courses import jobs
from courses.blocks.h5p import KIND
from courses.models import H5PContent, H5PLibrary, LessonPage, LessonVersion
from courses.publishing import RENDER_COURSE, refresh_course
from h5p.errors import H5PError
from h5p.library import library_from_json
from h5p.names import LibraryName

Line = tuple[str, int, int]


@dataclass(frozen=True)
class Use:
    """A lesson that shows a content: on its page as it is stored, or only in its newest draft."""

    page: LessonPage
    is_draft: bool


def uses_of(contents: Iterable[H5PContent]) -> dict[int, list[Use]]:
    """Content's key -> the lessons that show it. Two queries; reads the bodies of all lessons with such a card."""
    asked = {content.pk for content in contents}
    found: dict[int, dict[int, Use]] = defaultdict(dict)
    pages = LessonPage.objects.annotate(words=Cast("body", TextField())).filter(words__contains=KIND).order_by("path")
    for page in pages.select_related("locale"):
        for pk in asked.intersection(contents_in(page.body.raw_data)):
            found[pk].setdefault(page.pk, Use(page, is_draft=not page.live))
    drafts = LessonPage.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    for page in drafts.select_related("locale", "latest_revision").order_by("path"):
        body = page.latest_revision.content.get("body") or "[]"
        if KIND in body:
            for pk in asked.intersection(contents_in(json.loads(body))):
                found[pk].setdefault(page.pk, Use(page, is_draft=True))
    return {pk: list(uses.values()) for pk, uses in found.items()}


def contents_in(body: Iterable[Any]) -> Iterator[int]:
    """Keys of the contents that a lesson's body shows, as it is stored."""
    for card in body:
        if card["type"] == KIND and isinstance(card["value"].get("content"), int):
            yield card["value"]["content"]


def draw_again(contents: Iterable[H5PContent]) -> None:
    """Has the published courses drawn anew that show one of these contents: their weight or words may have changed."""
    for key in courses_showing({content.pk for content in contents}):
        jobs.ask(RENDER_COURSE, str(key))


def read_again(content: H5PContent) -> None:
    """Has published lessons that show a content make their version anew: its title or rights may have changed."""
    for key in courses_showing({content.pk}):
        refresh_course(key)


def courses_showing(contents: set[int]) -> set[UUID]:
    """Keys of the courses with a published lesson that shows one of these contents. One query."""
    versions = LessonVersion.objects.current().annotate(words=Cast("content", TextField())).filter(words__contains=KIND)
    return {
        version.course_key
        for version in (versions if contents else ())
        if any(card["kind"] == KIND and card.get("content") in contents for card in version.content["cards"])
    }


class LibraryUses:
    """Which contents play a library, and which installed libraries need it. Two queries, all at once."""

    def __init__(self) -> None:
        self._needs: dict[Line, set[Line]] = {}
        for row in H5PLibrary.objects.only("machine_name", "major", "minor", "meta"):
            library = library_from_json(row.meta, {})
            self._needs[row.name.line] = {name.line for name in (*library.preloaded, *library.dynamic)}
        self.contents: dict[Line, list[H5PContent]] = defaultdict(list)
        for content in H5PContent.objects.defer("params", "filtered", "files"):
            for line in self.loaded_by(content):
                self.contents[line].append(content)

    def loaded_by(self, content: H5PContent) -> set[Line]:
        """All lines that a content loads, those that are not installed included."""
        waiting = [*lines_of([content.library, *content.dependencies, *content.waits_for])]
        met: set[Line] = set()
        while waiting:
            line = waiting.pop()
            if line not in met:
                met.add(line)
                waiting += self._needs.get(line, ())
        return met

    def needed_by(self, library: H5PLibrary) -> list[str]:
        """Installed libraries that name this one, without those of an editor."""
        needing = sorted(line for line, needs in self._needs.items() if library.name.line in needs)
        return [LibraryName(*line).spec for line in needing]


def lines_of(names: Iterable[Any]) -> Iterator[Line]:
    """Lines of libraries by their written names; what is none is passed over."""
    for name in names:
        try:
            yield LibraryName.parse(str(name)).line
        except H5PError:
            continue
