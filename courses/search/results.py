"""A page of results as a template draws it: titles, quotes, minutes and weights, in the order they were found."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform

from courses.addresses import file_of
from courses.models import CourseVersion, LessonVersion, RenderedDocument, SearchEntry
from courses.rendering.pages import language_link, lessons_text
from courses.rendering.variants import TEXT
from courses.search.question import Word
from courses.search.quote import Marker
from courses.search.texts import said_inside, said_of_itself

Result = dict[str, Any]


def results_of(entries: list[int], words: Sequence[Word], *, language: str, up: str) -> list[Result]:
    """What is shown of some entries. One query; one that was withdrawn since it was found is left out."""
    same_course = {name: OuterRef(f"lesson_version__{name}") for name in ("course_key", "language")}
    courses = CourseVersion.objects.current().filter(**same_course)
    texts = RenderedDocument.objects.served().filter(lesson_version=OuterRef("lesson_version"), tier=TEXT)
    rows = (
        SearchEntry.objects.readable()
        .filter(pk__in=entries)
        .select_related("lesson_version", "course_version")
        .annotate(
            course_title=Subquery(courses.values("title")[:1]),
            band_colours=Subquery(courses.values(colours=KeyTextTransform("band_colours", "content"))[:1]),
            weight=Subquery(texts.values(br=KeyTextTransform("br", "sizes"))[:1]),
        )
    )
    marker = Marker(words)
    found = {row.pk: lesson_result(row, marker, up) if row.lesson_version else course_result(row, marker, up) for row in rows}
    languages = {row.pk: row.language for row in rows}
    return [
        {**found[pk], "language": "" if languages[pk] == language else language_link(languages[pk], "")}
        for pk in entries
        if pk in found
    ]


def lesson_result(row: Any, marker: Marker, up: str) -> Result:
    """A lesson. Of a sensitive one nothing is quoted that stands behind its content note."""
    version: LessonVersion = row.lesson_version
    inside = () if version.content["sensitive"] else said_inside(version)
    return {
        "kind": "lesson",
        "title": marker.marked(version.title),
        "quote": marker.quote(chain(said_of_itself(version), inside)),
        "href": file_of(up, version.path),
        "course": row.course_title,
        "band_colours": row.band_colours,
        "minutes": version.content["minutes"],
        "bytes": int(row.weight or 0),
    }


def course_result(row: Any, marker: Marker, up: str) -> Result:
    """A course."""
    version: CourseVersion = row.course_version
    return {
        "kind": "course",
        "title": marker.marked(version.title),
        "quote": marker.quote(chain(said_of_itself(version), said_inside(version))),
        "href": file_of(up, f"{version.language}/{version.slug}"),
        "band_colours": version.content["band_colours"],
        "minutes": version.content["minutes"],
        "lessons_text": lessons_text(len(version.lessons)),
    }
