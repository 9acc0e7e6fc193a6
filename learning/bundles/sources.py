"""What a bundle is made from: the course in its languages, its lessons, their documents, static files and objects.

Read here, drawn in `pages.py`, listed in `contents.py`. The only thing written is a lesson's document that is missing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from courses.models import CourseVersion, LessonVersion, RenderedDocument
from courses.rendering import objects
from courses.rendering.documents import render_course
from courses.rendering.variants import TEXT, TIERS, drawn_tier
from learning.bundles.errors import ContentMissing, CourseNotPublished, UnknownFormat, UnknownTier
from learning.bundles.models import Bundle, Manifest, Selection
from learning.bundles.tool.canonical import canonical

ZIP: Final = "zip"
SCORM: Final = "scorm"
CC: Final = "cc"
HTML5: Final = "html5"
FORMATS: Final = (ZIP, "single", "print", "zim", "epub", SCORM, CC, HTML5)
# What a page loads or links; `srcset` names several, with their widths behind them.
REFERENCES: Final = re.compile(rb'(?:href|src|srcset|poster)="([^"]+)"')
# A file below static/ or objects/, seen from anywhere in the bundle.
OURS: Final = re.compile(rb"(?:\.\.?/)*((?:static|objects)/[^\s,]+)")


@dataclass(frozen=True)
class Wanted:
    """Which bundle: courses and languages, the main one of each first, a tier and a format.

    `also` are further languages, `courses` all courses in their order: one alone unless more are named. `offered_by` is the uuid of
    the institution named on it. The same wish said in two ways is the same. Raises `UnknownTier` or `UnknownFormat`.
    """

    course_key: UUID
    language: str
    tier: str = TEXT
    format: str = ZIP
    also: tuple[str, ...] = ()
    courses: tuple[UUID, ...] = ()
    offered_by: str = ""

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
        object.__setattr__(self, "also", tuple(sorted(set(self.also) - {self.language})))
        object.__setattr__(self, "courses", tuple(dict.fromkeys([self.course_key, *self.courses])))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages asked for, the main one first."""
        return (self.language, *self.also)

    @property
    def line(self) -> str:
        """Whose next version a bundle is: the same for all forms of the same courses, languages and tier. 64 hexadecimal digits."""
        said = {
            "courses": [str(key) for key in self.courses],
            "languages": list(self.languages),
            "offered_by": self.offered_by,
            "tier": self.tier,
        }
        return hashlib.sha256(canonical(said)).hexdigest()

    @property
    def is_plain(self) -> bool:
        """One course in one language, offered by nobody but us."""
        return len(self.courses) == 1 and not self.also and not self.offered_by

    @property
    def subject(self) -> str:
        """The bundle as a job names it: in full when plain, otherwise by the row that `selections.keep_selection` made."""
        if self.is_plain:
            return f"{self.course_key}/{self.language}/{self.tier}/{self.format}"
        return f"{self.line}/{self.format}"

    @classmethod
    def of_subject(cls, subject: str) -> Wanted:
        """The bundle a job names. One query unless plain. Raises `Selection.DoesNotExist`."""
        if subject.count("/") == 1:
            line, _slash, format_ = subject.partition("/")
            return cls.of_selection(Selection.objects.get(line=line), format_)
        course_key, language, tier, format_ = subject.split("/")
        return cls(UUID(course_key), language, tier, format_)

    @classmethod
    def of_selection(cls, selection: Selection, format: str = ZIP) -> Wanted:  # noqa: A002 - the word of the field
        """A kept selection in one form."""
        main, *also = selection.language_codes
        return cls(
            selection.course_keys[0],
            main,
            selection.tier,
            format,
            also=tuple(also),
            courses=selection.course_keys,
            offered_by=selection.offered_by,
        )


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes; read once in a process as long as the file stays what it is."""
    now = path.stat()
    return hash_of_state(path, now.st_mtime_ns, now.st_size)


@lru_cache(maxsize=4096)
def hash_of_state(path: Path, _changed_at: int, _size: int) -> str:
    """The hash of a file that was changed then and is so long."""
    return hash_of_file(path)


def hash_of_file(path: Path) -> str:
    """The hash of a file's bytes, read now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class File:
    """A file of a bundle: its path from the root, and its bytes or where they are."""

    path: str
    data: bytes = b""
    source: Path | None = None

    def read(self) -> bytes:
        """The file's bytes."""
        return self.source.read_bytes() if self.source else self.data

    @cached_property
    def sha256(self) -> str:
        """The hash of its bytes, made once."""
        return sha256_of(self.source) if self.source else hashlib.sha256(self.data).hexdigest()

    @cached_property
    def size(self) -> int:
        """Bytes."""
        return self.source.stat().st_size if self.source else len(self.data)


