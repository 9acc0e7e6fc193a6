"""What changed from one version of a bundle to the next, in words for people: a sentence for each lesson, in the main language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.rendering.document import own_name
from learning.bundles.sources import Inside

Lessons = dict[tuple[str, str], list[Any]]  # (lesson key, language) -> its line in a manifest


def changes_since(before: dict[str, Any], inside: Inside, contents: dict[str, Any]) -> list[str]:
    """Sentences about lessons that are new, changed or gone; about the rest only when no lesson did. None for a first version."""
    if not before:
        return []
    with override(inside.wanted.language):
        return list(lesson_changes(before, contents)) or list(other_changes(before, contents))


def lesson_changes(before: dict[str, Any], contents: dict[str, Any]) -> Iterator[str]:
    """The lessons' sentences: new ones first, then changed ones, then those that are gone."""
    old, new = lessons_in(before), lessons_in(contents)
    several = len(contents["languages"]) > 1
    for key in [key for key in new if key not in old]:
        yield _("New lesson: %(lesson)s.") % {"lesson": named(new[key], several)}
    for key in [key for key in new if key in old and new[key][3] != old[key][3]]:
        yield _("Changed lesson: %(lesson)s.") % {"lesson": named(new[key], several)}
    for key in [key for key in old if key not in new]:
        yield _("No longer inside: %(lesson)s.") % {"lesson": named(old[key], several)}


def lessons_in(manifest: dict[str, Any]) -> Lessons:
    """The lessons a manifest lists, in its order."""
    return {(line[1], line[2]): line for line in manifest.get("lessons", [])}


def named(line: list[Any], several: bool) -> str:
    """A lesson's title, with its language where there are several."""
    return f"“{line[4]}” ({own_name(line[2])})" if several else f"“{line[4]}”"


def other_changes(before: dict[str, Any], contents: dict[str, Any]) -> Iterator[str]:
    """What changed where no lesson did: the pages of courses, or what is around them."""
    old = {course["key"]: course for course in before["courses"]}
    changed = [course for course in contents["courses"] if course["versions"] != old.get(course["key"], {}).get("versions")]
    for course in changed:
        yield _("The page of the course “%(course)s” has changed.") % {"course": course["title"]}
    if not changed:
        yield _("The lessons are the same; the pages around them were renewed.")
