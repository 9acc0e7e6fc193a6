"""The classes of a learner: what my learning shows of them, hearing announcements or not, leaving."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learning.announcements import announcements_for, hear_announcements
from learning.errors import NoSuchClass
from learning.models import Membership, Person
from learning.rosters import leave_class
from learning.views.personal import personal, personal_context
from learning.visitor import learner_of


def memberships_of(learner: Person | None) -> list[Membership]:
    """The classes somebody is in, with the keys of their courses. One query for a learner without classes, two for others."""
    if learner is None:
        return []
    rows = learner.memberships.filter(left_at=None, cohort__institution__is_active=True)
    return list(rows.select_related("cohort").prefetch_related("cohort__courses").order_by("cohort__name"))


def course_keys_of(members: list[Membership]) -> set[UUID]:
    """The courses that the classes of these memberships take. No query after `memberships_of`."""
    return {row.course_key for member in members for row in member.cohort.courses.all()}


def my_classes_context(members: list[Membership]) -> dict[str, Any]:
    """What my learning shows of classes. One query for those who want to hear announcements, none for others."""
    return {
        "classes": [
            {
                "name": member.cohort.name,
                "seat": member.seat,
                "wants": member.wants_announcements,
                "href": reverse("learning:my_class", args=[member.cohort.uuid]),
            }
            for member in members
        ],
        "announcements": [
            {"text": one.text, "class_name": one.cohort.name, "written_at": one.written_at}
            for one in announcements_for(members, today=timezone.localdate())
        ],
        "join_class_href": reverse("learning:type_class_code"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def my_class(request: HttpRequest, cohort: UUID) -> HttpResponse:
    """One class of a learner. A post says in `action` whether to `hear` announcements, `stop` them or `leave`."""
    learner = learner_of(request)
    rows = learner.memberships.filter(cohort__uuid=cohort, left_at=None).select_related("cohort") if learner else None
    member = rows.first() if rows is not None else None
    if learner is None or member is None:
        raise NoSuchClass(_("You are not in this class. Look at my learning for the classes you are in."))
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "leave":
            leave_class(person=learner, cohort=member.cohort)
        elif action in {"hear", "stop"}:
            hear_announcements(member=member, wants=action == "hear")
        return HttpResponseRedirect(reverse("learning:me"), status=303)
    context = personal_context(
        page_title=_("My class"),
        name=member.cohort.name,
        seat=member.seat,
        wants=member.wants_announcements,
        me_href=reverse("learning:me"),
    )
    return render(request, "learning/classes/mine.html", context)
