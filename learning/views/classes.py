"""The classes somebody works with: the list, making one, changing it, ending it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from learning.views.staff import for_class_staff, staff_context


@require_safe
@for_class_staff
def classes(request: HttpRequest) -> HttpResponse:
    """The classes of whoever asks, running ones first."""
    context: dict[str, Any] = {"page_title": _("Classes")}
    return render(request, "learning/classes/list.html", staff_context(request, **context))
