"""What is kept about me: told, read, taken along, erased; and whether others use this phone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.countries import names_in
from courses.rendering.document import writing_direction
from learning import facts, people
from learning.erasing import erase_person
from learning.errors import CodeNotAccepted, TooManyTries
from learning.export import exported
from learning.models import AgeBand, Gender, Person
from learning.records import PARTS, records_of
from learning.unkept import active_language
from learning.views.code import pin_context, pin_in
from learning.views.personal import personal, personal_context
from learning.views.throttle import note_wrong_try, refuse_if_tried_too_often
from learning.visitor import close_phone, has_shared_cookie, is_shared_phone, learner_of, open_phone, share_phone

UNTOUCHED: Final = "-"  # what a shared phone's form says of a fact that nobody touched


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def about(request: HttpRequest) -> HttpResponse:
    """What a learner with a code may tell: age, gender, country. Each may be left open, and all be taken back."""
    learner = learner_of(request)
    if learner is None or learner.code is None:
        return HttpResponseRedirect(reverse("learning:me"))
    if request.method == "POST":
        if "forget" in request.POST:
            facts.forget_facts(person=learner)
        else:
            facts.tell_facts(person=learner, **told_in(request))
        return HttpResponseRedirect(reverse("learning:me"), status=303)
    known = facts.facts_of(learner)
    # On a phone that others use, nothing that was told is shown again; so what is left untouched there stays as it was.
    is_shared = is_shared_phone(request)
    shown = None if is_shared else known
    context = personal_context(
        page_title=_("About me"),
        ages=choices(AgeBand, shown.age_band if shown else ""),
        genders=choices(Gender, shown.gender if shown else ""),
        countries=[
            {"key": code, "name": name, "current": bool(shown and shown.country == code)}
            for code, name in names_in(get_language() or "en").items()
        ],
        has_facts=known is not None,
        may_stay=UNTOUCHED if is_shared else "",
    )
    return render(request, "learning/about.html", context)


def told_in(request: HttpRequest) -> dict[str, str | None]:
    """What the form says of each fact: an answer, "" for leaving it open, None for leaving it as it was."""
    untouched = UNTOUCHED if is_shared_phone(request) else ""
    given = {name: request.POST.get(name, untouched) for name in ("age_band", "gender", "country")}
    return {name: None if value == UNTOUCHED else value for name, value in given.items()}


def choices(kind: Any, current: str) -> list[dict[str, Any]]:
    """The answers to choose from."""
    return [{"key": key, "name": name, "current": key == current} for key, name in kind.choices]


@require_safe
@personal
def data(request: HttpRequest) -> HttpResponse:
    """Everything kept about whoever asks, to read."""
    learner = learner_of(request)
    parts = parts_context(learner) if learner else []
    context = personal_context(
        page_title=_("What is kept about me"),
        parts=parts,
        export_href=reverse("learning:export") if learner else "",
        erase_href=reverse("learning:erase"),
    )
    return render(request, "learning/data.html", context)


def parts_context(learner: Person) -> list[dict[str, Any]]:
    """Each part with its rows, parts without rows included: nothing is an answer too."""
    found = records_of(learner)
    return [
        {
            "title": part.title,
            "why": part.why,
            "rows": [[(words, in_words(row.get(column))) for column, words in part.columns.items()] for row in found[key]],
        }
        for key, part in PARTS.items()
    ]


def in_words(value: Any) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, date):
        return date_format(value, "DATETIME_FORMAT" if isinstance(value, datetime) else "DATE_FORMAT")
    return str(value)


@require_safe
@personal
def export(request: HttpRequest) -> HttpResponse:
    """The same to take along: as a file for programs, and with `?as=page` as a page that opens anywhere."""
    learner = learner_of(request)
    if learner is None:
        return HttpResponseRedirect(reverse("learning:data"))
    if request.GET.get("as") == "page":
        response = HttpResponse(data_file(learner))
        response.headers["Content-Disposition"] = 'attachment; filename="mwanga-my-data.html"'
        return response
    document = exported(learner, at=timezone.now())
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="mwanga-my-data.json"'
    return response


def data_file(learner: Person) -> str:
    """The readable page as one file that loads nothing."""
    language = active_language()
    context = {
        "lang": language,
        "dir": writing_direction(language),
        "title": _("What is kept about me"),
        "site": settings.SITE_URL,
        "made_at": timezone.now(),
        "parts": parts_context(learner),
    }
    return render_to_string("learning/data_file.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def erase(request: HttpRequest) -> HttpResponse:
    """“Erase me”: says what goes and what stays, asks once. A guest goes at once; a learner shows the code and the pictures."""
    learner = learner_of(request)
    needs_code = learner is None or not learner.is_guest
    context = personal_context(
        page_title=_("Erase everything about me?"),
        needs_code=needs_code,
        export_href=reverse("learning:export") if learner else "",
        **pin_context(),
    )
    if request.method != "POST":
        return render(request, "learning/erase.html", context)
    person = learner
    if needs_code:
        try:
            refuse_if_tried_too_often(request)
            person = people.open_code(typed=request.POST.get("code", "")[:40], pin=pin_in(request))
        except (CodeNotAccepted, TooManyTries) as error:
            note_wrong_try(request)
            return render(request, "learning/erase.html", {**context, "form_error": str(error)}, status=error.status)
    if person:
        erase_person(person=person)
    response = HttpResponseRedirect(reverse("learning:erased"), status=303)
    close_phone(response, request)
    return response


@require_safe
@personal
def erased(request: HttpRequest) -> HttpResponse:
    """It is done."""
    return render(request, "learning/erased.html", personal_context(page_title=_("Erased")))


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def phone(request: HttpRequest) -> HttpResponse:
    """“Others use this phone too”: on, it closes ten minutes after its last touch; off, it stays open."""
    learner, is_shared = learner_of(request), has_shared_cookie(request)
    if request.method == "POST":
        wanted = request.POST.get("shared") == "yes"
        response = HttpResponseRedirect(reverse("learning:phone"), status=303)
        share_phone(response, is_shared=wanted)
        if learner:
            open_phone(response, learner, is_shared=wanted or None)
        return response
    context = personal_context(
        page_title=_("Who uses this phone?"),
        is_shared=is_shared,
        is_guest=bool(learner and learner.is_guest),
        keep_href=reverse("learning:keep"),
        clear_href=reverse("learning:clear"),
    )
    return render(request, "learning/phone.html", context)


@require_safe
@personal
def touched(request: HttpRequest) -> HttpResponse:
    """A script says that the phone is in use: `personal` renews a shared phone's cookie. No query, no content."""
    return HttpResponse(status=204)
