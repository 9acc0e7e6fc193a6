"""What nested apps add to every bundle and say of learners' certificates: registries, so that bundles know none of them.

A part is some files and the page among them that people open. When what it adds is no longer what it was, its app announces
`learning.signals.bundle_parts_changed`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.functional import Promise

from learning.models import Person

Words = str | Promise
Titles = Mapping[str, str]  # slug of a course in the bundle -> its title


@dataclass(frozen=True)
class PartFile:
    """A file of a bundle: its path from the root, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True)
class BundlePart:
    """What an app adds. `files` is called with the bundle's language active; the same in, the same bytes out."""

    key: str
    page: str  # the file people open; the bundle's start page links to it
    title: Words
    files: Callable[[str, Titles], list[PartFile]]


PARTS: Final[dict[str, BundlePart]] = {}


def add_bundle_part(part: BundlePart) -> None:
    """Adds a part at the end. The same again takes its own place."""
    PARTS[part.key] = part


def bundle_parts() -> list[BundlePart]:
    """What every bundle holds beside its course, in the order it was added."""
    return list(PARTS.values())


NumberOf = Callable[[Person, UUID], str]
NUMBERS: Final[list[NumberOf]] = []


def add_certificate_numbers(number_of: NumberOf) -> None:
    """Adds who knows the number of a person's certificate for a course, or nothing."""
    if number_of not in NUMBERS:
        NUMBERS.append(number_of)


def certificate_number(person: Person, course_key: UUID) -> str:
    """The number of the certificate that somebody has for a course, as people read it; empty where there is none."""
    return next((number for number_of in NUMBERS if (number := number_of(person, course_key))), "")
