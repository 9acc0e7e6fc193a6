"""How questions do, among the reports of the CMS, for those who write them."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

from learning.views.questions import question_figures


class WritersItem(MenuItem):
    """A page for those who write lessons."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asks rights that Wagtail has read already."""
        return page_permission_policy.user_has_any_permission(request.user, {"add", "change", "publish"})


@hooks.register("register_admin_urls")
def address_of_question_figures() -> list[URLPattern]:
    """Below `/cms/`."""
    return [path("questions/", question_figures, name="question_figures")]


@hooks.register("register_reports_menu_item")
def question_figures_in_the_menu() -> MenuItem:
    """Among Wagtail's reports."""
    return WritersItem(_("How questions do"), reverse("question_figures"), name="question-figures", icon_name="help", order=50)
