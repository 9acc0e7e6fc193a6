"""What an institution's machines took with its tokens: begun, in how many pieces, finished."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from learning.bundles.formats import WRITERS
from learning.bundles.models import Download
from learning.bundles.room.names import names_of_selections
from learning.cohorts import institution_for
from learning.views.room.shell import bundle_room_context
from learning.views.staff import for_class_staff

PAGE: Final = 50


@require_safe
@for_class_staff
def downloads(request: HttpRequest, institution: UUID) -> HttpResponse:
    """The newest first. Three queries more than who asks."""
    person: Any = request.user
    house = institution_for(person, institution)
    rows = Download.objects.filter(institution=house).select_related("bundle__selection")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    names = names_of_selections(row.bundle.selection for row in page)
    context = {
        "page_title": _("Downloads"),
        "downloads": [{**download_context(row), "name": names[row.bundle.selection_id]} for row in page],
        "page": page,
    }
    return render(request, "learning/room/downloads.html", bundle_room_context(request, house, **context))


def download_context(row: Download) -> dict[str, Any]:
    """A download as the page draws it."""
    form = WRITERS.get(row.bundle.format)
    return {
        "form": form.title if form else row.bundle.format,
        "version": row.bundle.number,
        "begun_at": row.begun_at,
        "pieces": row.pieces,
        "bytes": min(row.bytes, row.bundle.size),
        "size": row.bundle.size,
        "percent": min(100, row.bytes * 100 // max(1, row.bundle.size)),
        "is_finished": row.finished_at is not None,
    }
