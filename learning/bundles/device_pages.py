"""The pages of a bundle on which a device knows its learners: who learns, what each learned, search; and the data they load."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.addresses import INDEX, file_of, static_file, up_from
from courses.models import CourseVersion, LessonVersion
from courses.rendering.document import own_name, shell_context, writing_direction
from courses.rendering.pages import language_link
from courses.rendering.script import script_json
from courses.search.texts import said_inside, said_of_itself
from learning.bundles.sources import Inside
from learning.codes import PICTURES
from learning.parts import bundle_parts

SYMBOL: Final = re.compile(r'<symbol id="(\w+)" viewBox="0 0 48 48">(.*?)</symbol>', re.DOTALL)
# In the same hand as static/icons/pin.svg: nobody in particular, and one more.
LINE: Final = '<g fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"><path d="{}"/></g>'
NO_FACE: Final = {
    "guest": LINE.format("M24 7a8 8 0 1 0 .1 0zM8 42c2-20 30-20 32 0"),
    "add": LINE.format("M24 10v28M10 24h28"),
}


@cache
def faces_script() -> str:
    """`faces.js`: the drawing of each picture. In the page itself, for browsers load no drawing out of another file of a folder."""
    found = finders.find("icons/pin.svg")
    if not isinstance(found, str):
        raise FileNotFoundError("The drawing icons/pin.svg is not among the static files.")
    drawings = dict(SYMBOL.findall(Path(found).read_text(encoding="utf-8")))
    return f"window.MWANGA_FACES={script_json({**{key: drawings[key] for key in PICTURES}, **NO_FACE})};\n"


def who_context(up: str) -> dict[str, Any]:
    """What `bundles/who.html` and its scripts draw. Call it with the page's language active."""
    return {
        "up": up,
        "faces": [{"key": key, "name": str(name)} for key, name in PICTURES.items()],
        "device_css": static_file(up, "css/device.css"),
    }


def own_context(language: str, paths: Mapping[str, str]) -> dict[str, Any]:
    """The shell of a page, and where it stands below each language it is in: "search" or "course/review".

    Where there are other languages the page lists itself in them, and the globe in its head leads there.
    """
    up = up_from(f"{language}/{paths[language]}")
    links = [language_link(code, file_of(up, f"{code}/{path}"), current=code == language) for code, path in paths.items()]
    return {
        **shell_context(language, up),
        **who_context(up),
        "js_href": "",
        "languages": links if len(links) > 1 else [],
        **({"languages_href": "#languages"} if len(links) > 1 else {}),
    }


def learners_context(inside: Inside, language: str) -> dict[str, Any]:
    """Who is learning."""
    return {**own_context(language, dict.fromkeys(inside.languages, "learners")), "page_title": _("Who is learning?")}


def me_context(inside: Inside, language: str, courses: list[dict[str, Any]]) -> dict[str, Any]:
    """My learning. `courses` are as course pages draw them: it stands as deep as they do, so that their links fit."""
    own = own_context(language, dict.fromkeys(inside.languages, "me"))
    parts = [{"href": own["up"] + part.page, "title": part.title} for part in bundle_parts()]
    return {**own, "page_title": _("My learning"), "courses": courses, "parts": parts}


def search_context(inside: Inside, language: str, versions: list[CourseVersion]) -> dict[str, Any]:
    """Search: the page loads the words of its own language, and of those in which lessons stand that are not translated yet."""
    own = own_context(language, dict.fromkeys(inside.languages, "search"))
    listed = {lesson["language"] for version in versions for lesson in version.lessons} - {language}
    texts = ["lessons.js", *(f"{own['up']}{code}/search/lessons.js" for code in inside.languages if code in listed)]
    return {**own, "page_title": _("Search"), "texts": texts}


def search_script(language: str, versions: list[CourseVersion], lessons: list[LessonVersion]) -> str:
    """`lessons.js`: what can be found in a language. All passages, for what is shown of a lesson is quoted from them.

    About as many bytes as there are to read: 23 KB for the English starter course. Checks before and after a course are left out.
    """
    by_path = {lesson.path: lesson for lesson in lessons}
    entries = []
    for version in versions:
        entries.append(search_entry(version, f"{language}/{version.slug}", version) | {"course": ""})
        own = [
            by_path[lesson["path"]] for lesson in version.lessons if lesson["language"] == language and lesson["path"] in by_path
        ]
        entries += [search_entry(lesson, lesson.path, version) for lesson in own]
    data = {"language": language, "dir": writing_direction(language), "name": own_name(language), "entries": entries}
    return f"(window.MWANGA_SEARCH=window.MWANGA_SEARCH||[]).push({script_json(data)});\n"


def search_entry(version: LessonVersion | CourseVersion, path: str, course: CourseVersion) -> dict[str, Any]:
    """A lesson or a course. Of a sensitive lesson nothing is quoted that stands behind its content note."""
    minutes = version.content["minutes"]
    return {
        "path": f"{path}/{INDEX}",
        "title": version.title,
        "course": course.title,
        "colours": course.content["band_colours"],
        "minutes": ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes},
        "quiet": bool(version.content.get("sensitive")),
        "head": list(said_of_itself(version)),
        "body": list(said_inside(version)),
    }
