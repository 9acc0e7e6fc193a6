"""Pages that are the same for everybody: the catalogue, lessons, their languages, and the object store."""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from courses import jobs
from courses.addresses import object_path
from courses.data_saver import tier_of
from courses.exact_bytes import ExactResponse
from courses.models import CourseVersion, LessonVersion
from courses.publishing import RENDER_COURSE
from courses.ranged_file import FOR_EVER, serve_file
from courses.rendering import objects
from courses.rendering.document import render_lesson
from courses.rendering.pages import catalogue_context, languages_context
from courses.rendering.resources import Resources
from courses.rendering.variants import drawn_tier, drawn_tiers
from courses.served_lessons import DOCUMENT_CACHE, coding_for

PICTURE_TYPES: Final = {"avif": "image/avif", "jpeg": "image/jpeg"}
OBJECT_TYPES: Final = {
    **PICTURE_TYPES,
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "webm": "video/webm",
    "mp4": "video/mp4",
    "vtt": "text/vtt",
}
SCRIPT: Final = "js"
# One file, or one of a picture's forms: see objects.put_group.
OBJECT_NAME: Final = re.compile(rf"([0-9a-f]{{32}}(?:/[0-9]{{2,4}})?)\.({'|'.join([*OBJECT_TYPES, SCRIPT])})")
GAP_SECONDS: Final = 60


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The home page of a language: what this is, the languages, the courses. Two queries."""
    links = {name: reverse(view) for name, view in settings.CATALOGUE_LINKS.items()}
    context = {**catalogue_context(get_language() or settings.LANGUAGE_CODE), **links}
    response = render(request, "courses/catalogue_page.html", context)
    response.headers["Cache-Control"] = DOCUMENT_CACHE
    return response


@require_safe
def lesson(request: HttpRequest, *, course: str, module: str, lesson: str) -> HttpResponse:
    """A published lesson whose document is missing: drawn from its version, while a job fills the gap. Two queries besides it."""
    version, course_version = published_lesson(f"{get_language()}/{course}/{module}/{lesson}")
    fill_gap(version.course_key)
    tier = drawn_tier(tier_of(request), drawn_tiers(version.content["cards"]))
    html = render_lesson(version, course_version, tier=tier, resources=Resources([version]))
    return HttpResponse(html, headers={"Cache-Control": "no-store"})


def fill_gap(course_key: UUID) -> None:
    """Asks for a course's documents, once a minute at most, however many learners meet the gap."""
    if cache.add(f"gap:{course_key}", True, GAP_SECONDS):
        jobs.ask(RENDER_COURSE, str(course_key))


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
def lesson_languages(request: HttpRequest, *, course: str, module: str, lesson: str) -> HttpResponse:
    """This lesson in other languages. Two queries."""
    context = languages_context(published_lesson(f"{get_language()}/{course}/{module}/{lesson}")[0])
    context["data_href"] = reverse("courses:data_saver")
    with override(context["lang"]):
        response = render(request, "courses/lesson_languages.html", context)
    response.headers["Cache-Control"] = DOCUMENT_CACHE
    return response


@require_safe
def stored_object(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """A picture, sound, video, its captions or our script from the object store. Documents are served at their addresses only."""
    found = OBJECT_NAME.fullmatch(name)
    ending = found.group(2) if found else ""
    if not found or name[:2] != folder:
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


@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """Where the text tier's “Show the picture” leads: `?<first two>/<object name>`. Redirects to that picture and nowhere else.

    A bundle has a page of its own under this name, for it holds no pictures.
    """
    folder, _slash, name = request.META.get("QUERY_STRING", "").partition("/")
    found = OBJECT_NAME.fullmatch(name)
    if not found or found.group(2) not in PICTURE_TYPES or name[:2] != folder or not objects.path_of(name).is_file():
        raise Http404("There is no such picture.")
    return HttpResponse(status=302, headers={"Location": f"/{object_path(name)}", "Cache-Control": DOCUMENT_CACHE})
