"""The manifest: canonical, complete, and without a time."""

from __future__ import annotations

import hashlib
import json
import re
from uuid import UUID

from courses.models import CourseVersion
from learning.bundles.builder import build_bundle
from learning.bundles.contents import files_of
from learning.bundles.manifest import manifest_of, version_marked
from learning.bundles.sources import Wanted, inside_of


def test_the_manifest_names_the_course_its_versions_and_every_file(course_key: UUID) -> None:
    inside = inside_of(Wanted(course_key, "ar", "pictures"))
    files = files_of(inside)
    data = json.loads(manifest_of(inside, files).data)
    numbers = {version.language: version.number for version in CourseVersion.objects.current()}
    (course,) = data["courses"]
    assert (course["key"], course["slug"], course["title"]) == (str(course_key), "light-course", "دورة الضوء")
    assert {language: number for language, (number, _slug, _title) in course["versions"].items()} == numbers
    assert [data[name] for name in ("language", "also", "languages", "tier")] == ["ar", [], ["ar", "en"], "pictures"]
    assert (data["schema"], data["licence"], data["version"], data["previous"], data["changes"]) == (2, "CC BY 4.0", 1, "", [])
    assert data["bytes"] == sum(file.size for file in files)
    assert data["files"] == [[file.path, len(file.read()), hashlib.sha256(file.read()).hexdigest()] for file in files]


def test_what_a_page_says_of_its_bundle_finds_the_version(course_key: UUID) -> None:
    wanted = Wanted(course_key, "en")
    bundle = build_bundle(wanted)
    mark = inside_of(wanted).mark
    assert mark.encode() in next(file.read() for file in files_of(inside_of(wanted)) if file.path == "en/home/index.html")
    assert version_marked(mark) == bundle.manifest_id
    strange = ["", "?", mark[:16], f"{mark[:16]} 2026", f"{mark[:15]} {mark[17:]}", mark.replace("20", "19", 1)]
    assert [version_marked(other) for other in strange] == [""] * len(strange)


def test_the_manifest_is_canonical(course_key: UUID) -> None:
    inside = inside_of(Wanted(course_key, "en"))
    data = manifest_of(inside, files_of(inside)).data
    again = json.dumps(json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert data == again.encode()
    assert manifest_of(inside, list(reversed(files_of(inside)))).data == data


def test_objects_have_the_names_of_their_contents(course_key: UUID) -> None:
    inside = inside_of(Wanted(course_key, "en", "pictures"))
    for path, _size, sha256 in json.loads(manifest_of(inside, files_of(inside)).data)["files"]:
        if path.startswith("objects/"):
            if path.endswith(".js"):
                assert path.rsplit("/", 1)[1] == f"{sha256[:32]}.js"
            else:  # a form of a picture: its folder is named for all forms
                assert re.fullmatch(r"objects/(..)/\1[0-9a-f]{30}/\d+\.(avif|jpeg)", path)
