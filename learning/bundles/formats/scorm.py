"""SCORM 1.2: the course as a package for Moodle and its like. Each lesson is a unit ("SCO") that reports its learner's state.

A lesson is the document the web serves without what leads out of it: the platform leads from lesson to lesson, and leaving the page
ends the unit's session. What reports is `static/offline/scorm.js`; what it reports, and why, is told in
`docs/decisions/0036-learning-platforms.md`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from courses.addresses import INDEX
from courses.models import LessonVersion
from courses.rendering.script import SPEAK, script_path
from learning.bundles.archive import write_zip
from learning.bundles.contents import files_of
from learning.bundles.formats.format import Format
from learning.bundles.formats.outline import MANIFEST, identifier_of, key_of, outline_of
from learning.bundles.formats.pruned import Attributes, leads_to_a_page, pruned
from learning.bundles.formats.reporting import GRADE, report_script, reporting
from learning.bundles.pages import licence_file
from learning.bundles.sources import SCORM, File, Inside, referenced

MASTERY: Final = 80  # per cent, as in `learning.completion`
LEAVE: Final = "leave.html"
# A lesson in other languages, and all courses in one: links at the foot of a page.
SITE_LINK: Final = re.compile(r"(?:\.\./)*(?:languages|(?:\.\./)+[a-z]{2,3}(?:-[A-Za-z]+)*)/index\.html")


def write_scorm(inside: Inside, target: Path) -> None:
    """The package, its manifest at the root."""
    files = package_files(inside)
    manifest = File(MANIFEST, manifest_text(inside, [file.path for file in files]).encode())
    with target.open("wb") as out:
        write_zip(out, [*files, manifest])


def package_files(inside: Inside) -> list[File]:
    """All files but the manifest, sorted by path: lessons, their answers, and what these load."""
    whole = {file.path: file for file in files_of(inside)}
    pages = [page for lesson in inside.lessons for page in unit_files(lesson, whole)]
    shared = [*referenced(page.read() for page in pages if page.path.endswith(".html")), GRADE, LEAVE]
    voices = [script_path(language, SPEAK) for language in {lesson.language for lesson in inside.lessons}]
    own, licence = report_script(), licence_file(inside)  # no player is in it
    by_path = {file.path: file for file in [*pages, *(whole[path] for path in {*shared, *voices} - {own.path}), own, licence]}
    return [by_path[path] for path in sorted(by_path)]


def unit_files(lesson: LessonVersion, whole: dict[str, File]) -> list[File]:
    """A lesson's own files: its page, its answers for the script, its sheet of answers for browsers that run none."""
    page, sheet, answers = paths_of(lesson)
    return [
        File(page, reporting(within_unit(whole[page]), lesson.path).encode()),
        File(sheet, within_unit(whole[sheet]).encode()),
        whole[answers],
    ]


def paths_of(lesson: LessonVersion) -> tuple[str, str, str]:
    """Where a lesson's page, sheet of answers and script of answers stand."""
    return f"{lesson.path}/{INDEX}", f"{lesson.path}/answer/{INDEX}", f"{lesson.path}/answers.js"


def within_unit(file: File) -> str:
    """A page without the site around it."""
    return pruned(file.read().decode(), is_out=is_of_the_site, is_way_out=leads_elsewhere)


def is_of_the_site(tag: str, named: Attributes) -> bool:
    """What leads through the site: its head, the way to other lessons, the links at the foot."""
    return named.get("class") in {"head", "pager"} or (tag == "a" and bool(SITE_LINK.fullmatch(named.get("href", ""))))


def leads_elsewhere(href: str) -> bool:
    """Whether a link leaves the unit. The way out of a sensitive lesson stays, and so does the way back from the sheet."""
    return leads_to_a_page(href) and not href.endswith(LEAVE) and not href.startswith(f"../{INDEX}")


def manifest_text(inside: Inside, paths: list[str]) -> str:
    """`imsmanifest.xml`, as the schemas `imscp_rootv1p1p2` and `adlcp_rootv1p2` have it."""
    units = [{"key": key_of(lesson), "paths": list(paths_of(lesson))} for lesson in inside.lessons]
    own = {path for unit in units for path in unit["paths"]}
    context = {
        "identifier": identifier_of(inside),
        "version": inside.version.number,
        "title": inside.title,
        "entries": outline_of(inside),
        "mastery": MASTERY,
        "units": units,
        "shared": [path for path in paths if path not in own],
    }
    return render_to_string("bundles/scorm_manifest.xml", context).strip() + "\n"


PACKAGE: Final = Format(
    key=SCORM,
    title=_("For Moodle and other learning platforms (SCORM 1.2)"),
    suffix=".scorm.zip",
    content_type="application/zip",
    cannot=_(
        "The platform keeps how far its learners are. No answers come home to Mwanga from there, and there is no review deck, no "
        "certificate and no change of language within a lesson. A newer version has to be uploaded anew."
    ),
    write=write_scorm,
)
