"""Published lessons, handed out before session, language, authentication or database have a say: no query, one look at a link.

Whatever is not linked in the published tree goes on to the views, which draw it from its version or say that it is not there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from courses.data_saver import VARY, tier_of
from courses.exact_bytes import ExactResponse
from courses.ranged_file import matches
from courses.rendering import objects
from courses.rendering.dictionary import CODING, fits, offered_dictionary, suffix_for
from courses.rendering.published import document_at

LESSON: Final = re.compile(r"/([a-z]{2,3}(?:-[a-z]+)?/([-\w]+)/[-\w]+/[-\w]+)/(?:index\.html)?", re.ASCII)
# Long enough to spare a phone the next request, short enough that a correction arrives.
DOCUMENT_CACHE: Final = "public, max-age=300"
MOST_KEPT: Final = 1024  # bodies in memory, about 3 KB each


class PublishedLessonMiddleware:
    """Answers GET and HEAD for a published lesson."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Wagtail draws a preview by a request of its own for the page's address: what is published must not answer it.
        is_preview = getattr(request, "is_dummy", False)
        if not is_preview and request.method in {"GET", "HEAD"} and (found := LESSON.fullmatch(request.path_info)):
            name = document_at(found.group(1), tier_of(request))
            if name is not None:
                try:
                    return document_response(request, name, course=found.group(1).rsplit("/", 2)[0])
                except FileNotFoundError:
                    pass  # the object store was emptied; the views can draw the lesson
        return self.get_response(request)


def document_response(request: HttpRequest, name: str, *, course: str) -> HttpResponse:
    """A document in the lightest coding the browser takes, compressed long ago. Raises `FileNotFoundError`.

    `course` is language/course: the lesson may serve as dictionary for what stands below it.
    """
    takes = accepted_codings(request.headers.get("Accept-Encoding", ""))
    suffix, coding, body = lightest(request, name, takes)
    quoted = f'"{name}{suffix}"'
    headers = {
        "ETag": quoted,
        "Cache-Control": DOCUMENT_CACHE,
        "Vary": f"{VARY}, Available-Dictionary",
    }
    if takes.get("zstd"):  # no browser without it knows dictionaries
        headers["Use-As-Dictionary"] = f'match="/{course}/*"'
    if matches(request.headers.get("If-None-Match", ""), quoted):
        return HttpResponse(status=304, headers=headers)
    if coding:
        headers["Content-Encoding"] = coding
    response = ExactResponse(body, headers=headers)
    response.headers["Content-Length"] = str(len(body))
    return response


def lightest(request: HttpRequest, name: str, takes: dict[str, bool]) -> tuple[str, str, bytes]:
    """Suffix, content coding and body of a document's lightest form among the codings the browser takes."""
    if takes.get(CODING) and (digest := offered_dictionary(request.headers.get("Available-Dictionary", ""))):
        suffix = suffix_for(digest.hex())
        try:
            body = kept_body(name, suffix)
        except FileNotFoundError:
            body = b""  # another lesson than the one before this, or an older version of it
        if fits(body, digest):
            return suffix, CODING, body
    suffix, coding = form_for(takes)
    return suffix, coding, kept_body(name, suffix)


@functools.lru_cache(maxsize=MOST_KEPT)
def kept_body(name: str, suffix: str) -> bytes:
    """A form of a document, kept in memory: what a name stands for never changes. Raises `FileNotFoundError`."""
    return objects.read_document(name, suffix)


def accepted_codings(header: str) -> dict[str, bool]:
    """Coding -> whether the browser takes it; one with q=0 is refused (RFC 9110, 12.5.3)."""
    takes = {}
    for part in header.lower().split(","):
        name, _, weight = part.strip().partition(";")
        takes[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return takes


def form_for(takes: dict[str, bool]) -> tuple[str, str]:
    """File suffix and content coding of the lightest form that needs no dictionary."""
    if takes.get("br"):
        return ".br", "br"
    if takes.get("gzip"):
        return ".gz", "gzip"
    return "", ""


def coding_for(header: str) -> tuple[str, str]:
    """File suffix and content coding for an `Accept-Encoding` header."""
    return form_for(accepted_codings(header))
