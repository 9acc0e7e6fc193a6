"""The translation desk in the CMS: its addresses and its place in the menu."""

from __future__ import annotations

from django.urls import URLResolver, include, path
from wagtail import hooks

from translations import urls


@hooks.register("register_admin_urls")
def addresses_of_the_desk() -> list[URLResolver]:
    """Everything of the desk stands below `/cms/translations/`."""
    return [path("translations/", include((urls.urlpatterns, urls.app_name), namespace=urls.app_name))]
