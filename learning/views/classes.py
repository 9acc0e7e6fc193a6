"""The classes somebody works with: the list, making one, changing it, ending it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.rendering.document import own_name
from learning.classes import change_class, end_class, make_class, running_first
from learning.codes import shown_code
from learning.cohorts import cohort_for, cohorts_seen_by, institutions_managed_by, institutions_of
from learning.errors import ClassRefused
from learning.models import Cohort, Membership
from learning.views.class_form import ClassForm, staff_of
from learning.views.staff import for_class_staff, staff_context

PAGE: Final = 100  # classes; only administrators have more


def class_href(cohort: Cohort) -> str:
    """The page of a class."""
    return reverse("learning:class", args=[cohort.uuid])


def state_of(cohort: Cohort, *, today: date) -> str:
    """`running`, `coming` or `ended`."""
    return "ended" if cohort.has_ended(at=today) else "running" if cohort.starts_on <= today else "coming"


def class_context(cohort: Cohort, *, today: date) -> dict[str, Any]:
    """A class as lists and its own page name it. `members` is there on rows counted by `with_members`."""
    return {
        "name": cohort.name,
        "href": class_href(cohort),
        "institution": cohort.institution.name,
        "language": own_name(cohort.language),
        "starts_on": cohort.starts_on,
        "ends_on": cohort.ends_on,
        "state": state_of(cohort, today=today),
        "code": shown_code(cohort.join_code),
        "shares_devices": cohort.shares_devices,
        "members": getattr(cohort, "members", None),
    }


def with_members(cohorts: Any) -> Any:
    """Classes with the number of their learners in `members`, counted only of the classes that are fetched."""
    there = Membership.objects.filter(cohort=OuterRef("pk"), left_at=None).order_by().values("cohort")
    count = Subquery(there.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return cohorts.select_related("institution").annotate(members=Coalesce(count, 0))


@require_safe
@for_class_staff
def classes(request: HttpRequest) -> HttpResponse:
    """The classes of whoever asks, running ones first, a hundred at a time. Three queries more than who asks."""
    today = timezone.localdate()
    person: Any = request.user
    page = Paginator(with_members(running_first(cohorts_seen_by(person), today=today)), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Classes"),
        "classes": [class_context(row, today=today) for row in page],
        "several_institutions": len({row.institution_id for row in page}) > 1,
        "page": page,
        "new_href": reverse("learning:new_class"),
        "password_href": reverse("account_change_password") if request.user.has_given_password else "",  # type: ignore[union-attr]
    }
    return render(request, "learning/classes/list.html", staff_context(request, **context))


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def new_class(request: HttpRequest) -> HttpResponse:
    """Making a class; whoever makes it leads it."""
    person: Any = request.user
    form = ClassForm(
        request.POST if request.method == "POST" else None,
        institutions=list(institutions_of(person)),
        cohort=None,
        staff=None,
        today=timezone.localdate(),
    )
    context: dict[str, Any] = {"form": form, "page_title": _("New class"), "button": _("Make the class")}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            institution = form.institution_chosen()
            if institution is None:
                raise ClassRefused(_("There is no institution yet that this class could belong to."))
            try:
                cohort = make_class(actor=person, institution=institution, facts=form.facts(), facilitators=[person])
                return HttpResponseRedirect(class_href(cohort), status=303)
            except ClassRefused as error:
                context["form_error"] = str(error)
    context["crumb"] = {"href": reverse("learning:classes"), "text": _("Classes")}
    return render(request, "learning/classes/form.html", staff_context(request, **context), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def change(request: HttpRequest, cohort: UUID) -> HttpResponse:
    """Changing a class. Partners and administrators also say who leads it."""
    person: Any = request.user
    found = cohort_for(person, cohort)
    manages = institutions_managed_by(person).filter(pk=found.institution_id).exists()
    form = ClassForm(
        request.POST if request.method == "POST" else None,
        institutions=[found.institution],
        cohort=found,
        staff=staff_of(found.institution) if manages else None,
        today=timezone.localdate(),
    )
    context: dict[str, Any] = {"form": form, "page_title": _("Change the class"), "button": _("Save")}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                change_class(actor=person, cohort=found, facts=form.facts(), facilitators=form.facilitators_chosen())
                return HttpResponseRedirect(class_href(found), status=303)
            except ClassRefused as error:
                context["form_error"] = str(error)
                found.refresh_from_db()
    context["crumb"] = {"href": class_href(found), "text": found.name}
    return render(request, "learning/classes/form.html", staff_context(request, **context), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def end(request: HttpRequest, cohort: UUID) -> HttpResponse:
    """Ending a class: asks once."""
    person: Any = request.user
    found = cohort_for(person, cohort)
    if request.method == "POST":
        end_class(actor=person, cohort=found, today=timezone.localdate())
        return HttpResponseRedirect(class_href(found), status=303)
    context = {"page_title": _("End this class?"), "name": found.name, "crumb": {"href": class_href(found), "text": found.name}}
    return render(request, "learning/classes/end.html", staff_context(request, **context))
