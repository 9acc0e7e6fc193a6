"""The pages of a book: its start, each course, each lesson as the web serves it without what needs a browser, and the answers.

Every page is well-formed XHTML with one language for people and for programs alike, and loads nothing from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources as package_files
from typing import Any, Final

from bs4 import Tag
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import LessonVersion
from courses.rendering.document import writing_direction
from courses.rendering.variants import AUDIO
from learning.bundles.formats.opened import Page, as_jpeg, one_source, opened, part_of, remove, without_ways
from learning.bundles.formats.questions import to_read, with_answers
from learning.bundles.formats.reading import Reading, band_file, documents_up_to, readings_of
from learning.bundles.sources import File, Inside, kept_file

OBJECT: Final = re.compile(r"(?:\.\./)*(objects/../(.+))")


@dataclass(frozen=True)
class Chapter:
    """A page of the book, and how the contents call it. `media` are the files it shows: name -> where it is kept."""

    name: str
    title: str
    language: str
    page: bytes
    media: dict[str, str]
    is_top: bool = False


def start_chapter(inside: Inside) -> Chapter:
    """The first page: the course's name, its languages, its licence."""
    language, title = inside.wanted.language, inside.title
    with override(language):
        context = {
            "title": title,
            "summary": inside.summary,
            "licence": inside.licence,
            "readings": [place_of(reading) for reading in readings_of(inside)],
        }
        body = render_to_string("bundles/epub/start.html", context)
        return Chapter("start.xhtml", title, language, finished(opened(body), title, language), {}, is_top=True)


def place_of(reading: Reading) -> dict[str, Any]:
    """A course in a language as the first page lists it."""
    language = reading.language
    return {"title": reading.course.title, "href": name_of(reading, "course"), "code": language, "dir": writing_direction(language)}


def chapters_of(reading: Reading, inside: Inside) -> list[Chapter]:
    """A course's page, its lessons and its answers."""
    documents = documents_up_to(inside, AUDIO)
    lessons = [lesson_chapter(reading, place, documents[lesson.path]) for place, lesson in enumerate(reading.lessons, start=1)]
    return [course_chapter(reading), *lessons, answers_chapter(reading)]


def name_of(reading: Reading, part: str) -> str:
    """The name of a page."""
    return f"{reading.language}-{reading.course.slug}-{part}.xhtml"


def course_chapter(reading: Reading) -> Chapter:
    """What the course is about, for whom, and who checked its words."""
    course = reading.course
    with override(reading.language):
        content = {**course.content, "title": course.title, "description": mark_safe(course.content["description"])}
        body = render_to_string("bundles/epub/course.html", {"course": content})  # cleaned when it was published
        page = finished(opened(body), course.title, reading.language)
    return Chapter(name_of(reading, "course"), course.title, reading.language, page, {}, is_top=True)


def lesson_chapter(reading: Reading, place: int, document: bytes) -> Chapter:
    """A lesson to read."""
    lesson = reading.lessons[place - 1]
    with override(lesson.language):
        main = without_ways(opened(document))
        as_jpeg(main)
        one_source(main, ".mp3")
        plainer(main)
        page = opened(str(main.decode_contents()))
        put_questions(page, lesson, answers=f"{name_of(reading, 'answers')}#a-{place}-")
        media = moved_media(page)
        data = finished(page, lesson.title, lesson.language)
    return Chapter(name_of(reading, f"{place:02}"), lesson.title, lesson.language, data, media)


def plainer(main: Tag) -> None:
    """What e-readers cannot do is taken away or shown at once."""
    lamps = main.select_one(".lamps")
    remove(main, ".exit", "nav.pager", "video", ".video > p[id]")
    for told in main.find_all("p", class_="soft", recursive=False):
        told.decompose()  # where the lesson stands, and how to leave its page
    if lamps and (minutes := lamps.select_one(".soft")):
        lamps.replace_with(minutes)
    for folded in main.select("details"):
        folded.name = "div"
        del folded["open"]
    for summary in main.select("summary"):
        summary.name = "p"
        summary["class"] = "summary"


def put_questions(page: Page, lesson: LessonVersion, *, answers: str) -> None:
    """Questions to read where the forms stood, each with a link to its answer."""
    for form, question in zip(page.select("section.question"), to_read(lesson), strict=True):
        context = {"question": question, "answer_href": f"{answers}{question['id']}"}
        form.replace_with(part_of(opened(render_to_string("bundles/epub/question.html", context)), "section"))


def answers_chapter(reading: Reading) -> Chapter:
    """All answers of a course with their reasons, and the way back to each question."""
    with override(reading.language):
        title = _("Answers")
        page = opened(render_to_string("bundles/epub/answers_head.html", {"title": title}))
        for place, lesson in enumerate(reading.lessons, start=1):
            with override(lesson.language):
                context = {
                    "lesson": lesson,
                    "place": place,
                    "dir": writing_direction(lesson.language),
                    "lesson_href": name_of(reading, f"{place:02}"),
                    "questions": with_answers(lesson),
                }
                page.append(part_of(opened(render_to_string("bundles/epub/answers.html", context)), "section"))
        data = finished(page, title, reading.language)
    return Chapter(name_of(reading, "answers"), title, reading.language, data, {})


def moved_media(page: Page) -> dict[str, str]:
    """Gives pictures and sounds their names in the book: name -> where each is kept."""
    media = {}
    for medium in page.select("img[src],source[src]"):
        found = OBJECT.fullmatch(str(medium["src"]))
        if found:
            name = found[2].replace("/", "-")
            medium["src"] = f"media/{name}"
            media[name] = found[1]
    return media


def media_of(inside: Inside, chapters: Iterable[Chapter]) -> list[File]:
    """The book's style, its woven band, and every picture and sound once."""
    style = package_files.files("learning.bundles.formats").joinpath("epub.css").read_bytes()
    needed = {name: place for chapter in chapters for name, place in chapter.media.items()}
    kept = [File(f"media/{name}", source=kept_file(place).source) for name, place in sorted(needed.items())]
    return [File("style.css", style), File("media/band.svg", source=band_file(inside.version)), *kept]


def finished(page: Page, title: str, language: str) -> bytes:
    """A whole page around this body, well-formed, its language said in both ways."""
    context: dict[str, Any] = {"lang": language, "dir": writing_direction(language), "title": title}
    for tag in page.select("[lang]"):
        tag["xml:lang"] = tag["lang"]
    for tag in page.find_all(True):
        for name in [name for name in tag.attrs if name.startswith("data-") or name == "hreflang"]:
            del tag[name]
    body = page.decode(formatter="minimal").strip()
    shell = render_to_string("bundles/epub/page.xhtml", {**context, "body": mark_safe(body)})  # from our own templates
    return (shell.strip() + "\n").encode()
