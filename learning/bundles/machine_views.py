"""The catalogue over HTTP, for machines: OPDS, Atom, OAI-PMH. The same for everybody; a token only says who is counted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from learning.bundles import oai as protocol
from learning.bundles import opds
from learning.bundles.atom import feed_text
from learning.bundles.catalogue import entries, entries_ever, news
from learning.bundles.errors import TokenUnknown
from learning.bundles.tokens import accepted_token

View = Callable[[HttpRequest], HttpResponse]
CACHE: Final = {"Cache-Control": "public, max-age=300"}


def with_token(view: View) -> View:
    """A view that mirrors ask: the use of a token is noted, one that opens nothing is refused."""

    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        try:
            accepted_token(request)
        except TokenUnknown as error:
            return unknown_token(error)
        return view(request)

    return asked


def unknown_token(error: TokenUnknown) -> JsonResponse:
    """The refusal of a token (RFC 6750, section 3.1)."""
    return JsonResponse({"error": str(error)}, status=401, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


@require_safe
@with_token
def catalogue(request: HttpRequest) -> HttpResponse:
    """OPDS 2.0: `?language=` narrows it, `?page=` goes on, `?id=` is one publication. One query."""
    language = language_asked(request)
    found = entries(language=language)
    if "id" in request.GET:
        one = next((entry for entry in found if entry.urn == request.GET["id"]), None)
        if one is None:
            raise Http404("There is no such publication.")
        return written(opds.publication(one), opds.PUBLICATION)
    page = number_asked(request)
    if page > 1 and (page - 1) * opds.PER_PAGE >= len(found):
        raise Http404("There is no such page.")
    present = {entry.language for entry in found}
    languages = [code for code, _name in settings.LANGUAGES if code in present]
    return written(opds.feed(found, page=page, language=language, languages=languages), opds.FEED)


@require_safe
@with_token
def feed(request: HttpRequest) -> HttpResponse:
    """Atom: what is new, of one language or of all. One query."""
    language = language_asked(request)
    text = feed_text(news(language=language), language=language)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8", headers=CACHE)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """OAI-PMH 2.0, by GET or POST. Two queries, or none where none is needed."""
    asked = request.POST if request.method == "POST" else request.GET
    body = protocol.answer(dict(asked.lists()), entries_ever, at=timezone.now())
    return HttpResponse(body, content_type="text/xml; charset=utf-8", headers=CACHE)


def written(data: dict[str, Any], content_type: str) -> JsonResponse:
    """A document of the catalogue."""
    return JsonResponse(data, content_type=content_type, json_dumps_params={"ensure_ascii": False}, headers=CACHE)


def language_asked(request: HttpRequest) -> str:
    """One of our languages, or none. Raises `Http404`."""
    language = request.GET.get("language", "")
    if language and language not in dict(settings.LANGUAGES):
        raise Http404("There is no such language.")
    return language


def number_asked(request: HttpRequest) -> int:
    """Which page. Raises `Http404`."""
    page = request.GET.get("page", "1")
    if not (page.isascii() and page.isdecimal() and len(page) < 6 and int(page)):
        raise Http404("There is no such page.")
    return int(page)
