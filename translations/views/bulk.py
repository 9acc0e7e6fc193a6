"""Bulk actions over HTTP: what was ticked, a page that asks before consequences, the results, and the progress of long ones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from courses.models import Job
from translations.board import Language
from translations.board_pages import source_of
from translations.bulk import AS_IT_IS, Order, Outcome, Place, do_all, places_of, ticked
from translations.bulk_jobs import BULK_TRANSLATION, MOST_AT_ONCE, ask_for, outcomes_of
from translations.errors import StepRefused
from translations.models import BulkAction, BulkRun
from translations.roles import can_coordinate, people_of
from translations.views.board import languages_for
from translations.views.board_filter import BoardFilter
from translations.views.bulk_choices import ASKED_BEFORE, choices_for

NOBODY_ELSE = "nobody"


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Does an action for all that was ticked, asks first, or hands it to a worker."""
    try:
        action = action_of(request)
        places = places_asked(request, action)
        if must_ask(request, action, places):
            return ask_first(request, action, places)
        order = Order(action, request.user, people_asked(request, places) if action == BulkAction.ASSIGN else {})
    except StepRefused as error:
        for sentence in error.sentences:
            messages.error(request, sentence)
        return redirect(back_of(request))
    if len(places) > MOST_AT_ONCE:
        return redirect("translations:bulk_run", ask_for(order, places).uuid)
    say_outcomes(request, action, do_all(order, places))
    return redirect(back_of(request))


def back_of(request: HttpRequest) -> str:
    """The page somebody came from, if it is one of ours."""
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return back if is_ours and back.startswith("/") else reverse("translations:board")


def action_of(request: HttpRequest) -> str:
    """The chosen action. Raises `StepRefused`."""
    action = request.POST.get("action", "")
    if action not in {choice.value for choice in choices_for(request.user)}:
        raise StepRefused(_("Choose what is to be done with the pages you have ticked."))
    return action


def places_asked(request: HttpRequest, action: str) -> list[Place]:
    """The pages that were ticked, or those of the ticked courses that wait for the action. Raises `StepRefused`."""
    languages = languages_asked(request)
    if course_key := request.POST.get("of_course"):
        course = source_of(uuid_of(course_key))
        if course is None:
            raise StepRefused(_("This course does not exist any more in its source language."))
        if request.POST.get("all") and not request.POST.get("is_filtered"):
            return some(places_of(course, languages, action))
        return some(ticked(course, languages, keys_asked(request, "page", "shown_page")))
    found: list[Place] = []
    wanted = BoardFilter(request, []).wanted
    for key in keys_asked(request, "course", "shown_course", in_order=True):
        course = source_of(key)
        found += places_of(course, languages, action, wanted=wanted) if course else []
    return some(found)


def some(places: list[Place]) -> list[Place]:
    """The places, if there are any. Raises `StepRefused`."""
    if not places:
        raise StepRefused(_("Nothing to do: none of these pages waits for that step in the chosen languages."))
    return places


def languages_asked(request: HttpRequest) -> list[str]:
    """The chosen languages, of those that somebody sees. Raises `StepRefused`."""
    asked = set(request.POST.getlist("language"))
    languages = [language.code for language in languages_for(request) if language.code in asked]
    if not languages:
        raise StepRefused(_("Choose at least one language."))
    return languages


def keys_asked(request: HttpRequest, ticked_name: str, shown_name: str, *, in_order: bool = False) -> Any:
    """Keys of what was ticked; of all that was shown where “all” was ticked. Raises `StepRefused`."""
    name = shown_name if request.POST.get("all") else ticked_name
    keys = [uuid_of(key) for key in request.POST.getlist(name)]
    if not keys:
        raise StepRefused(_("Tick at least one course or page."))
    return keys if in_order else set(keys)


def uuid_of(text: str) -> UUID:
    """A key from a form. Raises `StepRefused`."""
    try:
        return UUID(text)
    except ValueError:
        raise StepRefused(_("“%(key)s” is not a key of a page. Load the board again.") % {"key": text[:60]}) from None


