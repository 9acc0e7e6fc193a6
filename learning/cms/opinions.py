"""What learners say of lessons, among the reports of the CMS."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from learning.views.opinions import may_read, opinions


class OpinionsMenuItem(MenuItem):
    """Among the reports, for those who write lessons."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


@hooks.register("register_admin_urls")
def addresses_of_opinions() -> list[URLPattern]:
    """Where trainers read them."""
    return [path("reports/opinions/", opinions, name="learning_opinions")]


@hooks.register("register_reports_menu_item")
def offer_opinions() -> MenuItem:
    """The way there."""
    return OpinionsMenuItem(_("What learners say"), reverse("learning_opinions"), name="opinions", icon_name="comment", order=900)
