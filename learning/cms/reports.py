"""Among the reports of the CMS: how questions do, what people gain, what learners say. For those who write courses."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from courses.models import CoursePage
from learning.views.cms_rights import PUBLISHERS, WRITERS, has_one_of
from learning.views.gain import gain
from learning.views.opinions import opinions
from learning.views.questions import question_figures


class ReportItem(MenuItem):
    """A report, for those who may open it."""

    def __init__(self, label: Any, url: str, *, rights: Collection[str], **more: Any) -> None:
        super().__init__(label, url, **more)
        self.rights = rights

    def is_shown(self, request: HttpRequest) -> bool:
        """As its page asks."""
        return has_one_of(self.rights, request.user)


@hooks.register("register_admin_urls")
def addresses_of_reports() -> list[URLPattern]:
    """Below `/cms/`."""
    return [
        path("questions/", question_figures, name="question_figures"),
        path("reports/gain/", gain, name="gain"),
        path("reports/opinions/", opinions, name="learning_opinions"),
    ]


@hooks.register("register_reports_menu_item")
def questions_in_the_menu() -> MenuItem:
    """Among Wagtail's own."""
    way = reverse("question_figures")
    return ReportItem(_("How questions do"), way, rights=WRITERS, name="question-figures", icon_name="help", order=50)


@hooks.register("register_reports_menu_item")
def gain_in_the_menu() -> MenuItem:
    """Likewise."""
    return ReportItem(_("What people gain"), reverse("gain"), rights=PUBLISHERS, name="gain", icon_name="success", order=90)


@hooks.register("register_reports_menu_item")
def opinions_in_the_menu() -> MenuItem:
    """Likewise."""
    way = reverse("learning_opinions")
    return ReportItem(_("What learners say"), way, rights=PUBLISHERS, name="opinions", icon_name="comment", order=900)


@hooks.register("register_page_header_buttons")
def way_to_the_gain(page: Page, user: Any, *, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From a course to what people gain in it."""
    if page.specific_class is CoursePage:
        yield Button(_("What people gain"), reverse("gain"), icon_name="success", priority=75)
