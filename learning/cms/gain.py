"""The report of gains in the CMS, for those who write courses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from courses.models import CoursePage
from learning.views.gain import gain, may_see_gain


@hooks.register("register_admin_urls")
def addresses_of_reports() -> list[URLPattern]:
    """Below the CMS's own address."""
    return [path("reports/gain/", gain, name="gain")]


class GainItem(MenuItem):
    """The report of gains, for those who publish pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asks rights that Wagtail has read already."""
        return may_see_gain(request)


@hooks.register("register_reports_menu_item")
def gain_in_the_menu() -> MenuItem:
    """Beside Wagtail's own reports."""
    return GainItem(_("What people gain"), reverse("gain"), name="gain", icon_name="success", order=90)


@hooks.register("register_page_header_buttons")
def way_to_the_gain(page: Page, user: Any, *, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From a course to what people gain in it."""
    if page.specific_class is CoursePage:
        yield Button(_("What people gain"), reverse("gain"), icon_name="success", priority=75)
