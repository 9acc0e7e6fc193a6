"""What a bundle is made from: the course in its languages, its lessons, their documents, static files and objects.

Read here, drawn in `pages.py`, listed in `contents.py`. The only thing written is a lesson's document that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.translation import gettext as _

from courses.models import CourseVersion, LessonVersion, RenderedDocument
from courses.rendering import objects
from courses.rendering.documents import render_course
from courses.rendering.variants import TEXT, TIERS, drawn_tier
from learning.bundles.errors import ContentMissing, CourseNotPublished, UnknownFormat, UnknownTier

ZIP: Final = "zip"
FORMATS: Final = (ZIP,)
# What a page loads or links; `srcset` names several, with their widths behind them.
REFERENCES: Final = re.compile(rb'(?:href|src|srcset|poster)="([^"]+)"')
# A file below static/ or objects/, seen from anywhere in the bundle.
OURS: Final = re.compile(rb"(?:\.\.?/)*((?:static|objects)/[^\s,]+)")


@dataclass(frozen=True)
class Wanted:
    """Which bundle: a course in a language, a tier and a format. Raises `UnknownTier` or `UnknownFormat`."""

    course_key: UUID
    language: str
    tier: str = TEXT
    format: str = ZIP

    def __post_init__(self) -> None:
        if self.tier not in TIERS:
            raise UnknownTier(
                _("There is no tier “%(tier)s”. Choose one of: %(known)s.") % {"tier": self.tier, "known": ", ".join(TIERS)}
            )
        if self.format not in FORMATS:
            raise UnknownFormat(
                _("There is no format “%(format)s”. Choose one of: %(known)s.")
                % {"format": self.format, "known": ", ".join(FORMATS)}
            )

    @property
    def subject(self) -> str:
        """The bundle as a job names it."""
        return f"{self.course_key}/{self.language}/{self.tier}/{self.format}"

    @classmethod
    def of_subject(cls, subject: str) -> Wanted:
        """The bundle a job names."""
        course_key, language, tier, format_ = subject.split("/")
        return cls(UUID(course_key), language, tier, format_)


@dataclass(frozen=True)
class File:
    """A file of a bundle: its path from the root, and its bytes or where they are."""

    path: str
    data: bytes = b""
    source: Path | None = None

    def read(self) -> bytes:
        """The file's bytes."""
        return self.source.read_bytes() if self.source else self.data


@dataclass(frozen=True)
class Inside:
    """What a bundle is made from: the course in each language, its lessons, their documents, and what these load."""

    wanted: Wanted
    versions: dict[str, CourseVersion]  # by language, in our order of languages
    lessons: list[LessonVersion]
    documents: dict[str, bytes]  # by the lesson's path

    @property
    def version(self) -> CourseVersion:
        """The course in the language that was asked for."""
        return self.versions[self.wanted.language]

    @property
    def languages(self) -> list[str]:
        """Languages of the lessons inside, the one asked for first."""
        return sorted(self.versions, key=lambda language: language != self.wanted.language)


def inside_of(wanted: Wanted) -> Inside:
    """Reads what the bundle needs. Three queries; lessons whose documents are missing are rendered first.

    Raises `CourseNotPublished`, or `ContentMissing` when rendering did not help.
    """
    try:
        return gathered(wanted)
    except ContentMissing:
        render_course(wanted.course_key)
        return gathered(wanted)


def gathered(wanted: Wanted) -> Inside:
    """What is there now."""
    versions = versions_inside(wanted)
    lessons = LessonVersion.objects.current().filter(course_key=wanted.course_key, language__in=versions).order_by("path")
    inside = Inside(wanted, versions, list(lessons), documents_of(list(lessons), wanted.tier))
    for path in referenced(inside.documents.values()):
        kept_file(path)  # raises when it is missing
    return inside


def versions_inside(wanted: Wanted) -> dict[str, CourseVersion]:
    """The course in the wanted language and in every language of the lessons its outline lists. One query."""
    published = {
        version.language: version
        for version in CourseVersion.objects.current().filter(course_key=wanted.course_key)
        if version.lessons
    }
    if wanted.language not in published:
        raise CourseNotPublished(
            _("The course is not published in “%(language)s”. It is in: %(known)s.")
            % {"language": wanted.language, "known": ", ".join(sorted(published)) or "–"}
        )
    needed: set[str] = set()
    waiting = {wanted.language}
    while waiting:
        needed |= waiting
        waiting = {lesson["language"] for language in waiting for lesson in published[language].lessons} & set(published) - needed
    return {code: published[code] for code, _name in settings.LANGUAGES if code in needed}


def documents_of(lessons: list[LessonVersion], tier: str) -> dict[str, bytes]:
    """Lesson path -> its document as the web serves it. One query."""
    names: dict[tuple[int, str], dict[str, str]] = {}
    for row in RenderedDocument.objects.filter(lesson_version__in=[lesson.pk for lesson in lessons]):
        names.setdefault((row.lesson_version_id, row.path), {})[row.tier] = row.object_name
    documents = {}
    for lesson in lessons:
        try:
            drawn = names[lesson.pk, lesson.path]
            documents[lesson.path] = objects.read_document(drawn[drawn_tier(tier, drawn)])
        except (KeyError, ValueError, FileNotFoundError) as error:  # ValueError: not in so small a tier
            raise ContentMissing(_("The lesson %(path)s is not rendered yet.") % {"path": lesson.path}) from error
    return documents


def referenced(pages: Iterable[bytes]) -> list[str]:
    """Static files and objects that pages load or link, sorted."""
    named = (link for page in pages for value in REFERENCES.findall(page) for link in re.split(rb"[\s,]+", value))
    return sorted({found[1].decode() for link in named if (found := OURS.fullmatch(link))})


def kept_file(path: str) -> File:
    """A static file or object at its place in the bundle. Raises `ContentMissing`."""
    folder, _slash, name = path.partition("/")
    source = Path(staticfiles_storage.path(name)) if folder == "static" else objects.path_of(path.split("/", 2)[2])
    if not source.is_file():
        raise ContentMissing(_("The file %(path)s, which a lesson shows, is missing.") % {"path": path})
    return File(path, source=source)
