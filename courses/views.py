"""Pages that are the same for everybody: the catalogue, lessons, their languages, and the object store."""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language, get_language_info, override
from django.views.decorators.http import require_safe

from courses.addresses import file_of, up_from
from courses.media.sound_check import SOUND_TYPES
from courses.models import CourseVersion, LessonVersion, RenderedDocument
from courses.ranged_file import matches, serve_file
from courses.rendering import objects
from courses.rendering.document import Resources, render_lesson, shell_context
from courses.rendering.variants import DEFAULT_TIER

OBJECT_NAME: Final = re.compile(r"[0-9a-f]{64}\.(html|avif|jpeg|mp3|m4a|ogg|opus)")
OBJECT_TYPES: Final = {"avif": "image/avif", "jpeg": "image/jpeg", **SOUND_TYPES}
# Long enough to spare a phone the next request, short enough that a correction arrives.
DOCUMENT_CACHE: Final = "public, max-age=300"


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The home page of a language: what this is, the languages, the courses. One query."""
    language = get_language() or settings.LANGUAGE_CODE
    response = render(request, "courses/catalogue_page.html", catalogue_context(language))
    response.headers["Cache-Control"] = DOCUMENT_CACHE
    return response


def catalogue_context(language: str, *, languages: list[str] | None = None) -> dict[str, Any]:
    """What the home page draws. `languages` limits it to those of a bundle. One query."""
    up = up_from(language)
    versions = [version for version in CourseVersion.objects.current().order_by("title") if version.lessons]
    offered = [code for code, _name in settings.LANGUAGES if languages is None or code in languages]
    return {
        **shell_context(language, up),
        "js_href": "",
        "courses": [course_row(version, up) for version in versions if version.language == language],
        "other_courses": other_courses(versions, language, up, offered),
        "languages": [
            {"code": code, "name": get_language_info(code)["name_local"], "href": file_of(up, code), "is_current": code == language}
            for code in offered
        ],
    }


def course_row(version: CourseVersion, up: str) -> dict[str, Any]:
    """A course as the catalogue lists it."""
    lessons = version.lessons
    return {
        "title": version.title,
        "summary": version.content["summary"],
        "href": file_of(up, f"{version.language}/{version.slug}"),
        "language": version.language,
        "band": version.content["band"],
        "band_colours": version.content["band_colours"],
        "minutes": version.content["minutes"],
        "lessons": len(lessons),
        "lamps": ["off"] * len(lessons),
        "translation_status": version.content["translation_status"],
    }


def other_courses(versions: list[CourseVersion], language: str, up: str, offered: list[str]) -> list[dict[str, Any]]:
    """Courses this language lacks, in the first language that has them."""
    here = {version.course_key for version in versions if version.language == language}
    rows: dict[Any, dict[str, Any]] = {}
    for code in offered:
        for version in versions:
            if version.language == code and version.course_key not in here:
                rows.setdefault(version.course_key, course_row(version, up))
    return list(rows.values())


@require_safe
def lesson(request: HttpRequest, course: str, module: str, lesson: str) -> HttpResponseBase:
    """A published lesson as it was rendered. One query; drawn from its version when the document is not made yet."""
    path = f"{get_language()}/{course}/{module}/{lesson}"
    row = RenderedDocument.objects.filter(path=path, tier=DEFAULT_TIER).only("object_name", "sizes").first()
    if row:
        try:
            return document_response(request, row)
        except FileNotFoundError:
            pass  # the object store was emptied; `render_due_lessons` fills it, the learner need not wait
    version = published_lesson(path)
    html = render_lesson(version, course_of(version), DEFAULT_TIER, Resources([version]))
    return HttpResponse(html, headers={"Cache-Control": "no-store"})


def document_response(request: HttpRequest, row: RenderedDocument) -> HttpResponse:
    """A rendered document in the coding the browser takes, compressed long ago. Raises `FileNotFoundError`."""
    suffix, coding = coding_for(request.headers.get("Accept-Encoding", ""))
    quoted = f'"{row.object_name[:32]}{suffix}"'
    headers = {"ETag": quoted, "Cache-Control": DOCUMENT_CACHE, "Vary": "Accept-Encoding"}
    if matches(request.headers.get("If-None-Match", ""), quoted):
        return HttpResponse(status=304, headers=headers)
    if coding:
        headers["Content-Encoding"] = coding
    return HttpResponse(objects.read(row.object_name + suffix), headers=headers)


def coding_for(accepted: str) -> tuple[str, str]:
    """File suffix and content coding for an `Accept-Encoding` header; a coding with q=0 is refused (RFC 9110, 12.5.3)."""
    takes = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.strip().partition(";")
        takes[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    if takes.get("br"):
        return ".br", "br"
    if takes.get("gzip"):
        return ".gz", "gzip"
    return "", ""


def published_lesson(path: str) -> LessonVersion:
    """The current version at an address. Raises `Http404`."""
    version = LessonVersion.objects.current().filter(path=path).first()
    if version is None:
        raise Http404(f"No lesson is published at {path}.")
    return version  # type: ignore[no-any-return]


def course_of(lesson: LessonVersion) -> CourseVersion:
    """The current course version a lesson belongs to. Raises `Http404`."""
    version = CourseVersion.objects.current().filter(course_key=lesson.course_key, language=lesson.language).first()
    if version is None:
        raise Http404(f"The course of {lesson.path} is not published.")
    return version  # type: ignore[no-any-return]


@require_safe
def module(request: HttpRequest, course: str, module: str) -> HttpResponsePermanentRedirect:
    """A module has no page of its own: its lessons stand on the course's."""
    return HttpResponsePermanentRedirect(f"/{get_language()}/{course}/#{module}")


@require_safe
def lesson_languages(request: HttpRequest, course: str, module: str, lesson: str) -> HttpResponse:
    """This lesson in other languages. Two queries."""
    context = languages_context(published_lesson(f"{get_language()}/{course}/{module}/{lesson}"))
    with override(context["lang"]):
        response = render(request, "courses/lesson_languages.html", context)
    response.headers["Cache-Control"] = DOCUMENT_CACHE
    return response


def languages_context(version: LessonVersion, *, languages: list[str] | None = None) -> dict[str, Any]:
    """What the page of a lesson's languages draws. `languages` limits it to those of a bundle. One query."""
    up = up_from(version.path) + "../"
    rows = LessonVersion.objects.current().filter(lesson_key=version.lesson_key)
    by_language = {row.language: row for row in rows if languages is None or row.language in languages}
    return {
        **shell_context(version.language, up),
        "js_href": "",
        "page_title": version.title,
        "lesson_href": "../index.html",
        "languages": [
            {
                "code": code,
                "name": get_language_info(code)["name_local"],
                "dir": "rtl" if get_language_info(code)["bidi"] else "ltr",
                "title": by_language[code].title,
                "href": file_of(up, by_language[code].path),
                "is_current": code == version.language,
                "translation_status": by_language[code].content["translation_status"],
            }
            for code, _name in settings.LANGUAGES
            if code in by_language
        ],
    }


@require_safe
def stored_object(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """A picture or sound of the object store. Documents are served at their addresses only."""
    found = OBJECT_NAME.fullmatch(name)
    if not found or name[:2] != folder or found.group(1) == "html":
        raise Http404("There is no such object.")
    # Whatever a trainer uploaded, it cannot run here.
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cross-Origin-Resource-Policy": "same-origin"}
    try:
        return serve_file(request, objects.path_of(name), content_type=OBJECT_TYPES[found.group(1)], etag=name[:64], headers=headers)
    except FileNotFoundError as error:
        raise Http404("There is no such object.") from error
