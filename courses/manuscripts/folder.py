"""A course folder: `<language>/course.md`, `<language>/lesson-<n>.md`, `pictures/`, `recordings/`, `videos/`, `h5p/`.

A course with checks has `<language>/start-check.md` and `<language>/end-check.md` too.

It is read and checked as a whole.
Reading touches no database. All problems of all files are raised together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image

from courses.manuscripts.agreement import course_disagreements, lesson_disagreements
from courses.manuscripts.parse import CourseText, LessonText, parse_course, parse_lesson
from courses.manuscripts.problems import ManuscriptError, Problem
from courses.manuscripts.shelf import MediaFile
from courses.media.ffmpeg import FfmpegMissing
from courses.media.images import LONGEST_SIDE
from courses.media.probe import MediumRefused, check_film, check_sound
from courses.models.purpose import Purpose
from courses.playing.whole_contents import package_problem

COURSE_FILE: Final = "course.md"
LESSON_FILE: Final = re.compile(r"(?:lesson-([1-9][0-9]*)|start-check|end-check)\.md")
MEDIA_FILE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.[A-Za-z0-9]+")
PICTURES: Final = "pictures"
RECORDINGS: Final = "recordings"
VIDEOS: Final = "videos"
PACKAGES: Final = "h5p"
# Kind of card -> the folder its files are in.
PLACES: Final = {"picture": PICTURES, "audio": RECORDINGS, "video": VIDEOS, "h5p": PACKAGES}
Parsed = TypeVar("Parsed")


@dataclass
class Edition:
    """A course in one language. Lessons and checks by their file's name, the start check first and the end check last."""

    language: str
    course: CourseText
    lessons: dict[str, LessonText] = field(default_factory=dict)


@dataclass
class CourseFolder:
    """A whole course."""

    path: Path
    source: Edition
    translations: list[Edition] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """The course's slug."""
        return self.source.course.slug

    @property
    def editions(self) -> list[Edition]:
        """The source first."""
        return [self.source, *self.translations]

    def media(self, kind: str) -> dict[str, MediaFile]:
        """The pictures, recordings or videos its cards need, by file name. `kind` is the cards' kind."""
        return {media.file: media for _card_file, _line, media in used_media(self.editions, kind)}


def is_course_folder(path: Path) -> bool:
    """Whether a folder holds a course in at least one language."""
    return any(path.glob(f"*/{COURSE_FILE}"))


def read_course_folder(path: Path) -> CourseFolder:
    """A course from its folder. Raises `ManuscriptError` with every problem of every file."""
    if not is_course_folder(path):
        raise ManuscriptError.at(path.name, _("No <language>/course.md is in this folder. Name the folder of one course."))
    problems: list[Problem] = []
    editions = []
    for file in sorted(path.glob(f"*/{COURSE_FILE}")):
        edition = read_edition(file.parent, problems)
        editions += [edition] if edition else []
    if problems:
        raise ManuscriptError(problems)
    folder = sorted_by_role(path, editions)
    for edition in folder.editions:
        problems += inner_problems(edition, is_source=edition is folder.source)
    for edition in folder.translations:
        problems += course_disagreements(folder.source.course, edition.course)
        problems += lessons_disagreements(folder.source, edition)
    problems += media_problems(folder)
    if problems:
        raise ManuscriptError(problems)
    return folder


def read_edition(path: Path, problems: list[Problem]) -> Edition | None:
    """A language's files; none when `course.md` cannot be read. Problems are added to the list."""
    named = f"{path.parent.name}/{path.name}"
    if path.name not in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
        sentence = _("“%(language)s” is not a language of this site. Rename the folder, or add the language.")
        problems.append(Problem(f"{named}/{COURSE_FILE}", 1, sentence % {"language": path.name}))
        return None
    course = read_file(parse_course, path / COURSE_FILE, problems)
    lessons = {}
    for file in sorted(path.glob("*.md"), key=lambda file: place_of(file.name)):
        if LESSON_FILE.fullmatch(file.name):
            lessons[file.stem] = read_file(parse_lesson, file, problems)
        elif file.name != COURSE_FILE:
            sentence = _("The file is neither course.md nor lesson-<number>.md, start-check.md or end-check.md. Rename it.")
            problems.append(Problem(f"{named}/{file.name}", 1, sentence))
    read = {name: lesson for name, lesson in lessons.items() if lesson}
    return Edition(path.name, course, read) if course else None


def place_of(name: str) -> tuple[int, int]:
    """Where a file stands among the others of its language."""
    found = LESSON_FILE.fullmatch(name)
    number = int(found[1]) if found and found[1] else 0
    return (1 if number else 2 if name.startswith(Purpose.END_CHECK) else 0, number)


def read_file(parse: Callable[[str, str], Parsed], file: Path, problems: list[Problem]) -> Parsed | None:
    """One parsed file; none when it has problems, which are added to the list."""
    named = f"{file.parent.parent.name}/{file.parent.name}/{file.name}"
    try:
        return parse(file.read_text(encoding="utf-8"), named)
    except UnicodeDecodeError:
        problems.append(Problem(named, 1, _("The file is not UTF-8 text. Save it as UTF-8.")))
    except ManuscriptError as error:
        problems.extend(error.problems)
    return None


