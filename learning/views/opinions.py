"""In the CMS: what learners say of lessons and courses. Counts of faces, in groups of many people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.rendering.document import own_name
from learning.models import FEWEST, Face
from learning.reports.faces import GROUP, opinions_of_courses
from learning.views.cms_rights import PUBLISHERS, for_holders_of


@require_safe
@for_holders_of(PUBLISHERS)
def opinions(request: HttpRequest) -> HttpResponse:
    """One line for each lesson and language."""
    rows = [
        {
            "course": one.course,
            "title": one.title,
            "about": one.about,
            "language": own_name(one.language),
            "counts": [one.shown[face] for face in Face.values],
        }
        for one in opinions_of_courses(day=timezone.localdate())
    ]
    context = {"page_title": _("What learners say"), "rows": rows, "faces": Face.labels, "fewest": FEWEST, "group": GROUP}
    return render(request, "learning/cms_opinions.html", context)
