"""Versions in the field: a bar for each version that devices and machines of an institution have, and a table beside it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from courses.rendering.document import writing_direction
from learning.bundles.room.field import Line, VersionCount, lines_in_the_field
from learning.bundles.room.names import names_of_selections
from learning.cohorts import institution_for
from learning.reports.charts import Chart, Measure, bars
from learning.unkept import active_language
from learning.views.room.shell import bundle_room_context
from learning.views.staff import for_class_staff

MOST_CHANGES: Final = 12  # sentences that are shown of what a version lacks


@require_safe
@for_class_staff
def versions(request: HttpRequest, institution: UUID) -> HttpResponse:
    """Line by line. Six queries more than who asks, however many devices."""
    person: Any = request.user
    house = institution_for(person, institution)
    lines = lines_in_the_field(house)
    names = names_of_selections(line.selection for line in lines)
    context = {
        "page_title": _("In the field"),
        "lines": [{**line_context(line), "name": names[line.selection.pk]} for line in lines],
    }
    return render(request, "learning/room/versions.html", bundle_room_context(request, house, **context))


def line_context(line: Line) -> dict[str, Any]:
    """A line as the page draws it."""
    return {
        "heading": f"line-{line.selection.pk}",
        "language": line.selection.language_codes[0],
        "newest": line.newest,
        "total": line.total,
        "up_to_date": line.up_to_date,
        "chart": chart_of(line),
        "versions": [version_context(line, version) for version in line.versions],
    }


def version_context(line: Line, version: VersionCount) -> dict[str, Any]:
    """A row of the table."""
    behind = line.newest - version.number
    changes = line.changes_since(version.number)
    return {
        "number": version.number,
        "devices": version.devices,
        "machines": version.machines,
        "last_on": version.last_on,
        "behind": behind,
        "behind_words": ngettext("%(count)s version behind", "%(count)s versions behind", behind) % {"count": behind},
        "changes": changes[-MOST_CHANGES:],
        "more": max(0, len(changes) - MOST_CHANGES),
    }


def chart_of(line: Line) -> Chart:
    """A bar for each version, the newest first."""
    measures = [
        Measure(
            label=_("version %(version)s") % {"version": version.number},
            value=version.total,
            number=str(version.total),
            colour="newest" if version.number == line.newest else "older",
        )
        for version in line.versions
    ]
    is_rtl = writing_direction(active_language()) == "rtl"
    return bars(measures, most=max(one.value for one in measures), is_rtl=is_rtl)
