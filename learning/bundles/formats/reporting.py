"""A lesson that reports to a learning platform: what SCORM packages and Kolibri's HTML5 zips put into its page.

Grading comes along with the page, since the platform takes no answers at its addresses; `static/offline/scorm.js` looks for the
platform's SCORM 1.2 interface and tells it how far the learner is.
"""

from __future__ import annotations

import re
from typing import Final

from courses.addresses import stored_static_name, up_from
from learning.bundles.errors import ContentMissing
from learning.bundles.sources import File, kept_file

REPORTED: Final = "reported.js"  # at the root: the lessons of a course that is reported as one thing
GRADE: Final = "static/offline/grade.js"
REPORT: Final = "static/offline/scorm.js"
# The first script of a page; in a lesson it is the lesson's own, which finds what was loaded before it.
FIRST_SCRIPT: Final = re.compile(r'(?=<script defer src=")')


def reporting(page: str, path: str, *, as_course: bool = False) -> str:
    """A lesson's page with what reports. `path` is the lesson's address. Raises `ContentMissing` when it has no scripts."""
    up = up_from(path)
    scripts = ["answers.js", up + GRADE, *([up + REPORTED] if as_course else []), up + REPORT]
    tags = "".join(f'<script defer src="{script}"></script>\n' for script in scripts)
    page, found = FIRST_SCRIPT.subn(tags, page, count=1)
    if not found:
        raise ContentMissing(f"The lesson {path} has no script to report with.")
    return page


def report_script() -> File:
    """The script that finds the platform."""
    return File(REPORT, kept_file(f"static/{stored_static_name(REPORT.removeprefix('static/'))}").read())
