"""The manifest of a bundle: what it is, the hash of every file in it, and what changed. The same contents give the same bytes.

It belongs to a selection of courses, not to a form: all forms of a version share it. What it adds to its contents comes from the
version before: contents that are those of the line's version so far give its manifest again, others the next one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from courses.models import LessonVersion
from learning.bundles.changes import changes_since
from learning.bundles.models import Manifest
from learning.bundles.sources import File, Inside
from learning.bundles.tool.canonical import canonical
from learning.bundles.tool.layout import MANIFEST

SCHEMA: Final = 2


def manifest_of(inside: Inside, files: list[File]) -> File:
    """`manifest.json` as canonical JSON: sorted keys, no spaces, UTF-8, no time of a build in it."""
    return File(MANIFEST, canonical(manifest(inside, files)))


def manifest(inside: Inside, files: list[File]) -> dict[str, Any]:
    """The manifest as data. The manifest itself, and what signs it, are not among its files."""
    contents = contents_in(inside, files)
    history = inside.history
    if history.manifest and all(history.manifest.get(name) == value for name, value in contents.items()):
        return history.manifest
    return {
        **contents,
        "version": history.number + 1,
        "previous": history.manifest_id,
        "changes": changes_since(history.manifest, inside, contents),
    }


def version_marked(mark: str) -> str:
    """The manifest of the version that a page's mark (`Inside.mark`) tells: the newest of its line and time, or "".

    One query.
    """
    line, _space, told = mark.partition(" ")
    try:
        created = datetime.fromisoformat(told)
    except ValueError:
        return ""
    if len(line) != 16 or created.tzinfo is None:
        return ""
    rows = Manifest.objects.filter(selection__line__startswith=line, created=created).order_by("number")
    return rows.values_list("sha256", flat=True).last() or ""


def contents_in(inside: Inside, files: list[File]) -> dict[str, Any]:
    """What a manifest says of its contents alone. `files` are [path, bytes, SHA-256], sorted by path."""
    wanted = inside.wanted
    return {
        "schema": SCHEMA,
        "line": wanted.line,
        "courses": [course_entry(versions, inside) for versions in inside.editions.values()],
        "lessons": sorted(map(lesson_entry, inside.lessons)),
        "language": wanted.language,
        "also": list(wanted.also),
        "languages": inside.languages,
        "tier": wanted.tier,
        "offered_by": wanted.offered_by,
        "licence": inside.licence,
        "created": f"{inside.created:%Y-%m-%dT%H:%M:%SZ}",
        "bytes": sum(file.size for file in files),
        "files": sorted([file.path, file.size, file.sha256] for file in files),
    }


def lesson_entry(lesson: LessonVersion) -> list[Any]:
    """A lesson's line: [course, lesson, language, version, title]."""
    return [str(lesson.course_key), str(lesson.lesson_key), lesson.language, lesson.number, lesson.title]


def course_entry(versions: dict[str, Any], inside: Inside) -> dict[str, Any]:
    """A course with its versions: language -> [number, address, title]."""
    main = next(version for version in inside.main_editions if version in versions.values())
    return {
        "key": str(main.course_key),
        "slug": main.slug,
        "title": main.title,
        "licence": main.content["licence"],
        "versions": {language: [version.number, version.slug, version.title] for language, version in versions.items()},
    }
