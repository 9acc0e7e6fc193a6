"""The translation desk in the CMS: its addresses and its place in the menu."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLResolver, include, path
from wagtail import hooks
from wagtail.models import Page
from wagtail_localize.models import Translation

from translations import urls


@hooks.register("register_admin_urls")
def addresses_of_the_desk() -> list[URLResolver]:
    """Everything of the desk stands below `/cms/translations/`."""
    return [path("translations/", include((urls.urlpatterns, urls.app_name), namespace=urls.app_name))]


# Before wagtail-localize's hook, which opens an editor that knows no review, no memory and no right-to-left.
@hooks.register("before_edit_page", order=-10)
def translate_on_the_desk(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page that is being translated is edited on the desk; aliases, and pages whose translation was stopped, as they were."""
    if page.alias_of_id:
        return None
    rows = Translation.objects.filter(source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True)
    translation = rows.filter(state__isnull=False).first()
    return redirect("translations:desk", uuid=translation.uuid) if translation else None
