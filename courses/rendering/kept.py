"""What a phone keeps of a course: its files in one language and tier, each with the hash of its bytes and its weight on the wire.

The list is the same for everybody. A phone compares the hashes and fetches only what it does not have. It is made when it is asked
for, from rows and from pages drawn as a visitor sees them, and stored nowhere.
"""

from __future__ import annotations

import functools
import gzip
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import CourseVersion, LessonVersion, RenderedDocument
from courses.rendering import objects
from courses.rendering.answers import answers_script
from courses.rendering.document import shell_context
from courses.rendering.pages import course_context
from courses.rendering.review import review_context
from courses.rendering.variants import PICTURES, TEXT, drawn_tier

KEPT_TIERS: Final = (TEXT, PICTURES)  # sound and video weigh too much for a browser's storage; they are in bundles
GRADING: Final = "static/offline/grade.js"
# A file that a page loads by itself, not one that it links: below static/ or objects/. `srcset` names several.
LOADING: Final = re.compile(rb"<(?:link|script|img|source)\b[^>]*>")
FILE: Final = re.compile(rb'(?:\.\./|["/ ])((?:static|objects)/[^", ]+)')
NAMED: Final = re.compile(rb'"(objects/[0-9a-f]{2}/[0-9a-f]{32}\.js)"')  # a script in another's words


class NotDrawnYet(Exception):
    """A lesson's document is still being rendered. The message is for the learner."""


class KeptFile(NamedTuple):
    """A file of a kept course: its address, the hash of its bytes, its weight in bytes on the wire."""

    path: str
    hash: str
    bytes: int


def kept_course(version: CourseVersion, tier: str) -> dict[str, Any]:
    """The list as a phone reads it. Four queries. Raises `NotDrawnYet`, or `FileNotFoundError` when a file is lost.

    `bytes` leaves out each picture's JPEG form: a browser takes AVIF, or it takes JPEG and not AVIF.
    """
    files = sorted(set(files_of(version, tier)))
    total = sum(file.bytes for file in files if not file.path.endswith(".jpeg"))
    return {"version": version.number, "tier": tier, "title": version.title, "files": files, "bytes": total}


def files_of(version: CourseVersion, tier: str) -> Iterator[KeptFile]:
    """Every file: lessons, their answers, the course page, the review deck, the page without a line, and what these load."""
    documents = documents_of(version, tier)
    pages = [objects.read_document(document.object_name) for document in documents]
    for document in documents:
        yield KeptFile(f"/{document.path}/?tier={tier}", stem(document.object_name), document.sizes["br"])
    lessons = LessonVersion.objects.filter(pk__in=[document.lesson_version_id for document in documents])
    for lesson in lessons:
        with override(lesson.language):
            yield drawn(f"/{lesson.path}/answers.js", answers_script(lesson))
    course_page = render_to_string("courses/course_page.html", course_context(version, is_kept=True))
    without_line = without_line_page(version.language)
    review_page = render_to_string("courses/review_page.html", review_context(version))
    yield drawn(f"/{version.language}/{version.slug}/?kept", course_page)
    yield drawn(f"/{version.language}/{version.slug}/review/?kept", review_page)
    yield drawn(f"/{version.language}/offline.html", without_line)
    paths = loaded([*pages, course_page.encode(), review_page.encode(), without_line.encode()])
    for path in paths | loaded_by_scripts(paths) | {GRADING}:
        yield stored(path)


def documents_of(version: CourseVersion, tier: str) -> list[RenderedDocument]:
    """The documents of a course's lessons and checks in a tier, in the course's order. One query. Raises `NotDrawnYet`."""
    rows: dict[str, dict[str, RenderedDocument]] = {}
    paths = [page["path"] for page in version.pages]
    for row in RenderedDocument.objects.served().filter(path__in=paths):
        rows.setdefault(row.path, {})[row.tier] = row
    if set(paths) - set(rows):
        raise NotDrawnYet(_("This course is being prepared. Try again in a minute."))
    return [rows[path][drawn_tier(tier, rows[path])] for path in paths]


def without_line_page(language: str) -> str:
    """The page a kept course shows in place of what is not kept; the service worker fills in the list of courses."""
    with override(language):
        context = {**shell_context(language, "/"), "js_href": "", "page_title": _("This page is not on this phone")}
        return render_to_string("courses/offline.html", context)


def loaded(pages: Iterable[bytes]) -> set[str]:
    """Static files and objects that pages load."""
    return {path.decode() for page in pages for tag in LOADING.findall(page) for path in FILE.findall(tag)}


def loaded_by_scripts(paths: Iterable[str]) -> set[str]:
    """The scripts that those among `paths` load when they need them. Documents may name scripts of the release before."""
    scripts = [path.rsplit("/", 1)[1] for path in paths if path.startswith("objects/") and path.endswith(".js")]
    return {path.decode() for name in scripts for path in NAMED.findall(objects.read(name))}


def drawn(path: str, text: str) -> KeptFile:
    """A page or script that is drawn anew at each request."""
    data = text.encode()
    return KeptFile(path, stem(objects.name_of(data, "")), len(gzip.compress(data, compresslevel=6)))


def stored(path: str) -> KeptFile:
    """A static file or object at its place below the root. Raises `FileNotFoundError`."""
    folder, _slash, name = path.partition("/")
    source = Path(staticfiles_storage.path(name)) if folder == "static" else objects.path_of(path.split("/", 2)[2])
    return KeptFile(f"/{path}", *hash_and_weight(source))


@functools.lru_cache(maxsize=4096)
def hash_and_weight(source: Path) -> tuple[str, int]:
    """The hash of a file's bytes and its weight on the wire: as Brotli where that was made. Files never change under a name."""
    data = source.read_bytes()
    compressed = source.with_name(f"{source.name}.br")
    if compressed.is_file():
        weight = compressed.stat().st_size
    else:
        weight = len(gzip.compress(data)) if source.suffix in {".css", ".js", ".svg"} else len(data)
    return stem(objects.name_of(data, "")), weight


def stem(object_name: str) -> str:
    """An object's name without its ending: the hash."""
    return object_name.partition(".")[0]