@dataclass(frozen=True)
class History:
    """The line's version so far: its number, and the manifest's hash and data where there is one."""

    number: int = 0
    manifest_id: str = ""
    manifest: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Inside:
    """What a bundle is made from: its courses in each language, their lessons, the documents, and the version before."""

    wanted: Wanted
    versions: dict[str, CourseVersion]  # of the main course by language, in our order of languages
    lessons: list[LessonVersion]  # of all courses, by path
    documents: dict[str, bytes]  # by the lesson's path
    further: dict[UUID, dict[str, CourseVersion]] = field(default_factory=dict)  # the other courses, as `versions`
    history: History = field(default_factory=History)
    # What was drawn from this very inside, so that manifest, size and file draw it once.
    drawn: dict[str, list[File]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def version(self) -> CourseVersion:
        """The main course in the language that was asked for."""
        return self.versions[self.wanted.language]

    @property
    def editions(self) -> dict[UUID, dict[str, CourseVersion]]:
        """Course key -> its versions by language, the main course first."""
        return {self.wanted.course_key: self.versions, **self.further}

    @property
    def languages(self) -> list[str]:
        """Languages of the lessons inside: the main one first, then in our order."""
        found = {language for versions in self.editions.values() for language in versions}
        ours = [code for code, _name in settings.LANGUAGES if code in found]
        return sorted(ours, key=lambda language: language != self.wanted.language)

    @property
    def title(self) -> str:
        """What it holds, in the main language where a course is in it: the courses' titles."""
        return " · ".join(version.title for version in self.main_editions)

    @property
    def summary(self) -> str:
        """What it is about, where it is one course: several have none in common."""
        return str(self.version.content["summary"]) if len(self.editions) == 1 else ""

    @property
    def main_editions(self) -> list[CourseVersion]:
        """Each course once, in the first of the bundle's languages it is in."""
        return [
            next(versions[code] for code in [*self.wanted.languages, *versions] if code in versions)
            for versions in self.editions.values()
        ]

    @property
    def created(self) -> datetime:
        """When the newest lesson inside was published; no build's clock. In UTC, to the second."""
        return max(lesson.published_at for lesson in self.lessons).astimezone(UTC).replace(microsecond=0)

    @property
    def mark(self) -> str:
        """What a page inside may say of the version it is in: its line and `created`. The manifest's hash it cannot know."""
        return f"{self.wanted.line[:16]} {self.created:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def licence(self) -> str:
        """The licence of all inside, or those of its courses."""
        return ", ".join(dict.fromkeys(version.content["licence"] for version in self.main_editions))


def inside_of(wanted: Wanted) -> Inside:
    """Reads what the bundle needs. Four queries; lessons whose documents are missing are rendered first.

    Raises `CourseNotPublished`, or `ContentMissing` when rendering did not help.
    """
    try:
        return gathered(wanted)
    except ContentMissing:
        for course_key in wanted.courses:
            render_course(course_key)
        return gathered(wanted)


def gathered(wanted: Wanted) -> Inside:
    """What is there now."""
    editions = editions_inside(wanted)
    standing = Q()
    for course_key, versions in editions.items():
        standing |= Q(course_key=course_key, language__in=versions)
    lessons = sorted(LessonVersion.objects.current().filter(standing), key=lambda lesson: lesson.path)  # databases sort differently
    main, further = editions[wanted.course_key], {key: editions[key] for key in wanted.courses[1:]}
    inside = Inside(wanted, main, lessons, documents_of(lessons, wanted.tier), further, history_of(wanted))
    for path in referenced(inside.documents.values()):
        kept_file(path)  # raises when it is missing
    return inside


def editions_inside(wanted: Wanted) -> dict[UUID, dict[str, CourseVersion]]:
    """Each course in the languages asked for and in every language of the lessons its outline lists. One query."""
    published: dict[UUID, dict[str, CourseVersion]] = {key: {} for key in wanted.courses}
    for version in CourseVersion.objects.current().filter(course_key__in=wanted.courses):
        if version.lessons:
            published[version.course_key][version.language] = version
    check_published(wanted, published)
    return {key: with_languages_listed(versions, wanted.languages) for key, versions in published.items()}


def check_published(wanted: Wanted, published: dict[UUID, dict[str, CourseVersion]]) -> None:
    """Raises `CourseNotPublished` when the main course lacks its language, a further one all, or a language all courses."""
    everywhere = {language for versions in published.values() for language in versions}
    cases = [({wanted.language}, set(published[wanted.course_key]))]
    cases += [(set(wanted.languages), set(published[key])) for key in wanted.courses[1:]]
    cases += [({language}, everywhere) for language in wanted.also]
    for asked, there in cases:
        if not asked & there:
            raise CourseNotPublished(
                _("The course is not published in “%(language)s”. It is in: %(known)s.")
                % {"language": ", ".join(sorted(asked)), "known": ", ".join(sorted(there)) or "–"}
            )


def with_languages_listed(published: dict[str, CourseVersion], asked: Iterable[str]) -> dict[str, CourseVersion]:
    """A course in the languages asked for, with those of lessons that stand in another one, in our order."""
    needed: set[str] = set()
    waiting = set(asked) & set(published)
    while waiting:
        needed |= waiting
        waiting = {lesson["language"] for language in waiting for lesson in published[language].lessons} & set(published) - needed
    return {code: published[code] for code, _name in settings.LANGUAGES if code in needed}


def history_of(wanted: Wanted) -> History:
    """The line's version so far. One query, and one more for a line without a manifest."""
    latest = Manifest.objects.filter(selection__line=wanted.line).order_by("number").last()
    if latest:
        return History(latest.number, latest.sha256, latest.data)
    last = Bundle.objects.filter(selection__line=wanted.line).aggregate(last=Max("number"))["last"]
    return History(last or 0)


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
