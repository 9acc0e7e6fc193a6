"""HTML5 zips: the site with lessons that report, and the list of what is reported."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import UUID

import pytest

from courses.models import CourseVersion
from tests.kept_rows import kept
from tests.learning.bundles.formats.opened import files_in, fresh_files, written

LESSON_1 = "ar/light-course/first/lesson-1/index.html"

# What is written asks a database for nothing that other tests of bundles do not ask it.
pytestmark = pytest.mark.once


@kept
def package(course_key: UUID) -> dict[str, bytes]:
    """The files of an Arabic zip in words."""
    return fresh_files("html5", course_key, "ar")


def test_it_is_the_site_with_lessons_that_report(course_key: UUID, package: dict[str, bytes], tmp_path: Path) -> None:
    site = files_in(written("zip", course_key, "ar", folder=tmp_path))
    assert set(package) - set(site) == {"reported.js", "static/offline/scorm.js"}
    assert set(site) - set(package) == {"manifest.json", "manifest.sig", "update.json", "mwanga_bundle.py"}
    changed = {path for path in set(site) & set(package) if site[path] != package[path]}
    assert changed == {path for path in site if re.search(r"/lesson-\d/index\.html$", path)}
    scripts = re.compile(rb'<script defer src="[^"]+"></script>\n')
    assert scripts.sub(b"", package[LESSON_1]) == scripts.sub(b"", site[LESSON_1])


def test_it_opens_at_its_root_and_leads_nowhere_else(package: dict[str, bytes]) -> None:
    assert "index.html" in package
    for path, data in package.items():
        if path.endswith(".html") and path != "verify.html":
            assert not re.search(rb'(?:src|href|action)="(?:[a-z]+:)?//', data), path


def test_each_lesson_counts_once_whatever_languages_it_is_in(course_key: UUID, package: dict[str, bytes]) -> None:
    reported = json.loads(package["reported.js"].decode().removeprefix("window.MWANGA_REPORTED=").removesuffix(";\n"))
    version = CourseVersion.objects.current().get(course_key=course_key, language="ar")
    assert reported == [f"{course_key}/lesson/{lesson['key']}" for lesson in version.lessons]
