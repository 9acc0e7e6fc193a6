"""A partner's institution: its classes, its facilitators, and what it may not see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from learning.views.staff import for_class_staff, staff_context


@require_safe
@for_class_staff
def partner(request: HttpRequest) -> HttpResponse:
    """The institutions whose classes somebody sees all of."""
    return render(request, "learning/partner/partner.html", staff_context(request, page_title=_("Partner institution")))
