"""What a facilitator tells a class: writing it, the list, taking it back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learning.announcements import LONGEST, USUALLY, announce, take_back
from learning.cohorts import cohort_for, members_of
from learning.errors import AnnouncementRefused
from learning.views.classes import class_href
from learning.views.staff import for_class_staff, staff_context


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def announcements(request: HttpRequest, cohort: UUID) -> HttpResponse:
    """Posts write one, or take one back when they name it in `take_back`."""
    actor: Any = request.user
    found = cohort_for(actor, cohort)
    today = timezone.localdate()
    here = reverse("learning:class_announcements", args=[found.uuid])
    text, until, refused = "", (today + USUALLY).isoformat(), None
    if request.method == "POST":
        old = request.POST.get("take_back", "")
        if old.isdecimal():
            for row in found.announcements.filter(pk=int(old[:18])):
                take_back(actor=actor, announcement=row)
            return HttpResponseRedirect(here, status=303)
        text, until = request.POST.get("text", ""), request.POST.get("shown_until", "")
        try:
            announce(actor=actor, cohort=found, text=text, shown_until=day_in(until), today=today)
            return HttpResponseRedirect(here, status=303)
        except AnnouncementRefused as error:
            refused = error
    members = members_of(found)
    context = {
        "page_title": _("Announcements"),
        "announcements": found.announcements.select_related("written_by"),
        "hearing": members.filter(wants_announcements=True).count(),
        "members": members.count(),
        "longest": LONGEST,
        "text": text[: LONGEST * 2],
        "shown_until": until,
        "today": today,
        "form_error": str(refused) if refused else "",
        "crumb": {"href": class_href(found), "text": found.name},
    }
    page = "learning/classes/announcements.html"
    return render(request, page, staff_context(request, **context), status=refused.status if refused else 200)


def day_in(typed: str) -> date:
    """A day as the browser's chooser sends it. Raises `AnnouncementRefused`."""
    try:
        day = parse_date(typed)
    except ValueError:  # well written, and there is no such day
        day = None
    if day is None:
        raise AnnouncementRefused(_("Choose a last day between today and 90 days from now."))
    return day
