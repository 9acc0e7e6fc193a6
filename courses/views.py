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

from courses.addresses import object_path
from courses.exact_bytes import ExactResponse
from courses.models import CourseVersion, LessonVersion, RenderedDocument
from courses.ranged_file import matches, serve_file
from courses.rendering import objects
from courses.rendering.document import Resources, render_lesson
from courses.rendering.pages import catalogue_context, languages_context
from courses.rendering.variants import FULLEST, drawn_tier

PICTURE_TYPES: Final = {"avif": "image/avif", "jpeg": "image/jpeg"}
OBJECT_TYPES: Final = {
    **PICTURE_TYPES,
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "webm": "video/webm",
    "mp4": "video/mp4",
    "vtt": "text/vtt; charset=utf-8",
}
OBJECT_NAME: Final = re.compile(rf"[0-9a-f]{{64}}\.({'|'.join(OBJECT_TYPES)})")
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
    rows = {row.tier: row for row in RenderedDocument.objects.served().filter(path=path).only("object_name", "tier")}
    if rows:
        try:
            return document_response(request, rows[drawn_tier(FULLEST, rows)])
        except FileNotFoundError:
            pass  # the object store was emptied; `render_due_lessons` fills it, the learner need not wait
    version, course_version = published_lesson(path)
    html = render_lesson(version, course_version, tier=FULLEST, resources=Resources([version]))
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
    """A picture, sound, video or its captions from the object store. Documents are served at their addresses only."""
    found = OBJECT_NAME.fullmatch(name)
    if not found or name[:2] != folder:
        raise Http404("There is no such object.")
    # Whatever a trainer uploaded, it cannot run here.
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cross-Origin-Resource-Policy": "same-origin"}
    try:
        return serve_file(
            request, objects.path_of(name), content_type=OBJECT_TYPES[found.group(1)], etag=name[:64], headers=headers
        )
    except FileNotFoundError as error:
        raise Http404("There is no such object.") from error


@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """Where the text tier's “Show the picture” leads: `?<first two>/<object name>`. Redirects to that picture and nowhere else.

    A bundle has a page of its own under this name, for it holds no pictures.
    """
    folder, _slash, name = request.META.get("QUERY_STRING", "").partition("/")
    found = OBJECT_NAME.fullmatch(name)
    if not found or found.group(1) not in PICTURE_TYPES or name[:2] != folder or not objects.path_of(name).is_file():
        raise Http404("There is no such picture.")
    return HttpResponse(status=302, headers={"Location": f"/{object_path(name)}", "Cache-Control": DOCUMENT_CACHE})
