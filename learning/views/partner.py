"""A partner's institution: its classes, its facilitators, and what it may not see."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learning.classes import running_first
from learning.cohorts import institution_for, institutions_managed_by
from learning.errors import NotForYou, StaffRefused
from learning.institutions import FirstPassword, add_facilitator, make_facilitator, take_facilitator_away
from learning.keys import begin_to_sign, current, stop_signing
from learning.models import Institution, InstitutionStaff, StaffRole
from learning.views.classes import class_context, with_members
from learning.views.staff import for_class_staff, staff_context


@require_safe
@for_class_staff
def partner(request: HttpRequest) -> HttpResponse:
    """The institutions whose classes somebody sees all of; who has one only is led there."""
    person: Any = request.user
    houses = list(institutions_managed_by(person))
    if not houses and not person.is_superuser:
        raise NotForYou(_("This page is for those who look after a partner institution. Your classes are in the list of classes."))
    if len(houses) == 1:
        return HttpResponseRedirect(href_of(houses[0]))
    context = {"page_title": _("Partner institutions"), "houses": [{"name": one.name, "href": href_of(one)} for one in houses]}
    return render(request, "learning/partner/list.html", staff_context(request, **context))


def href_of(institution: Institution) -> str:
    """The page of an institution."""
    return reverse("learning:institution", args=[institution.uuid])


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def institution(request: HttpRequest, institution: UUID) -> HttpResponse:
    """One institution. A post says in `action` what to do: `add`, `make`, `away` a facilitator; `sign`, `stop` signing."""
    person: Any = request.user
    house = institution_for(person, institution)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            made = changed_staff(request, house)
        except StaffRefused as error:
            status, context = error.status, {"form_error": str(error), "username": request.POST.get("username", "")[:60]}
        else:
            if made is None:
                return HttpResponseRedirect(href_of(house), status=303)
            context = {"made": made}
    page = "learning/partner/institution.html"
    return render(request, page, staff_context(request, **institution_context(house), **context), status=status)


def changed_staff(request: HttpRequest, house: Institution) -> FirstPassword | None:
    """Does what a form of the page asks for; returns the password that is shown once, if an account was made."""
    actor: Any = request.user
    action, username = request.POST.get("action", ""), request.POST.get("username", "")[:200]
    if action == "make":
        return make_facilitator(actor=actor, institution=house, username=username)
    if action == "add":
        person = add_facilitator(actor=actor, institution=house, username=username)
        messages.success(request, _("%(name)s is a facilitator here.") % {"name": person})
    if action == "sign":
        begin_to_sign(institution=house, by=actor)
        messages.success(request, _("From now on the institution confirms certificates of its classes with its own key."))
    if action == "stop":
        stop_signing(institution=house, by=actor)
        messages.success(request, _("The institution confirms no further certificates. What it confirmed stays good."))
    pk = request.POST.get("staff", "")
    if action == "away" and pk.isdecimal():
        staff = InstitutionStaff.objects.filter(institution=house, pk=int(pk[:18]), role=StaffRole.FACILITATOR).first()
        if staff:
            take_facilitator_away(actor=actor, institution=house, staff=staff)
            messages.success(request, _("%(name)s leads no class here any more.") % {"name": staff.person})
    return None


def institution_context(house: Institution) -> dict[str, Any]:
    """Classes, staff and the key of an institution. Four queries."""
    today = timezone.localdate()
    rows = with_members(running_first(house.cohorts.prefetch_related("facilitators"), today=today))
    staff = house.staff.select_related("person").order_by("role", "person__username")
    leads: dict[int, list[str]] = {}
    for row in rows:
        for person in row.facilitators.all():
            leads.setdefault(person.pk, []).append(row.name)
    return {
        "page_title": house.name,
        "name": house.name,
        "classes": [
            {**class_context(row, today=today), "facilitators": [str(person) for person in row.facilitators.all()]} for row in rows
        ],
        "facilitators": [
            {"pk": one.pk, "name": str(one.person), "classes": leads.get(one.person_id, [])}
            for one in staff
            if one.role == StaffRole.FACILITATOR
        ],
        "partners": [str(one.person) for one in staff if one.role == StaffRole.PARTNER],
        "new_href": reverse("learning:new_class"),
        "results_href": reverse("learning:partner_results", args=[house.uuid]),
        "key": current(house),
        "rooms": rooms_of(house),
    }


def rooms_of(house: Institution) -> list[dict[str, Any]]:
    """The further rooms of an institution: where each leads, and what one does there."""
    reports = f"{reverse('learning:reports')}?{urlencode({'of': f'institution-{house.uuid}'})}"
    return [
        {
            "href": reverse("learning:choices", args=[house.uuid]),
            "text": _("Courses without internet"),
            "about": _("Choose courses to take along, download them, see which versions are in the field and what came home."),
        },
        {
            "href": reverse("learning:board"),
            "text": _("Needs and offers"),
            "about": _("What institutions ask of each other and give each other."),
        },
        {"href": reports, "text": _("Reports"), "about": _("How your learners do, for groups of ten people or more.")},
    ]
