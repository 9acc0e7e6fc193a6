"""What a bundle plays: a page for each H5P content that a lesson in it leads to, what they load, and whose licences that is.

Only the fullest tier's documents lead to such a page; in lighter ones the words stand in the lesson. Where a content cannot be
carried the page is there all the same, with the words, so that no link is dead.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from importlib.metadata import distribution
from typing import Any, Final

from django.conf import settings
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import override

from courses.addresses import INDEX, static_file, up_from
from courses.blocks.h5p import KIND
from courses.models import H5PContent, LessonVersion
from courses.rendering.document import neutral_title, place_context, shell_context, writing_direction
from h5p.errors import H5PError
from h5p.library import Library
from learning.bundles.device_pages import who_context
from learning.bundles.pages import drawn, licence_file
from learning.bundles.play_parts import FOLDER, Parts, core_licence, licence_lines, parts_of
from learning.bundles.sources import File, Inside
from learning.h5p_cards import played_hash

LICENCES: Final = f"{FOLDER}/LICENSE.txt"
GPL: Final = f"{FOLDER}/GPL-3.0.txt"


@dataclass(frozen=True)
class Played:
    """A card of a lesson that leads to a page of its own."""

    lesson: LessonVersion
    card: dict[str, Any]
    content: H5PContent | None = None
    parts: Parts = field(default_factory=Parts)  # none where it cannot be carried

    @property
    def folder(self) -> str:
        """Where its page stands in the bundle."""
        return f"{self.lesson.path}/play/{self.card['id']}"


def cards_played(inside: Inside) -> list[Played]:
    """The cards whose lesson's document, in this tier, leads to a page of theirs."""
    cards = [Played(lesson, card) for lesson in inside.lessons for card in lesson.content["cards"] if card["kind"] == KIND]
    return [one for one in cards if f'href="play/{one.card["id"]}/{INDEX}"'.encode() in inside.documents[one.lesson.path]]


def play_files(inside: Inside) -> list[File]:
    """Pages, parts and licences; nothing where no lesson plays anything. A query for all contents, one for each library of each."""
    cards = cards_played(inside)
    contents = H5PContent.objects.in_bulk({one.card["content"] for one in cards})
    files: dict[str, File] = {}
    libraries: dict[str, Library] = {}
    for card in cards:
        content = contents.get(card.card["content"])
        one = replace(card, content=content, parts=parts_for(content))
        libraries |= {library.name.folder: library for library in one.parts.libraries}
        files |= {file.path: file for file in [*one.parts.files, page_of(inside, one)]}
    if libraries:
        files |= {file.path: file for file in [*licence_files(libraries), licence_file(inside, plays=True)]}
    return list(files.values())


def parts_for(content: H5PContent | None) -> Parts:
    """What a content plays with; nothing where it cannot be carried: no core here, a library gone, films too large."""
    if content is None or not content.is_playable:
        return Parts()
    try:
        return parts_of(content, iri=f"{settings.SITE_URL}/h5p/{content.uuid}")
    except (H5PError, FileNotFoundError):
        return Parts()


def page_of(inside: Inside, played: Played) -> File:
    """The page around a frame."""
    lesson, card, content = played.lesson, played.card, played.content
    course = inside.editions[lesson.course_key][lesson.language]
    up = up_from(played.folder)
    with override(lesson.language):
        place = place_context(lesson, course, up)
        is_sensitive = lesson.content["sensitive"]
        title = content.title if content else card["title"]
        context = {
            **shell_context(lesson.language, up),
            **who_context(up),
            "js_href": "",
            "page_title": neutral_title(place["position"], place["total"]) if is_sensitive else title,
            "sensitive": is_sensitive,
            "exit_href": f"{up}leave.html",
            "band": course.content["band"],
            "band_colours": course.content["band_colours"],
            "lesson_title": lesson.title,
            "lesson_href": f"../../{INDEX}",
            "title": title,
            "title_language": content.language if content and content.language in dict(settings.LANGUAGES) else "",
            "summary_html": mark_safe(linebreaks(card["summary"], autoescape=True)),  # escaped by linebreaks
            "credit": card["credit"],
            "content_licence": card["licence"],
            "plays": bool(played.parts.files),
            **(frame_context(played, content, up) if content and played.parts.files else {}),
        }
        return drawn(f"{played.folder}/{INDEX}", "bundles/play.html", context)


def frame_context(played: Played, content: H5PContent, up: str) -> dict[str, Any]:
    """What the page's script needs: the parts in their order, and how results name what was played."""
    scripts = [up + file.path for file in played.parts.files]
    return {
        "scripts": [*scripts, static_file(up, "js/h5p-host.js"), static_file(up, "offline/h5p.js")],
        "licences_href": up + LICENCES,
        "course_key": played.lesson.course_key,
        "path": played.lesson.path,
        "card_id": played.card["id"],
        "content_uuid": content.uuid,
        "content_language": content.language or "und",
        "content_dir": writing_direction(content.language) if content.language in dict(settings.LANGUAGES) else "ltr",
        "content_hash": played_hash(content),
    }


def licence_files(libraries: dict[str, Library]) -> list[File]:
    """Whose work the player and the libraries are, and the GNU General Public License, to which the core is held."""
    lines = [
        "This bundle plays H5P contents.",
        "",
        "The core of H5P (“script” and “style” of the part “core” in this folder, from npm h5p-standalone, unchanged but for",
        "pictures and fonts, which stand inside the styles) is by Joubel AS and others. It is free software under the GNU General",
        "Public License, version 3: see GPL-3.0.txt beside this file. Its source: https://github.com/h5p/h5p-php-library and",
        "https://github.com/tunapanda/h5p-standalone. What comes with it says of itself:",
        "",
        core_licence(),
        "",
        "Libraries, with the licence that each declares (“?” or “U”: it declares none):",
        "",
        *licence_lines(libraries),
        "",
    ]
    return [File(LICENCES, "\n".join(lines).encode()), File(GPL, gpl_text().encode())]


def gpl_text() -> str:
    """The GNU General Public License, version 3, as libzim, which we write ZIM files with, brings it along."""
    text = distribution("libzim").read_text("LICENSE") or ""
    if "Version 3, 29 June 2007" not in text:
        raise RuntimeError("libzim no longer brings version 3 of the GNU General Public License. Take its text from elsewhere.")
    return text
