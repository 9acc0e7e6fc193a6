"""The manifest: canonical, complete, and without a time."""

from __future__ import annotations

import hashlib
import json
import re
from uuid import UUID

from courses.models import CourseVersion
from learning.bundles.contents import files_of
from learning.bundles.manifest import manifest_of
from learning.bundles.sources import Wanted, inside_of


def test_the_manifest_names_the_course_its_versions_and_every_file(course_key: UUID) -> None:
    inside = inside_of(Wanted(course_key, "ar", "pictures"))
    files = files_of(inside)
    data = json.loads(manifest_of(inside, files).data)
    numbers = {version.language: version.number for version in CourseVersion.objects.current()}
    assert data["course"] == {"key": str(course_key), "slug": "light-course", "title": "دورة الضوء"}
    assert data["course_versions"] == numbers
    assert [data[name] for name in ("language", "languages", "tier", "format")] == ["ar", ["ar", "en"], "pictures", "zip"]
    assert (data["schema"], data["licence"]) == (1, "CC BY 4.0")
    assert data["files"] == [[file.path, len(file.read()), hashlib.sha256(file.read()).hexdigest()] for file in files]


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