def sorted_by_role(path: Path, editions: list[Edition]) -> CourseFolder:
    """Tells the source from its translations: it has no `translation:` line. Raises `ManuscriptError`."""
    sources = [edition for edition in editions if not edition.course.translation]
    if len(sources) != 1:
        sentence = _("%(count)s languages have no line “translation: …” in course.md. Exactly one, the source, has none.")
        raise ManuscriptError.at(path.name, sentence % {"count": len(sources)})
    return CourseFolder(path, sources[0], [edition for edition in editions if edition is not sources[0]])


def inner_problems(edition: Edition, *, is_source: bool) -> Iterator[Problem]:
    """What does not fit inside one language."""
    modules = {module.slug for module in edition.course.modules}
    slugs: dict[str, str] = {}
    for lesson in edition.lessons.values():
        if lesson.module not in modules:
            sentence = _("“module: %(module)s” is not in course.md. Correct it, or add the module there.")
            yield Problem(lesson.file, 1, sentence % {"module": lesson.module})
        if lesson.slug in slugs:
            sentence = _("“slug: %(slug)s” is taken by %(other)s. Give each lesson its own.")
            yield Problem(lesson.file, 1, sentence % {"slug": lesson.slug, "other": slugs[lesson.slug]})
        if is_source and lesson.translation:
            yield Problem(lesson.file, 1, _("A lesson in the source language has no line “translation: …”. Delete it."))
        if not is_source and not lesson.translation:
            yield Problem(lesson.file, 1, _("The line “translation: …” is missing. Write machine draft, in review or reviewed."))
        slugs.setdefault(lesson.slug, lesson.file)
    if is_source and all(lesson.purpose != Purpose.LESSON for lesson in edition.lessons.values()):
        yield Problem(edition.course.file, 1, _("The course has no lesson. Write lesson-1.md beside course.md."))


def lessons_disagreements(source: Edition, translation: Edition) -> Iterator[Problem]:
    """Where a language's lessons differ from the source's and must not."""
    for name, lesson in translation.lessons.items():
        if name in source.lessons:
            yield from lesson_disagreements(source.lessons[name], lesson)
        else:
            sentence = _("%(language)s has no file of this name. Rename the file, or write it in the source language first.")
            yield Problem(lesson.file, 1, sentence % {"language": source.language})


# --- pictures, recordings and videos ------------------------------------------------------------------------------------------


def used_media(editions: list[Edition], kind: str) -> Iterator[tuple[str, int, MediaFile]]:
    """File and line of each card of a kind, and the media it needs."""
    for edition in editions:
        for lesson in edition.lessons.values():
            for card in lesson.cards:
                if card.kind == kind and (media := card.media()):
                    yield lesson.file, card.line, media


def media_problems(folder: CourseFolder) -> Iterator[Problem]:
    """Pictures, recordings and videos that are missing, broken or described in two ways."""
    for kind, place in PLACES.items():
        seen: dict[str, MediaFile] = {}
        for file, line, media in used_media(folder.editions, kind):
            if media.file in seen:
                if media != seen[media.file]:
                    sentence = _("“%(file)s” has another licence, credit or title elsewhere. Write the same everywhere.")
                    yield Problem(file, line, sentence % {"file": media.file})
                continue
            seen[media.file] = media
            if sentence := media_problem(folder.path / place, media.file, kind=kind):
                yield Problem(file, line, sentence % {"file": media.file, "folder": place})


def media_problem(folder: Path, name: str, *, kind: str) -> str:
    """What is wrong with a file, as a sentence that names it `%(file)s` in `%(folder)s`; "" when nothing is."""
    path = folder / name
    if not MEDIA_FILE.fullmatch(name) or not path.is_file():
        return _("The file “%(file)s” is not in the folder “%(folder)s”. Put it there, or correct the name.")
    if kind == "h5p":
        with path.open("rb") as file:
            return package_problem(file, name=name).replace("%", "%%")
    if kind != "picture":
        check = check_sound if kind == "audio" else check_film
        try:
            with path.open("rb") as file:
                check(file, name)
        except (MediumRefused, FfmpegMissing) as refusal:
            return str(refusal).replace("%", "%%")
        return ""
    if path.suffix.lower().lstrip(".") not in settings.WAGTAILIMAGES_EXTENSIONS:
        return _("“%(file)s” is not a PNG, JPEG, WebP or AVIF picture. Save it as one of these.")
    if path.stat().st_size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        return _("“%(file)s” is too large. Save it smaller.")
    try:
        with Image.open(path) as image:
            width, height = image.size
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return _("“%(file)s” cannot be read as a picture. Save it again.")
    if max(width, height) > LONGEST_SIDE or width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        return _("“%(file)s” is too large. Save it smaller.")
    return ""
