"""The board of needs and offers: what is on it, one listing, writing one, and what administrators look at."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.countries import country_name, names_in
from courses.rendering.document import own_name
from learning.bundles.room.errors import ListingRefused
from learning.bundles.room.listings import (
    approve_listing,
    houses_on_the_board,
    listing_for,
    on_the_board,
    only_administrators,
    own_listings,
    post_listing,
    refuse_listing,
    report_listing,
    settle_reports,
    take_down_listing,
    to_look_at,
    withdraw_listing,
)
from learning.bundles.room.models import LONGEST_REASON, Kind, Listing, ListingReport, Topic
from learning.models import Institution
from learning.unkept import active_language
from learning.views.room.listing_form import ListingForm
from learning.views.room.shell import room_context
from learning.views.staff import for_class_staff

PAGE: Final = 50  # listings
TAGS: Final = {"shown": "on", "refused": "stuck", "taken_down": "stuck", "withdrawn": "over", "waiting": ""}


def href_of(listing: Listing) -> str:
    """The page of a listing."""
    return reverse("learning:listing", args=[listing.uuid])


def listing_context(listing: Listing, *, today: date) -> dict[str, Any]:
    """A listing as the board draws it."""
    return {
        "href": href_of(listing),
        "kind": listing.kind,
        "kind_words": listing.get_kind_display(),
        "topic": listing.get_topic_display(),
        "title": listing.title,
        "text": listing.text,
        "institution": listing.institution.name,
        "country": country_name(listing.country, active_language()) if listing.country else "",
        "region": listing.region,
        "languages": [own_name(code) for code in listing.languages],
        "contact": listing.contact,
        "shown_until": listing.shown_until,
        "status": listing.status,
        "status_words": _("its last day is over") if listing.shown_until < today else listing.get_status_display(),
        "tag": "over" if listing.shown_until < today else TAGS[listing.status],
        "reason": listing.reason,
    }


@require_safe
@for_class_staff
def board(request: HttpRequest) -> HttpResponse:
    """What is on the board, narrowed by kind, topic, country and language; and one's own listings. Five queries."""
    person: Any = request.user
    today = timezone.localdate()
    houses = houses_on_the_board(person)
    asked = {name: request.GET.get(name, "") for name in ("kind", "topic", "country")}
    rows = on_the_board(at=today).filter(**{name: value for name, value in asked.items() if value and "\0" not in value})
    language = request.GET.get("language", "")
    found = [row for row in rows if not language or not row.languages or language in row.languages]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Needs and offers"),
        "listings": [listing_context(row, today=today) for row in page],
        "page": page,
        "is_narrowed": any([*asked.values(), language]),
        "choices": choices_of({**asked, "language": language}),
        "own": [listing_context(row, today=today) for row in own_listings(houses)[:PAGE]] if not person.is_superuser else [],
        "new_href": reverse("learning:new_listing") if houses else "",
        "check_href": reverse("learning:check_listings") if person.is_superuser else "",
        "waiting": to_look_at(at=today).count() if person.is_superuser else 0,
        "crumb": {"href": reverse("learning:partner"), "text": _("Partner institution")},
    }
    return render(request, "learning/room/board.html", room_context(request, **context))


