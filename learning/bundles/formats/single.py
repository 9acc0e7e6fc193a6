"""Each lesson as one file to pass on by messenger or Bluetooth; the bundle is a ZIP of them with a page that lists them.

A lesson whose pictures or sounds would make its file heavier than messengers like goes in the fullest lighter tier that fits.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy, override

from courses.models import CourseVersion, LessonVersion
from courses.rendering.document import shell_context
from courses.rendering.pages import language_link
from courses.rendering.variants import AUDIO, PICTURES, TEXT, TIERS
from learning.bundles.archive import write_zip
from learning.bundles.formats.format import Format
from learning.bundles.formats.opened import opened
from learning.bundles.formats.reading import Reading, documents_up_to, readings_of
from learning.bundles.formats.single_page import finished, lesson_file, shorten_head
from learning.bundles.pages import licence_file
from learning.bundles.sources import File, Inside, documents_of

HEAVIEST: Final = 1_000_000  # bytes of a lesson's file
OFFERED: Final = (TEXT, PICTURES, AUDIO)  # films are heavier than a file to pass on may be


def write_single(inside: Inside, target: Path) -> None:
    """The ZIP of the lessons' files."""
    # A lesson that one language lends another is there once.
    files = list({file.path: file for reading in readings_of(inside) for file in lesson_files(reading, inside)}.values())
    with target.open("wb") as out:
        write_zip(out, [*files, index_file(inside, files), licence_file(inside)])


def lesson_files(reading: Reading, inside: Inside) -> list[File]:
    """A course's lessons, each in a file."""
    names, tier = file_names(reading.course), inside.wanted.tier
    documents = documents_up_to(inside, OFFERED[-1])
    followers = [*(names[lesson.path] for lesson in reading.lessons[1:]), ""]
    return [
        File(names[lesson.path], fitting(lesson, tier, next_file=following, document=documents[lesson.path]))
        for lesson, following in zip(reading.lessons, followers, strict=True)
    ]


def file_names(course: CourseVersion) -> dict[str, str]:
    """Lesson path -> "ai-for-my-work-ar-03.html": course, language, place; never what it is about, for others see it."""
    return {
        entry["path"]: f"{course.slug}-{entry['language']}-{place:02}.html" for place, entry in enumerate(course.lessons, start=1)
    }


def fitting(lesson: LessonVersion, tier: str, *, next_file: str, document: bytes | None = None) -> bytes:
    """A lesson's file in the fullest tier that is asked for, offered, and light enough. A query for each tier not handed over."""
    tiers = [one for one in OFFERED if TIERS.index(one) <= TIERS.index(tier)]
    data = b""
    for one in reversed(tiers):
        if document is None:
            document = documents_of([lesson], one)[lesson.path]
        data = lesson_file(lesson, document, next_file=next_file)
        if len(data) <= HEAVIEST:
            break
        document = None
    return data


def index_file(inside: Inside, files: list[File]) -> File:
    """`index.html`: what is in the folder, for whoever unpacks it. It needs nothing beside it either, but the lessons."""
    weights = {file.path: len(file.data) for file in files}
    courses: list[dict[str, Any]] = []
    for reading in readings_of(inside):
        named = [(lesson, file_names(reading.course)[lesson.path]) for lesson in reading.lessons]
        rows = [lesson_row(lesson, reading.language, name=name, weight=weights[name]) for lesson, name in named]
        courses.append({**language_link(reading.language, ""), "title": reading.course.title, "lessons": rows})
    language = inside.wanted.language
    with override(language):
        context = {
            **shell_context(language, "./"),
            "js_href": "",
            "page_title": inside.title,
            "course": inside.version.content,
            "licence": inside.licence,
            "courses": courses,
        }
        page = opened(render_to_string("bundles/single_index.html", context))
    shorten_head(page)
    return File("index.html", finished(page, ""))


def lesson_row(lesson: LessonVersion, page_language: str, *, name: str, weight: int) -> dict[str, Any]:
    """A lesson as the list draws it."""
    language = None if lesson.language == page_language else language_link(lesson.language, "")
    return {"title": lesson.title, "language": language, "href": name, "bytes": weight}


SINGLE: Final = Format(
    key="single",
    title=gettext_lazy("Lessons to send, each in one file"),
    suffix=".zip",
    content_type="application/zip",
    cannot=gettext_lazy(
        "It brings no results home and has no films, no search, no review and no page to check certificates. "
        "A lesson that is too heavy with its sounds or pictures has words instead."
    ),
    write=write_single,
    tiers=OFFERED,
)
