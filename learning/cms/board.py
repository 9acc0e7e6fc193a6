"""Among the reports of the CMS: the listings of the board that wait for an administrator."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


class ListingsItem(MenuItem):
    """For administrators alone, as its page."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether somebody may look at listings."""
        return bool(request.user.is_superuser)


@hooks.register("register_reports_menu_item")
def listings_in_the_menu() -> MenuItem:
    """Leads out of the CMS, to a page of the partners' board."""
    way = reverse_lazy("learning:check_listings")
    return ListingsItem(_("Listings to look at"), way, name="listings", icon_name="list-ul", order=950)
