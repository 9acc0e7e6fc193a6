"""Invited translators see the desk and nothing else of the CMS: no tree of pages, no pictures, no people.

Their rights are rights to their language's pages, and Wagtail would show them its whole editor with these. What the desk itself
shows to whom is for its views.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.search import admin_search_areas

from translations.roles import is_outsider, languages_of

# Everything of the desk stands in one of these namespaces.
OURS: Final = {"translations", "invitation"}
# What everybody needs who signs in, and what Wagtail's own frame asks for.
OPEN: Final = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_account",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
    "wagtailadmin_dismissibles",
}


def desk_path() -> str:
    """Where the desk begins: its board."""
    return reverse("wagtailadmin_home") + "translations/"


def sees_only_desk(request: HttpRequest) -> bool:
    """Whether the middleware found that the desk is all this person sees. No query."""
    return getattr(request, "sees_only_desk", False)


class DeskOnlyMiddleware:
    """Sends those who belong to the desk alone back to it. Two queries in the CMS, none elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *arguments: Any) -> HttpResponse | None:
        """Knows which view was found: addresses are compared by name, not by how they are written."""
        if not request.path_info.startswith(reverse("wagtailadmin_home")) or not request.user.is_authenticated:
            return None
        if not is_outsider(request.user):
            return None
        request.sees_only_desk = True  # type: ignore[attr-defined]
        match = request.resolver_match
        if match is None or match.url_name in OPEN or OURS & set(match.namespaces) or request.path == desk_path():
            return None
        if match.url_name == "wagtailadmin_home" and not languages_of(request.user):
            # The board sends such people here; sending them back would go on for ever.
            raise PermissionDenied(_("The language you came for is not on the desk any more. Ask whoever invited you."))
        if request.method in {"GET", "HEAD"}:
            return HttpResponseRedirect(desk_path())
        raise PermissionDenied(_("Your account is for the translation desk; this part of the site is not."))


def hide_search() -> None:
    """Takes Wagtail's search box from those who see only the desk. No hook does that: its one list of boxes is asked through us."""
    boxes = admin_search_areas.search_items_for_request
    admin_search_areas.search_items_for_request = lambda request: [] if sees_only_desk(request) else boxes(request)
