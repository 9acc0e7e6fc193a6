"""Where to find help, and where “Leave this page” leads: both by the learner's country, if it was told, and else for everybody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.helplines import countries_for
from courses.models import Helpline
from learning.models import LearnerFacts
from learning.unkept import active_language
from learning.views.personal import personal, personal_context
from learning.visitor import phone_key


def country_of(request: HttpRequest) -> str:
    """What the address says, or what the learner told; "" when nobody has said. One query at most, none for strangers."""
    wanted = request.GET.get("country", "").upper()
    if len(wanted) == 2 and wanted.isascii() and wanted.isalpha():
        return wanted
    key = phone_key(request)
    if key is None:
        return ""
    told = LearnerFacts.objects.filter(person__uuid=key.uuid, person__phone_epoch=key.epoch, person__is_active=True)
    return told.values_list("country", flat=True).first() or ""


@require_safe
@personal
def help_page(request: HttpRequest) -> HttpResponse:
    """Every country's lines, the learner's own first. Its title tells nothing."""
    lines = Helpline.objects.trusted(at=timezone.localdate())
    countries = countries_for(country_of(request), lines, active_language())
    context = personal_context(page_title="Mwanga", countries=countries, exit_href="/leave.html")
    return render(request, "courses/help.html", context)


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """“Leave this page”: to a site that tells nothing, one that is usual in the country. Bundles have a page of their own here."""
    country = country_of(request) if settings.SAFE_EXIT_URLS else ""
    target = settings.SAFE_EXIT_URLS.get(country, settings.SAFE_EXIT_URL)
    return HttpResponse(status=302, headers={"Location": target, "Cache-Control": "no-store"})
