"""Coming into a class: by typing its code, or by a link or picture code that carries it. As a guest or as a learner."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learning.classes import class_to_join
from learning.codes import shown_code
from learning.errors import ClassCodeNotAccepted, TooManyTries
from learning.models import Cohort, Membership, Person
from learning.rosters import join_class
from learning.views.personal import personal, personal_context
from learning.views.throttle import note_wrong_try, refuse_if_tried_too_often
from learning.visitor import has_shared_cookie, learner_of, open_phone


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def type_code(request: HttpRequest) -> HttpResponse:
    """Asks for the code of a class; nothing is filled in beforehand."""
    if request.method != "POST":
        return ask(request)
    typed = request.POST.get("code", "")[:40]
    try:
        cohort = class_named(request, typed)
    except (ClassCodeNotAccepted, TooManyTries) as error:
        return ask(request, error, typed=typed)
    return HttpResponseRedirect(reverse("learning:join_class", args=[cohort.join_code]), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def join_with(request: HttpRequest, class_code: str) -> HttpResponse:
    """Says which class it is; the post is the coming in. Who is in it already reads their number."""
    learner = learner_of(request)
    try:
        cohort = class_named(request, class_code)
        if request.method == "POST":
            joined = join_class(holder=learner, typed=class_code, today=timezone.localdate())
            response = HttpResponseRedirect(reverse("learning:join_class", args=[cohort.join_code]), status=303)
            # Also for who is known: from now on this phone may be one that a class shares.
            open_phone(response, joined.person, is_shared=has_shared_cookie(request) or None)
            return response
    except (ClassCodeNotAccepted, TooManyTries) as error:
        return ask(request, error, typed=class_code[:40])
    member = membership_of(learner, cohort)
    context = personal_context(
        page_title=_("Join a class"),  # the class's name stays out of the phone's history
        name=cohort.name,
        institution=cohort.institution.name,
        seat=member.seat if member else None,
        is_known=learner is not None,
        has_code=bool(learner and learner.code),
        keep_href=reverse("learning:keep"),
        join_href=reverse("learning:join"),
        clear_href=reverse("learning:clear"),
    )
    return render(request, "learning/classes/join.html", context)


def class_named(request: HttpRequest, typed: str) -> Cohort:
    """The class of a code. Wrong ones count for the network, like wrong learner codes. Raises what the page then says."""
    refuse_if_tried_too_often(request)
    try:
        return class_to_join(typed, today=timezone.localdate())
    except ClassCodeNotAccepted:
        note_wrong_try(request)
        raise


def membership_of(learner: Person | None, cohort: Cohort) -> Membership | None:
    """The seat somebody has in a class now."""
    return cohort.memberships.filter(person=learner, left_at=None).first() if learner else None


def ask(request: HttpRequest, error: Any = None, *, typed: str = "") -> HttpResponse:
    """The form for the code, with what was wrong before."""
    context = personal_context(
        page_title=_("Join a class"),
        form_error=str(error) if error else "",
        code_value=typed,
        example=shown_code("ABC234"),
        join_href=reverse("learning:join"),
        action=reverse("learning:type_class_code"),
    )
    return render(request, "learning/classes/join_code.html", context, status=error.status if error else 200)
