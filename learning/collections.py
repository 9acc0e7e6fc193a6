"""Courses that belong together, whoever says so: the registry by which nested apps name them, so that bundles know none of them.

A programme of certificates is one; a bundle may hold all of its courses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID


@dataclass(frozen=True)
class Collection:
    """Some courses in their order. `slug` is its name in addresses and commands, `title` is in the active language if it can be."""

    key: UUID
    slug: str
    title: str
    course_keys: tuple[UUID, ...]


Source = Callable[[], list[Collection]]
SOURCES: Final[dict[str, Source]] = {}


def add_collection_source(key: str, source: Source) -> None:
    """Adds what knows of collections. The same key again takes its own place."""
    SOURCES[key] = source


def collections() -> list[Collection]:
    """All collections that hold a course. A few queries for each source."""
    return [one for source in SOURCES.values() for one in source() if one.course_keys]


def collection_named(slug: str) -> Collection | None:
    """The collection of this name."""
    return next((one for one in collections() if one.slug == slug), None)
