"""What an institution takes along: its choices, making one with the sizes before it, and how far the files of one are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.addresses import static_file
from courses.rendering.variants import TEXT
from learning.bundles.offered import tier_words
from learning.bundles.room.builds import FAILED, MISSING, Build, builds_of
from learning.bundles.room.choice_sizes import size_table
from learning.bundles.room.errors import ChoiceRefused
from learning.bundles.room.names import names_of_selections
from learning.bundles.room.subscriptions import (
    Choice,
    build_again,
    checked_choice,
    running,
    stop_subscription,
    subscribe,
    subscription_for,
)
from learning.bundles.sources import ZIP
from learning.cohorts import institution_for
from learning.models import Institution
from learning.unkept import active_language
from learning.views.room.choice_form import courses_offered, languages_offered, programmes_offered
from learning.views.room.shell import bundle_room_context
from learning.views.staff import for_class_staff


def build_context(build: Build) -> dict[str, Any]:
    """A form of a choice as the page draws it."""
    bundle = build.bundle
    return {
        "form": build.form.title,
        "cannot": build.form.cannot,
        "state": build.state,
        "progress": build.progress,
        "problem": build.problem,
        "file": {
            "href": reverse("bundles:download", args=[bundle.file_name]),
            "fetch_href": reverse("bundles:fetch", args=[bundle.file_name]),
            "name": bundle.file_name,
            "version": bundle.number,
            "bytes": bundle.size,
            "sha256": bundle.sha256,
            "built_at": bundle.built_at,
            "language": bundle.language,
            "changes": bundle.manifest.changes if bundle.manifest else [],
        }
        if bundle
        else None,
    }


@require_safe
@for_class_staff
def choices(request: HttpRequest, institution: UUID) -> HttpResponse:
    """Everything the institution takes now, and how far it is. Four queries more than who asks, however many choices."""
    person: Any = request.user
    house = institution_for(person, institution)
    rows = list(running(house))
    names, builds = names_of_selections(row.selection for row in rows), builds_of(rows)
    context = {
        "page_title": _("Our courses"),
        "choices": [
            {
                "href": reverse("learning:choice", args=[house.uuid, row.uuid]),
                "name": names[row.selection_id],
                "ready": sum(build.bundle is not None for build in builds[row.pk]),
                "forms": len(builds[row.pk]),
                "is_moving": any(build.is_moving for build in builds[row.pk]),
                "has_failed": any(build.state == FAILED for build in builds[row.pk]),
            }
            for row in rows
        ],
        "new_href": reverse("learning:new_choice", args=[house.uuid]),
        "public_href": reverse("bundles:list"),
    }
    return render(request, "learning/room/choices.html", bundle_room_context(request, house, **context))


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def choice(request: HttpRequest, institution: UUID, subscription: UUID) -> HttpResponse:
    """One choice: its files and how far they are. A post says in `action`: `again` or `stop`."""
    person: Any = request.user
    house = institution_for(person, institution)
    found = subscription_for(house, subscription)
    if request.method == "POST":
        if request.POST.get("action") == "stop":
            stop_subscription(actor=person, subscription=found)
            messages.success(request, _("The choice is stopped. What you downloaded stays yours."))
            return HttpResponseRedirect(reverse("learning:choices", args=[house.uuid]), status=303)
        if request.POST.get("action") == "again":
            build_again(actor=person, subscription=found)
        return HttpResponseRedirect(reverse("learning:choice", args=[house.uuid, found.uuid]), status=303)
    builds = builds_of([found])[found.pk]
    name = names_of_selections([found.selection])[found.selection_id]
    context = {
        "page_title": name.courses,
        "name": name,
        "builds": [build_context(build) for build in builds],
        "is_moving": any(build.is_moving for build in builds),
        "can_again": any(build.state in {FAILED, MISSING} for build in builds),
        "room_js_href": static_file("/", "js/cms_preparation.js"),
    }
    page = bundle_room_context(request, house, **context)
    page["crumb"] = {"href": reverse("learning:choices", args=[house.uuid]), "text": _("Our courses")}
    return render(request, "learning/room/choice.html", page)


def choice_in(sent: QueryDict) -> Choice:
    """What was ticked. What is no course's key is left out; the page's language, if it was ticked, is the main one."""
    keys = [key for text in sent.getlist("course")[:100] if (key := as_key(text))]
    languages = sorted(sent.getlist("language")[:100], key=lambda code: code != active_language())
    return Choice(
        courses=tuple(dict.fromkeys(keys)),
        languages=tuple(dict.fromkeys(languages)),
        tier=sent.get("tier", TEXT),
        formats=tuple(dict.fromkeys(sent.getlist("format")[:100])),
        names_us=sent.get("names_us") == "yes",
    )


def as_key(text: str) -> UUID | None:
    """A key, or nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def new_choice(request: HttpRequest, institution: UUID) -> HttpResponse:
    """Courses and languages come first; then every combination's size is shown; a post keeps the choice and asks for its files."""
    person: Any = request.user
    house = institution_for(person, institution)
    sent = request.POST if request.method == "POST" else request.GET
    chosen, refused = choice_in(sent), ""
    try:
        if request.method == "POST":
            kept = subscribe(actor=person, institution=house, choice=chosen)
            messages.success(request, _("Your choice is kept. Its files are built now, and anew whenever a course changes."))
            return HttpResponseRedirect(reverse("learning:choice", args=[house.uuid, kept.uuid]), status=303)
    except ChoiceRefused as refusal:
        refused = str(refusal)
    sizes: dict[str, Any] = {}
    if chosen.courses or chosen.languages:
        sizes, problem = sizes_context(chosen, house)
        refused = refused or problem
    context = {
        "page_title": _("Choose courses"),
        "courses": courses_offered(chosen.courses),
        "languages": languages_offered(chosen.languages),
        "programmes": programmes_offered(),
        "refused": refused,
        **sizes,
    }
    page = bundle_room_context(request, house, **context)
    page["crumb"] = {"href": reverse("learning:choices", args=[house.uuid]), "text": _("Our courses")}
    status = 400 if refused and request.method == "POST" else 200
    return render(request, "learning/room/new_choice.html", page, status=status)


def sizes_context(chosen: Choice, house: Institution) -> tuple[dict[str, Any], str]:
    """The table of sizes with what is ticked in it; or nothing, and the sentence why these courses cannot be had so."""
    try:
        table = size_table(checked_choice(replace(chosen, tier=TEXT, formats=(ZIP,)), institution=house))
    except ChoiceRefused as refusal:
        return {}, str(refusal)
    words, formats = tier_words(), chosen.formats or (ZIP,)
    return {
        "tiers": [{"key": tier, "words": words[tier], "is_chosen": tier == chosen.tier} for tier in table.tiers],
        "forms": [
            {
                "key": form.key,
                "title": form.title,
                "cannot": form.cannot,
                "sizes": [{"words": words[tier], "size": size} for tier, size in zip(table.tiers, sizes, strict=True)],
                "is_chosen": form.key in formats,
            }
            for form, sizes in table.forms
        ],
        "is_estimated": table.is_estimated,
        "names_us": chosen.names_us,
        "has_logo": house.logo_checked_at is not None,
    }, ""
