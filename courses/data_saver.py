"""Data saver: how much a phone wants to load. A choice made here is kept in a cookie of its own; without one the browser is asked.

The cookie `tier` holds one of four words and says nothing about who learns. `Save-Data: on` (Chromium) means text until somebody
chooses otherwise.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses.rendering.document import shell_context
from courses.rendering.variants import AUDIO, FULLEST, PICTURES, TEXT, TIERS, VIDEO

COOKIE: Final = "tier"
YEAR: Final = 365 * 24 * 3600
VARY: Final = "Accept-Encoding, Cookie, Save-Data"
WORDS: Final = {
    TEXT: (gettext_lazy("Text only"), gettext_lazy("The lightest. Pictures are described, and load when you ask for them.")),
    PICTURES: (gettext_lazy("Text and pictures"), gettext_lazy("Pictures load as you reach them.")),
    AUDIO: (gettext_lazy("With sound"), gettext_lazy("Recordings are there to tap. Each says its size first.")),
    VIDEO: (gettext_lazy("With sound and video"), gettext_lazy("Videos are there to tap too. Nothing plays by itself.")),
}


def tier_of(request: HttpRequest) -> str:
    """The tier a request asks for: in its address, by the phone's choice, or by the browser's wish to save data."""
    for wanted in (request.GET.get("tier"), request.COOKIES.get(COOKIE)):
        if wanted in TIERS:
            return wanted
    return TEXT if request.headers.get("Save-Data", "").lower() == "on" else FULLEST


@csrf_exempt  # another site could at most change how many pictures load
@require_http_methods(["GET", "HEAD", "POST"])
def data_saver(request: HttpRequest) -> HttpResponse:
    """The choice, with what each costs in words; POST keeps it and leads back to where one came from."""
    back = safe_way_back(request)
    if request.method == "POST" and request.POST.get("tier") in TIERS:
        chosen = HttpResponseRedirect(back, status=303)
        secure = settings.SESSION_COOKIE_SECURE
        chosen.set_cookie(COOKIE, request.POST["tier"], max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
        return chosen
    response = render(request, "courses/data_saver.html", data_saver_context(tier_of(request), back))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def data_saver_context(current: str, back: str) -> dict[str, Any]:
    """What the page draws."""
    tiers = [{"key": tier, "name": name, "note": note, "current": tier == current} for tier, (name, note) in WORDS.items()]
    shell = {**shell_context(get_language() or settings.LANGUAGE_CODE, "/"), "js_href": ""}
    return {**shell, "page_title": _("How much to load"), "tiers": tiers, "back": back}


def safe_way_back(request: HttpRequest) -> str:
    """The page one came from, when it is one of ours; otherwise the home page."""
    wanted = request.POST.get("back") or request.headers.get("Referer", "")
    home = f"/{get_language()}/"
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and is_ours else home