def choices_of(asked: dict[str, str]) -> list[dict[str, Any]]:
    """What the board can be narrowed by: each with its options and the one that is chosen."""
    offered: dict[str, tuple[str, list[tuple[str, Any]]]] = {
        "kind": (_("Need or offer"), list(Kind.choices)),
        "topic": (_("What it is about"), list(Topic.choices)),
        "country": (_("Country"), list(names_in(active_language()).items())),
        "language": (_("Language"), [(code, own_name(code)) for code, _name in settings.LANGUAGES]),
    }
    return [
        {
            "name": name,
            "label": label,
            "options": [{"value": value, "text": text, "is_chosen": value == asked[name]} for value, text in options],
        }
        for name, (label, options) in offered.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def new_listing(request: HttpRequest) -> HttpResponse:
    """Writing a need or an offer."""
    actor: Any = request.user
    today = timezone.localdate()
    houses = houses_on_the_board(actor)
    if not houses:
        return HttpResponseRedirect(reverse("learning:board"))
    form = ListingForm(request.POST if request.method == "POST" else None, institutions=houses, today=today)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                posted = post_listing(actor=actor, institution=form.institution_chosen(), facts=form.facts(), today=today)
            except ListingRefused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Thank you. An administrator looks at it; then it stands on the board."))
                return HttpResponseRedirect(href_of(posted), status=303)
    context = {"page_title": _("A need or an offer"), "form": form, "crumb": board_crumb()}
    return render(request, "learning/room/new_listing.html", room_context(request, **context), status=status)


def board_crumb() -> dict[str, str]:
    """The way back to the board."""
    return {"href": reverse("learning:board"), "text": _("Needs and offers")}


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def listing(request: HttpRequest, listing: UUID) -> HttpResponse:
    """A listing. A post says in `action`: `withdraw`, `report`; of administrators `approve`, `refuse`, `take_down`, `settle`."""
    person: Any = request.user
    today = timezone.localdate()
    houses, found = houses_on_the_board(person), listing_for(person, listing, at=today)
    refused: ListingRefused | None = None
    if request.method == "POST":
        try:
            acted(request, found, houses)
            is_shown = person.is_superuser or found.institution in houses or found.is_on_the_board(at=today)
            return HttpResponseRedirect(href_of(found) if is_shown else reverse("learning:board"), status=303)
        except ListingRefused as refusal:
            refused = refusal
    is_own = found.institution in houses and not person.is_superuser
    reports = list(found.reports.filter(settled_at=None).select_related("institution")) if person.is_superuser else []
    context = {
        "page_title": found.title,
        "listing": listing_context(found, today=today),
        "can_withdraw": is_own and found.is_open(at=today),
        "can_report": not is_own and not person.is_superuser and found.is_on_the_board(at=today),
        "can_decide": person.is_superuser,
        "reports": [report_context(report) for report in reports],
        "most": LONGEST_REASON,
        "form_error": str(refused) if refused else "",
        "reason_value": request.POST.get("reason", "")[: LONGEST_REASON * 2] if refused else "",
        "crumb": board_crumb(),
    }
    page = "learning/room/listing.html"
    return render(request, page, room_context(request, **context), status=refused.status if refused else 200)


def report_context(report: ListingReport) -> dict[str, Any]:
    """A report as administrators read it."""
    return {"at": report.reported_at, "who": str(report.institution or _("somebody")), "reason": report.reason}


def acted(request: HttpRequest, found: Listing, houses: list[Institution]) -> None:
    """Does what a form of the page asks for, of somebody with these institutions. Raises `ListingRefused`, `NotForYou`."""
    actor: Any = request.user
    action, reason = request.POST.get("action", ""), request.POST.get("reason", "")
    is_own = found.institution in houses
    if action == "withdraw" and is_own:
        withdraw_listing(actor=actor, listing=found)
        messages.success(request, _("The listing is withdrawn. Nobody else sees it any more."))
    elif action == "report" and houses and (actor.is_superuser or not is_own):
        report_listing(actor=actor, institution=None if actor.is_superuser else houses[0], listing=found, reason=reason)
        messages.success(request, _("Thank you. An administrator looks at it."))
    elif action == "approve":
        approve_listing(actor=actor, listing=found)
        messages.success(request, _("The listing is on the board."))
    elif action == "refuse":
        refuse_listing(actor=actor, listing=found, reason=reason)
        messages.success(request, _("The listing is not accepted. Its institution reads why."))
    elif action == "take_down":
        take_down_listing(actor=actor, listing=found, reason=reason)
        messages.success(request, _("The listing is taken down. Its institution reads why."))
    elif action == "settle":
        settle_reports(actor=actor, listing=found)
        messages.success(request, _("The listing stays. Its reports are settled."))


@require_safe
@for_class_staff
def check_listings(request: HttpRequest) -> HttpResponse:
    """What waits for administrators: new listings and reported ones. Two queries."""
    person: Any = request.user
    only_administrators(person)
    today = timezone.localdate()
    rows = to_look_at(at=today)[:PAGE]
    waiting = [{**listing_context(row, today=today), "reports": row.open_reports} for row in rows]  # type: ignore[attr-defined]
    context = {"page_title": _("Listings to look at"), "listings": waiting, "crumb": board_crumb()}
    return render(request, "learning/room/check_listings.html", room_context(request, **context))
