"""A course as a book for e-readers: EPUB 3, all languages asked for in one book, answers at the end.

The package is written by hand: the file that says what this is comes first and stored, everything that is in it is listed once, and
nothing in it tells when or where it was built.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy, override

from courses.rendering.document import writing_direction
from courses.rendering.variants import AUDIO, PICTURES, TEXT
from learning.bundles.formats.epub_pages import Chapter, chapters_of, media_of, start_chapter
from learning.bundles.formats.format import Format
from learning.bundles.formats.reading import languages_asked, readings_of
from learning.bundles.sources import File, Inside

FOLDER: Final = "book"
MIMETYPE: Final = File("mimetype", b"application/epub+zip")
KINDS: Final = {
    "xhtml": "application/xhtml+xml",
    "css": "text/css",
    "svg": "image/svg+xml",
    "jpeg": "image/jpeg",
    "mp3": "audio/mpeg",
}
NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
READABLE_FILE: Final = 0o100644 << 16
UNIX: Final = 3
STORED: Final = frozenset({"mimetype", "jpeg", "mp3"})


def write_epub(inside: Inside, target: Path) -> None:
    """The book."""
    files = files_of(inside)
    with zipfile.ZipFile(target, "w") as archive:
        for file in [MIMETYPE, *sorted(files, key=lambda file: file.path)]:
            info = zipfile.ZipInfo(file.path, NO_TIME)
            info.create_system = UNIX
            info.external_attr = READABLE_FILE
            ending = file.path.rsplit(".", 1)[-1]
            info.compress_type = zipfile.ZIP_STORED if ending in STORED else zipfile.ZIP_DEFLATED
            archive.writestr(info, file.read(), compresslevel=9)


def files_of(inside: Inside) -> list[File]:
    """All files but the first, in no order."""
    readings = readings_of(inside)
    chapters = [start_chapter(inside), *(chapter for reading in readings for chapter in chapters_of(reading, inside))]
    pages = [*(File(chapter.name, chapter.page) for chapter in chapters), nav_file(inside, chapters)]
    items = [*pages, *media_of(inside, chapters)]
    package = package_file(inside, chapters, items)
    container = File("META-INF/container.xml", render_to_string("bundles/epub/container.xml", {"folder": FOLDER}).encode())
    return [container, *(File(f"{FOLDER}/{item.path}", item.data, item.source) for item in [*items, package])]


@dataclass
class Place:
    """A line of the contents, and the lines below it."""

    title: str
    href: str
    language: str
    dir: str
    below: list[Place] = field(default_factory=list)


def places_of(chapters: list[Chapter]) -> list[Place]:
    """The contents: a course's page with its lessons and answers below it."""
    places: list[Place] = []
    for chapter in chapters:
        place = Place(chapter.title, chapter.name, chapter.language, writing_direction(chapter.language))
        (places if chapter.is_top else places[-1].below).append(place)
    return places


def nav_file(inside: Inside, chapters: list[Chapter]) -> File:
    """The contents, for readers and for people."""
    language = inside.wanted.language
    with override(language):
        context = {"lang": language, "dir": writing_direction(language), "places": places_of(chapters[1:])}
        return File("nav.xhtml", render_to_string("bundles/epub/nav.xhtml", context).strip().encode())


def package_file(inside: Inside, chapters: list[Chapter], items: list[File]) -> File:
    """What the book is called, what is in it, and in which order it is read."""
    language = inside.wanted.language
    endings = {item.path.rsplit(".", 1)[-1] for item in items}
    rows = [item_row(item) for item in sorted(items, key=lambda item: item.path)]
    ids = {row["href"]: row["id"] for row in rows}
    start, *others = chapters
    context = {
        "lang": language,
        "dir": writing_direction(language),
        "identifier": identifier_of(inside),
        "title": inside.title,
        "summary": inside.version.content["summary"],
        "licence": inside.licence,
        "languages": languages_asked(inside),
        "modified": f"{inside.created:%Y-%m-%dT%H:%M:%SZ}",
        "items": rows,
        "spine": [ids[start.name], ids["nav.xhtml"], *(ids[chapter.name] for chapter in others)],
        "has_pictures": "jpeg" in endings,
        "has_sound": "mp3" in endings,
    }
    with override(language):
        return File("package.opf", render_to_string("bundles/epub/package.opf", context).strip().encode())


def item_row(item: File) -> dict[str, Any]:
    """A file as the package lists it."""
    name, _dot, ending = item.path.rpartition(".")
    properties = "nav" if item.path == "nav.xhtml" else ""
    return {"id": "i-" + name.replace("/", "-"), "href": item.path, "kind": KINDS[ending], "properties": properties}


def identifier_of(inside: Inside) -> str:
    """The same for every edition of the same book, so that a reader puts the newer in the place of the older."""
    wanted = inside.wanted
    said = "/".join([*map(str, wanted.courses), *wanted.languages, wanted.tier, wanted.offered_by])
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'mwanga/epub/{said}')}"


EPUB: Final = Format(
    key="epub",
    title=gettext_lazy("Book for e-readers (EPUB)"),
    suffix=".epub",
    content_type="application/epub+zip",
    cannot=gettext_lazy("It is for reading: it checks no answers, keeps no progress and brings no results home. Films are words."),
    write=write_epub,
    tiers=(TEXT, PICTURES, AUDIO),
)
