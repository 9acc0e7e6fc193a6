"""The translation desk in the CMS: its addresses and its place in the menu."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.urls import URLResolver, include, path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from translations import urls
from translations.following import is_source, translations_of


@hooks.register("register_admin_urls")
def addresses_of_the_desk() -> list[URLResolver]:
    """Everything of the desk stands below `/cms/translations/`."""
    return [path("translations/", include((urls.urlpatterns, urls.app_name), namespace=urls.app_name))]


@hooks.register("before_delete_page")
def say_what_goes_along(request: HttpRequest, page: Page) -> None:
    """On Wagtail's page for deleting: which translations go too. `following.delete_translations` deletes them, by whatever door."""
    if request.method != "GET" or not is_source(page):
        return
    languages = [one.locale.get_display_name() for one in translations_of(page).select_related("locale")]
    if languages:
        sentence = _("Its translations are deleted with it: %(languages)s. The translated sentences stay in the memory.")
        messages.warning(request, sentence % {"languages": ", ".join(sorted(languages))})
