"""The search page: a plain form, results in the page's language, and nothing about who asks.

The words stand in the address and nowhere else: no log has them, no other cache than the browser's keeps the page.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from courses.addresses import up_from
from courses.rendering.document import own_name, shell_context
from courses.search.find import Found, find
from courses.search.question import LONGEST, question_of
from courses.search.results import results_of

PAGE: Final = 20  # results
PUBLIC: Final = "public, max-age=300"
# What somebody looked for is theirs: the browser may go back to it without paying again, a proxy keeps nothing.
PRIVATE: Final = "private, max-age=300"


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found for `q`. No query without words, four at most with."""
    language = get_language() or settings.LANGUAGE_CODE
    question = question_of(request.GET.get("q", ""))
    found = find(question, language=language, readable=languages_of(request))
    context = {
        **shell_context(language, up_from(f"{language}/search")),
        "js_href": "",
        "page_title": _("Search"),
        "search_href": reverse("courses:search"),
        "longest": LONGEST,
        "question": question,
        **found_context(found, number_of(request), language=language),
    }
    response = render(request, "courses/search.html", context)
    response.headers["Cache-Control"] = PRIVATE if question.shown else PUBLIC
    response.headers["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def found_context(found: Found, number: int, *, language: str) -> dict[str, Any]:
    """The results of one page, and the way to the pages around it. One query."""
    total = len(found.entries)
    last = max(1, -(-total // PAGE))
    number = min(number, last)
    entries = found.entries[(number - 1) * PAGE : number * PAGE]
    up = up_from(f"{language}/search")
    return {
        "found": found,
        "total": total,
        "results": results_of(entries, found.question.words, language=language, up=up) if entries else [],
        "near": ", ".join(found.near),
        "own_language": own_name(language),
        "number": number,
        "last": last,
        "previous_href": page_href(found, number - 1) if number > 1 else "",
        "next_href": page_href(found, number + 1) if number < last else "",
    }


def page_href(found: Found, number: int) -> str:
    """The address of another page of the same results."""
    return "?" + urlencode({"q": found.question.shown, "page": str(number)})


def number_of(request: HttpRequest) -> int:
    """The page asked for; 1 for whatever is no number of a page."""
    typed = request.GET.get("page", "")
    return max(1, int(typed)) if typed.isdecimal() and len(typed) < 6 else 1


def languages_of(request: HttpRequest) -> list[str]:
    """The languages the browser says its reader knows, best first."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return [code.partition("-")[0] for code, _quality in asked]
