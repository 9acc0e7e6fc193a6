"""The manifest of a bundle: what it is and the hash of every file in it. The same contents give the same bytes."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from learning.bundles.sources import File, Inside

MANIFEST: Final = "manifest.json"
SCHEMA: Final = 1


def manifest_of(inside: Inside, files: list[File]) -> File:
    """`manifest.json` as canonical JSON: sorted keys, no spaces, UTF-8, and no time in it."""
    text = json.dumps(manifest(inside, files), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return File(MANIFEST, text.encode())


def manifest(inside: Inside, files: list[File]) -> dict[str, Any]:
    """The manifest as data. `files` are [path, bytes, SHA-256], sorted by path; the manifest itself is not among them."""
    version = inside.version
    return {
        "schema": SCHEMA,
        "course": {"key": str(version.course_key), "slug": version.slug, "title": version.title},
        "course_versions": {language: course.number for language, course in inside.versions.items()},
        "language": inside.wanted.language,
        "languages": inside.languages,
        "tier": inside.wanted.tier,
        "format": inside.wanted.format,
        "licence": version.content["licence"],
        "files": sorted(entry(file) for file in files),
    }


def entry(file: File) -> list[Any]:
    """A file's line in the manifest."""
    data = file.read()
    return [file.path, len(data), hashlib.sha256(data).hexdigest()]
