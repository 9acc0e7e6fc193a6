"""Common Cartridge 1.1: lessons as plain pages and their questions as quizzes, which a teacher can change after importing them.

Pages are what the web serves without its scripts, its look, its questions and all that leads elsewhere. Questions are in `qti.py`;
those that a quiz cannot ask stand, with what is right, on a page of the package. The schemas are those of IMS Common Cartridge 1.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from courses.addresses import INDEX
from courses.models import LessonVersion
from courses.rendering.document import writing_direction
from learning.bundles.archive import write_zip
from learning.bundles.contents import files_of
from learning.bundles.formats.format import Format
from learning.bundles.formats.opened import as_jpeg, opened, remove, without_ways
from learning.bundles.formats.outline import MANIFEST, Entry, identifier_of, key_of, outline_of
from learning.bundles.formats.qti import fitting, left_out, quiz_text, quiz_title
from learning.bundles.formats.reading import courses_asked
from learning.bundles.pages import LICENCE, drawn, licence_file, question_context
from learning.bundles.sources import CC, File, Inside, referenced

LEFT_OUT: Final = "left-out.html"
# What only works, or only makes sense, on a page of ours.
NOT_PLAIN: Final = (".question", ".pager", ".exit", "[aria-hidden=true]")
# The only look that comes along: a platform's column may be narrower than a picture, and it may not say what to do then.
NO_WIDER: Final = "max-width:100%;height:auto"


@dataclass(frozen=True)
class Part:
    """A page or a quiz of a package: what the manifest calls it, its title, and its files, the one that is opened first."""

    key: str
    title: str
    is_quiz: bool
    files: list[File]


def write_cc(inside: Inside, target: Path) -> None:
    """The package, its manifest at the root."""
    whole = {file.path: file for file in files_of(inside)}
    parts = {lesson.path: parts_of(lesson, whole) for lesson in inside.lessons}
    last = left_out_part(inside)
    every = [*(part for several in parts.values() for part in several), *last]
    manifest = File(MANIFEST, manifest_text(inside, parts, last).encode())
    by_path = {file.path: file for file in [manifest, licence_file(inside), *(file for part in every for file in part.files)]}
    with target.open("wb") as out:
        write_zip(out, by_path.values())


def parts_of(lesson: LessonVersion, whole: dict[str, File]) -> list[Part]:
    """A lesson's page, where it has more than questions, and the quiz of its questions, where a quiz can ask them."""
    parts = []
    with override(lesson.language):
        if not lesson.is_quiet and any("question" not in card for card in lesson.content["cards"]):
            page = plain_page(lesson, whole[f"{lesson.path}/{INDEX}"])
            loaded = [whole[path] for path in referenced([page.data])]
            parts.append(Part(key_of(lesson), lesson.title, False, [page, *loaded]))
        if fitting(lesson):
            key, title = f"{key_of(lesson)}-QUIZ", quiz_title(lesson)
            text = quiz_text(lesson, key=key, title=title)
            parts.append(Part(key, title, True, [File(f"{lesson.path}/questions.xml", text.encode())]))
    return parts


def plain_page(lesson: LessonVersion, document: File) -> File:
    """A lesson without its questions, as any platform shows a page of its own. Call it with the lesson's language active."""
    main = without_ways(opened(document.read()))
    remove(main, *NOT_PLAIN)
    as_jpeg(main)
    for told in main.select("p.soft"):
        if told.get_text() == exit_sentence():
            told.decompose()
    for medium in main.select("img, video, audio"):
        medium["style"] = NO_WIDER
    body = "\n".join(line for line in main.decode_contents().split("\n") if line.strip())
    return page_around(body, f"{lesson.path}/{INDEX}", title=lesson.title, language=lesson.language)


def exit_sentence() -> str:
    """What a sensitive lesson says of the button that a platform's page does not have."""
    return _("“Leave this page” opens another site at once. It does not erase the list of pages this phone has shown.")


def left_out_part(inside: Inside) -> list[Part]:
    """The page that names the questions no quiz can ask, in each language asked for; none where there are none."""
    by_path = {lesson.path: lesson for lesson in inside.lessons}
    parts = []
    for version in courses_asked(inside):
        with override(version.language):
            lessons = [by_path[entry["path"]] for entry in version.pages if entry["path"] in by_path]
            lessons = [lesson for lesson in lessons if left_out(lesson)]
            if lessons:
                title = _("Questions that are not in the quizzes")
                context = {"title": title, "lessons": [left_out_context(lesson) for lesson in lessons]}
                body = render_to_string("bundles/left_out.html", context).strip()
                place = f"{version.language}/{version.slug}/{LEFT_OUT}"
                file = page_around(body, place, title=title, language=version.language)
                parts.append(Part(f"LEFT-OUT-{version.course_key.hex}-{version.language}", title, False, [file]))
    return parts


def left_out_context(lesson: LessonVersion) -> dict[str, Any]:
    """A lesson and its questions that are left out, with what is right; of a check before the course only that it is."""
    numbers = {question_id: number for number, question_id in enumerate(lesson.questions, start=1)}
    questions = [] if lesson.is_quiet else [question_context(index, numbers[index["id"]]) for index in left_out(lesson)]
    return {
        "title": lesson.title,
        "lang": lesson.language,
        "dir": writing_direction(lesson.language),
        "is_quiet": lesson.is_quiet,
        "questions": questions,
    }


def page_around(body: str, path: str, *, title: str, language: str) -> File:
    """A whole page with this body, which is HTML of ours."""
    context = {"title": title, "language": language, "dir": writing_direction(language), "body": mark_safe(body)}
    return drawn(path, "bundles/plain_page.html", context)


def manifest_text(inside: Inside, parts: dict[str, list[Part]], last: list[Part]) -> str:
    """`imsmanifest.xml`, as `ccv1p1_imscp_v1p2_v1p0` has it: a page's resource lists what it loads, a quiz's nothing but itself."""
    by_key = {part.key: part for part in [*(part for several in parts.values() for part in several), *last]}
    context = {
        "identifier": identifier_of(inside),
        "title": inside.title,
        "summary": inside.version.content["summary"],
        "language": inside.wanted.language,
        "licence": inside.licence,
        "entries": list(entries_of(outline_of(inside), parts)) + [{"key": f"{part.key}-IN", "part": part} for part in last],
        "parts": by_key.values(),
        "licence_path": LICENCE,
    }
    return render_to_string("bundles/cc_manifest.xml", context).strip() + "\n"


def entries_of(entries: list[Entry], parts: dict[str, list[Part]]) -> Iterator[dict[str, Any]]:
    """The lines of the outline: a lesson is a line for its page and one for its quiz."""
    for entry in entries:
        if entry.lesson is None:
            yield {"key": entry.key, "title": entry.title, "entries": list(entries_of(entry.entries, parts))}
        else:
            for part in parts[entry.lesson.path]:
                yield {"key": f"{entry.key}-QUIZ" if part.is_quiz else entry.key, "part": part}


PACKAGE: Final = Format(
    key=CC,
    title=gettext_lazy("To change in Moodle or Canvas (Common Cartridge 1.1)"),
    suffix=".imscc",
    content_type="application/zip",
    cannot=gettext_lazy(
        "Quizzes are asked and graded by the platform. Steps to put in order, texts with several gaps and the check before the "
        "course are not among them; a page in the package names them. There are no lamps, no half points, no way out of sensitive "
        "lessons and no certificate, and no answers come home to Mwanga. A newer version has to be imported anew."
    ),
    write=write_cc,
)
