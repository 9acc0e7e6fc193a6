"""HTML5 zip: the whole course as one thing to play, for Kolibri and others that show a folder of pages in a frame.

It is the site of the main form, with lessons that report. Kolibri from 0.15 on gives such a frame a SCORM 1.2 interface; the share
of lessons that are finished becomes the learner's progress there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from courses.addresses import INDEX
from courses.rendering.script import script_json
from learning.bundles.archive import write_zip
from learning.bundles.contents import files_of
from learning.bundles.formats.format import Format
from learning.bundles.formats.reading import courses_asked
from learning.bundles.formats.reporting import REPORTED, report_script, reporting
from learning.bundles.sources import HTML5, File, Inside
from learning.bundles.updates.carried import CARRIED


def write_html5(inside: Inside, target: Path) -> None:
    """The zip, with `index.html` at its root. It has no `manifest.json`: that lists lessons as they were before they reported."""
    with target.open("wb") as out:
        write_zip(out, playable(inside))


def playable(inside: Inside) -> list[File]:
    """All files, sorted by path."""
    lessons = {f"{lesson.path}/{INDEX}": lesson for lesson in inside.lessons}
    site = [file for file in files_of(inside) if file.path not in CARRIED]
    by_path = {file.path: file for file in [*site, report_script(), reported_file(inside)]}
    for path, lesson in lessons.items():
        page = by_path[path].read().decode()
        by_path[path] = File(path, reporting(page, lesson.path, as_course=True).encode())
    return [by_path[path] for path in sorted(by_path)]


def reported_file(inside: Inside) -> File:
    """`reported.js`: the lessons whose share is the learner's progress, each once, whatever languages it is in; no checks."""
    places = [f"{version.course_key}/lesson/{entry['key']}" for version in courses_asked(inside) for entry in version.lessons]
    return File(REPORTED, f"window.MWANGA_REPORTED={script_json(list(dict.fromkeys(places)))};\n".encode())


PACKAGE: Final = Format(
    key=HTML5,
    title=_("For Kolibri (HTML5)"),
    suffix=".html5.zip",
    content_type="application/zip",
    cannot=_(
        "Kolibri learns the share of lessons that are finished, and no single answers. In its frame a page may not ask back, "
        "print or use the camera. A newer version has to be uploaded anew."
    ),
    write=write_html5,
)
