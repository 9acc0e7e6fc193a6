"""What the pages of a partner's room share: the style, and the way from one to the next."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from courses.addresses import static_file
from learning.models import Institution
from learning.views.staff import staff_context

# The pages about bundles: the name of the address, and its words.
ROOMS: Final = (
    ("learning:choices", gettext_lazy("Our courses")),
    ("learning:room_downloads", gettext_lazy("Downloads")),
    ("learning:room_versions", gettext_lazy("In the field")),
    ("learning:partner_results", gettext_lazy("Results brought home")),
    ("learning:room_tokens", gettext_lazy("Machines")),
)


def room_context(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """The shell of a page of the room: `learning/room/base.html`."""
    return staff_context(request, room_css_href=static_file("/", "css/staff-room.css"), **context)


def rooms_of(request: HttpRequest, house: Institution) -> list[dict[str, Any]]:
    """What `learning/room/rooms.html` draws: the pages about an institution's bundles, and on which one is."""
    ways = [(reverse(name, args=[house.uuid]), text) for name, text in ROOMS]
    return [{"href": href, "text": text, "is_current": request.path.startswith(href)} for href, text in ways]


def bundle_room_context(request: HttpRequest, house: Institution, **context: Any) -> dict[str, Any]:
    """The shell of a page about an institution's bundles, with the way to the others and back to the institution."""
    return room_context(
        request,
        house=house.name,
        rooms=rooms_of(request, house),
        crumb={"href": reverse("learning:institution", args=[house.uuid]), "text": house.name},
        **context,
    )
