"""Choosing a language: a page that offers the same page in each of them, and the address that keeps what was chosen.

Whoever follows a language's link chooses it: `/fr/chosen/<page>` sets the cookie `lang` and leads to `/fr/<page>`. Reading alone
sets no cookie, so that pages can be kept by caches; bundles have no such address and link from page to page.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, get_language_from_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.addresses import INDEX
from courses.rendering.document import shell_context
from courses.rendering.pages import language_link, offered


@require_safe
def languages(request: HttpRequest, rest: str = "") -> HttpResponse:
    """The page `rest` in our languages, for pages that have no such list themselves. No query."""
    language = get_language() or settings.LANGUAGE_CODE
    context = {
        **shell_context(language, "/"),
        "js_href": "",
        "page_title": _("Choose your language"),
        "languages": [language_link(code, f"/{code}/chosen/{rest}", current=code == language) for code in offered(None)],
        "languages_href": request.path,
        "back_href": address_of(language, rest),
    }
    response = render(request, "courses/choose_language.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def chosen(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Keeps the language of this address and leads to the page in it: always one of ours, for it begins with a slash and a word."""
    language = get_language() or settings.LANGUAGE_CODE
    response = HttpResponseRedirect(address_of(language, rest), headers={"Cache-Control": "no-store"})
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def address_of(language: str, rest: str) -> str:
    """Where a page stands in a language; some pages have one address for all languages, and ask the cookie."""
    rest = rest.removesuffix(INDEX)
    return f"/{rest}" if rest.startswith(settings.PAGES_WITHOUT_LANGUAGE) else f"/{language}/{rest}"


def choice(request: HttpRequest) -> dict[str, str]:
    """For templates: where the present page is offered in other languages. A context of its own `languages_href` goes before."""
    language = get_language_from_path(request.path_info)
    if language:
        rest = request.path_info.lstrip("/").partition("/")[2]
    else:
        language = get_language() or settings.LANGUAGE_CODE
        rest = request.path_info.lstrip("/")
        rest = rest if rest.startswith(settings.PAGES_WITHOUT_LANGUAGE) else ""
    return {"choice_href": f"/{language}/languages/{rest}"}
