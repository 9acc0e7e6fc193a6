"""Pages that are the same for everybody: the catalogue, lessons, their languages, and the object store."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from courses.exact_bytes import ExactResponse
from courses.media.sound_check import SOUND_TYPES
from courses.models import CourseVersion, LessonVersion, RenderedDocument
from courses.ranged_file import FOR_EVER, matches, serve_file
from courses.rendering import objects
from courses.rendering.document import Resources, render_lesson
from courses.rendering.pages import catalogue_context, languages_context
from courses.rendering.variants import FULLEST, TIERS, drawn_tier

OBJECT_NAME: Final = re.compile(r"([0-9a-f]{32})\.([a-z0-9]+)")
OBJECT_TYPES: Final = {"avif": "image/avif", "jpeg": "image/jpeg", **SOUND_TYPES}
SCRIPT: Final = "js"
# Long enough to spare a phone the next request, short enough that a correction arrives.
DOCUMENT_CACHE: Final = "public, max-age=300"


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The home page of a language: what this is, the languages, the courses. Two queries."""
    links = {name: reverse(view) for name, view in settings.CATALOGUE_LINKS.items()}
    context = {**catalogue_context(get_language() or settings.LANGUAGE_CODE), **links}
    response = render(request, "courses/catalogue_page.html", context)
    response.headers["Cache-Control"] = DOCUMENT_CACHE
    return response


@require_safe
def lesson(request: HttpRequest, *, course: str, module: str, lesson: str) -> HttpResponseBase:
    """A published lesson as it was rendered. One query; drawn from its version when the document is not made yet."""
    path = f"{get_language()}/{course}/{module}/{lesson}"
    tier = request.GET.get("tier", FULLEST)
    tier = tier if tier in TIERS else FULLEST
    rows = {row.tier: row for row in RenderedDocument.objects.served().filter(path=path).only("object_name", "tier")}
    if rows:
        try:
            return document_response(request, rows[drawn_tier(tier, rows)])
        except FileNotFoundError:
            pass  # the object store was emptied; `render_due_lessons` fills it, the learner need not wait
    version, course_version = published_lesson(path)
    html = render_lesson(version, course_version, tier=tier, resources=Resources([version]))
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
    return ExactResponse(objects.read(row.object_name + suffix), headers=headers)


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


def published_lesson(path: str) -> tuple[LessonVersion, CourseVersion]:
    """The lesson published at an address, and its course. One query. Raises `Http404`."""
    version = LessonVersion.objects.current().with_course().filter(path=path).first()
    if version is None or version.course is None:
        raise Http404(f"No lesson is published at {path}.")
    return version, version.course


@require_safe
def module(request: HttpRequest, course: str, module: str) -> HttpResponsePermanentRedirect:
    """A module has no page of its own: its lessons stand on the course's."""
    return HttpResponsePermanentRedirect(f"/{get_language()}/{course}/#{module}")


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """“Leave this page”: to a site that tells nothing. Bundles have a page of their own under this name."""
    return HttpResponse(status=302, headers={"Location": settings.SAFE_EXIT_URL, "Cache-Control": "no-store"})


@require_safe
def lesson_languages(request: HttpRequest, *, course: str, module: str, lesson: str) -> HttpResponse:
    """This lesson in other languages. Two queries."""
    context = languages_context(published_lesson(f"{get_language()}/{course}/{module}/{lesson}")[0])
    with override(context["lang"]):
        response = render(request, "courses/lesson_languages.html", context)
    response.headers["Cache-Control"] = DOCUMENT_CACHE
    return response


@require_safe
def stored_object(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """A picture, a sound or our script from the object store. Documents are served at their addresses only."""
    found = OBJECT_NAME.fullmatch(name)
    ending = found.group(2) if found else ""
    if not found or name[:2] != folder or (ending not in OBJECT_TYPES and ending != SCRIPT):
        raise Http404("There is no such object.")
    try:
        if ending == SCRIPT:
            return stored_script(request, name)
        # Whatever a trainer uploaded, it cannot run here.
        headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cross-Origin-Resource-Policy": "same-origin"}
        return serve_file(request, objects.path_of(name), content_type=OBJECT_TYPES[ending], etag=found.group(1), headers=headers)
    except FileNotFoundError as error:
        raise Http404("There is no such object.") from error


def stored_script(request: HttpRequest, name: str) -> HttpResponse:
    """A script of ours, compressed long ago; its name changes with its bytes. Raises `FileNotFoundError`."""
    suffix, coding = coding_for(request.headers.get("Accept-Encoding", ""))
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"} | ({"Content-Encoding": coding} if coding else {})
    return ExactResponse(objects.read(name + suffix), headers=headers, content_type="text/javascript; charset=utf-8")
