"""The page that checks certificates by itself: `/v`, what it must know, and the worker that keeps it. Nothing personal comes here.

A picture code opens `/v#<token>`: browsers keep what stands behind the `#` to themselves, so neither the server nor its log ever
sees a name. No cookie is read, and caches may keep all of it.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.views.decorators.http import require_safe

from courses.keeping import JAVASCRIPT, tagged
from courses.reading import accepted, known
from courses.rendering.script import static_source
from learning.certificates.offline_page import WORKER, page_html
from learning.certificates.trust import KEPT_SECONDS, trust_script

# The camera may be asked for here and nowhere else.
PERMISSIONS: Final = "camera=(self), geolocation=(), microphone=(), interest-cohort=()"
SCOPE: Final = "/v"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page in the language of its address (`?l=ar`) or of the browser. No query, but once in ten minutes."""
    language = language_of(request)
    with override(language):
        response = tagged(request, page_html(language), content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = language
    response.headers["Permissions-Policy"] = PERMISSIONS
    response.headers["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def language_of(request: HttpRequest) -> str:
    """The language asked for, by address or by browser; never by cookie."""
    wished = [request.GET.get("l", ""), *accepted(request)]
    return next(known(iter(wished)), settings.LANGUAGE_CODE)


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """Who signs, and what no longer stands; at most ten minutes old."""
    response = tagged(request, trust_script(), content_type=JAVASCRIPT)
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which rules the page and nothing else. Asked for anew each time."""
    response = tagged(request, static_source(WORKER), content_type=JAVASCRIPT)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = SCOPE
    return response
