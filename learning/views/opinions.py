"""In the CMS: what learners say of lessons and courses. Counts of faces, none below ten."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.permissions import page_permission_policy

from courses.rendering.document import own_name
from learning.models import Face
from learning.opinions import FEWEST, opinions_of_courses


def may_read(person: Any) -> bool:
    """Whether somebody writes lessons. Two queries at most, none for an administrator."""
    return bool(page_permission_policy.user_has_any_permission(person, {"publish"}))


@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    """One line for each lesson and language."""
    if not may_read(request.user):
        raise PermissionDenied
    rows = [
        {
            "course": one.course,
            "title": one.title,
            "about": one.about,
            "language": own_name(one.language),
            "counts": [one.shown[face] for face in Face.values],
        }
        for one in opinions_of_courses()
    ]
    context = {"page_title": _("What learners say"), "rows": rows, "faces": Face.labels, "fewest": FEWEST}
    return render(request, "learning/cms_opinions.html", context)