def must_ask(request: HttpRequest, action: str, places: list[Place]) -> bool:
    """Whether a page asks first: always for people and for unreviewed words, for publishing when it is more than one page."""
    if request.POST.get("confirmed") or action not in ASKED_BEFORE:
        return False
    return action in {BulkAction.ASSIGN, BulkAction.RELEASE} or len(places) > 1


def ask_first(request: HttpRequest, action: str, places: list[Place]) -> HttpResponse:
    """The page between, with what was ticked in hidden fields."""
    codes = list(dict.fromkeys(place.language for place in places))
    if action == BulkAction.ASSIGN and not can_coordinate(request.user):
        raise StepRefused(_("You may not assign translations. Ask a coordinator."))
    kept = [(name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values]
    return TemplateResponse(
        request,
        "translations/bulk_confirm.html",
        {
            "page_title": BulkAction(action).label,
            "page_subtitle": ngettext("%(count)s page", "%(count)s pages", len(places)) % {"count": len(places)},
            "action": action,
            "kept": kept,
            "count": len(places),
            "back": back_of(request),
            "groups": [
                {
                    "language": Language(code),
                    "places": [place for place in places if place.language == code],
                    "translators": people_of(code) if action == BulkAction.ASSIGN else [],
                    "reviewers": people_of(code, "publish_page") if action == BulkAction.ASSIGN else [],
                }
                for code in codes
            ],
        },
    )


def people_asked(request: HttpRequest, places: list[Place]) -> dict[str, tuple[Any, Any]]:
    """Language -> translator and reviewer. Raises `StepRefused` for somebody who is not of that language."""
    found = {}
    for language in dict.fromkeys(place.language for place in places):
        members = {str(person.pk): person for person in people_of(language)}
        pair = []
        for role in ("translator", "reviewer"):
            said = request.POST.get(f"{role}-{language}", "")
            if said not in {"", NOBODY_ELSE, *members}:
                raise StepRefused(_("Whoever you chose does not work in this language any more. Choose again."))
            pair.append(AS_IT_IS if not said else members.get(said))
        found[language] = (pair[0], pair[1])
    return found


def say_outcomes(request: HttpRequest, action: str, outcomes: list[Outcome]) -> None:
    """One message for all that was done, one for each page that was refused."""
    done = [outcome for outcome in outcomes if outcome.is_done]
    if done:
        sentence = ngettext("%(action)s: done for %(count)s page.", "%(action)s: done for %(count)s pages.", len(done))
        pages = "; ".join(f"{named(outcome)}: {outcome.sentence}" for outcome in done)
        messages.success(request, sentence % {"action": BulkAction(action).label, "count": len(done)} + " " + pages)
    for outcome in outcomes:
        if not outcome.is_done:
            messages.error(request, f"{named(outcome)}: {outcome.sentence}")


def named(outcome: Outcome) -> str:
    """A page and its language."""
    return f"{outcome.title} ({Language(outcome.language).name})"


@require_GET
def bulk_run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far a long one is, and what came of each page. With `?part` only that, for a script."""
    codes = {language.code for language in languages_for(request)}
    run = get_object_or_404(BulkRun.objects.select_related("asked_by"), uuid=uuid)
    job = Job.objects.filter(kind=BULK_TRANSLATION, subject=str(run.uuid)).order_by("-pk").first()
    outcomes = [outcome for outcome in outcomes_of(run) if outcome.language in codes]
    return TemplateResponse(
        request,
        "translations/bulk_progress.html" if "part" in request.GET else "translations/bulk_run.html",
        {
            "page_title": run.get_action_display(),
            "page_subtitle": _("asked for by %(person)s") % {"person": run.asked_by or "?"},
            "run": run,
            "job": job,
            "total": len(run.order["places"]),
            "done": [(outcome, Language(outcome.language)) for outcome in outcomes if outcome.is_done],
            "refused": [(outcome, Language(outcome.language)) for outcome in outcomes if not outcome.is_done],
        },
    )
