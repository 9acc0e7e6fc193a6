"""What a part costs a learner: native, the bytes that its cards add to a lesson; embedded, those of a first play."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

import brotli
from django.conf import settings
from django.utils.translation import override

from courses.h5p_storage import path_of
from courses.models import CourseVersion, H5PContent, LessonPage, LessonVersion
from courses.playing.assets import joined_for
from courses.playing.core import core
from courses.playing.forms import PICTURES
from courses.playing.frame import document_bytes
from courses.rendering.document import drawn, lesson_context
from courses.rendering.preview import A_COURSE
from courses.rendering.resources import Resources
from courses.rendering.variants import FULLEST
from h5p.archive import SafeArchive
from h5p.errors import H5PError
from h5p.member_path import extension

CODE: Final = frozenset({"js", "css"})


class NativeScale:
    """Weighs cards against an empty lesson, whose bytes are compressed once."""

    def __init__(self) -> None:
        self._empty = self._document([])

    def weigh(self, cards: Sequence[tuple[str, dict[str, Any]]]) -> int:
        """Brotli bytes that the cards add to a lesson's document."""
        return max(0, self._document(cards) - self._empty) if cards else 0

    def _document(self, cards: Sequence[tuple[str, dict[str, Any]]]) -> int:
        raw = [{"type": kind, "value": value, "id": str(uuid4())} for kind, value in cards]
        body = LessonPage.body.field.stream_block.to_python(raw)
        language = settings.LANGUAGE_CODE
        content = {"minutes": 9, "sensitive": False, "translation_status": "source", "can_do": []}
        lesson = LessonVersion(lesson_key=uuid4(), language=language, number=1, title="", path=f"{language}/a/b/c")
        with override(language):
            lesson.content = {**content, "cards": [child.block.marked_card(child.value, child.id) for child in body]}
            course = CourseVersion(language=language, **A_COURSE)
            html = drawn(lesson_context(lesson, course, tier=FULLEST, resources=Resources([lesson])))
        return len(brotli.compress(html.encode(), mode=brotli.MODE_TEXT, quality=11))


def first_play_bytes(content: H5PContent) -> int:
    """Bytes on the wire until a content can be used, nothing cached: document, core, joined files, all pictures. No sound, no film.

    Without the core, its share is left out; without the libraries it is 0.
    """
    try:
        joined = joined_for(content)
    except H5PError:
        return 0
    found = core()
    shown = [file for file in (path_of(content.files[path]) for path in _pictures(content)) if file.is_file()]
    pictures = sum(file.stat().st_size for file in shown)
    return document_bytes(content) + sum(joined.sizes.values()) + sum(found.sizes.values() if found else ()) + pictures


def played_bytes(content: H5PContent, archive: SafeArchive | None = None) -> int:
    """Bytes of a first play, of a content that is stored or, with the archive it comes in, one that is not.

    While libraries are missing it is what the package itself weighs: its scripts, styles and pictures, as packed.
    """
    if content.waits_for:
        return _packed(content, archive) if archive else content.weight
    if not archive:
        return first_play_bytes(content)
    pictures = sum(archive.members[f"content/{path}"].size for path in _pictures(content) if f"content/{path}" in archive)
    return first_play_bytes(_without_files(content)) + pictures


def _without_files(content: H5PContent) -> H5PContent:
    """The content as if it had no pictures: a package's are weighed where they are."""
    fields = {field.name: getattr(content, field.name) for field in content._meta.fields}
    return H5PContent(**fields | {"files": {}})


def _pictures(content: H5PContent) -> list[str]:
    return [path for path in content.files if extension(path) in PICTURES]


def _packed(content: H5PContent, archive: SafeArchive) -> int:
    code = [member for folder in archive.library_folders() for member in archive.iter_library(folder)]
    files = {f"content/{path}" for path in _pictures(content)}
    return sum(member.packed for member in code if extension(member.name) in CODE) + sum(
        member.packed for member in archive.iter_content() if member.name in files
    )
