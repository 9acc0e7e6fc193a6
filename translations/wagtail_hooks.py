"""The translation desk in the CMS: addresses, menu, dashboard, beside a page; and what those see who belong to the desk alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import Translation

from translations import urls
from translations.desk_only import hide_search, sees_only_desk
from translations.following import is_source, translations_of
from translations.languages import SOURCE_LANGUAGE
from translations.roles import can_coordinate
from translations.states import KINDS, course_key_of
from translations.views import localize_doors
from translations.views.addresses import address_of
from translations.views.waiting import WaitingPanel

DESK: Final = "translations"  # the menu item's name


@hooks.register("register_admin_urls")
def addresses_of_the_desk() -> list[URLResolver]:
    """Everything of the desk stands below `/cms/translations/`."""
    return [path("translations/", include((urls.urlpatterns, urls.app_name), namespace=urls.app_name))]


class DeskItem(MenuItem):
    """A page of the desk, for those who change pages of any language."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asks rights that Wagtail has read already."""
        return page_permission_policy.user_has_any_permission(request.user, {"change", "publish"})


class CoordinatorsItem(MenuItem):
    """A page of the desk for those who invite people."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether somebody may."""
        return can_coordinate(request.user)


@hooks.register("register_admin_menu_item")
def the_desk_in_the_menu() -> SubmenuMenuItem:
    """The desk's pages, as far as they are there."""
    pages = [
        (DeskItem, "board", _("Board"), "table"),
        (DeskItem, "glossary", _("Glossary"), "list-ul"),
        (DeskItem, "memory", _("Memory"), "history"),
        (CoordinatorsItem, "invitations", _("Invitations"), "mail"),
    ]
    items = [
        kind(label, address_of(name), name=f"translations-{name}", icon_name=icon, order=10 * place)
        for place, (kind, name, label, icon) in enumerate(pages, start=1)
        if address_of(name)
    ]
    return SubmenuMenuItem(_("Translations"), Menu(items=items), name=DESK, icon_name="wagtail-localize-language", order=240)


@hooks.register("construct_homepage_panels", order=10)
def say_what_waits(request: HttpRequest, panels: list[Any]) -> None:
    """What waits for somebody stands before everything else."""
    panels.insert(0, WaitingPanel())


@hooks.register("register_page_header_buttons")
def way_to_the_translations(page: Page, user: Any, *, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From a page of ours to where its translations stand."""
    if not issubclass(page.specific_class or Page, tuple(KINDS)):
        return
    key = course_key_of(page.specific) or page.translation_key
    language = page.locale.language_code
    if language == SOURCE_LANGUAGE:
        href = f"{reverse('translations:board')}?course={key}"
    else:
        href = reverse("translations:course", args=[key, language])
    yield Button(_("Translations of this page"), href, icon_name="wagtail-localize-language", priority=70)


# Before wagtail-localize's hook, which opens an editor that knows no review, no memory and no right-to-left.
@hooks.register("before_edit_page", order=-10)
def translate_on_the_desk(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page that is being translated is edited on the desk; aliases, and pages whose translation was stopped, as they were."""
    if page.alias_of_id:
        return None
    rows = Translation.objects.filter(source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True)
    translation = rows.filter(state__isnull=False).first()
    return redirect("translations:desk", uuid=translation.uuid) if translation else None


# Before wagtail-localize's own: the first address that fits is taken.
@hooks.register("register_admin_urls", order=-1)
def doors_of_wagtail_localize() -> list[URLPattern]:
    """Its addresses that write or publish lead to the desk."""
    return localize_doors.urlpatterns


@hooks.register("construct_main_menu", order=1000)
def only_the_desk_in_the_menu(request: HttpRequest, items: list[Any]) -> None:
    """Leaves the desk."""
    if sees_only_desk(request):
        items[:] = [item for item in items if item.name == DESK]


@hooks.register("construct_homepage_panels", order=1000)
@hooks.register("construct_homepage_summary_items", order=1000)
def nothing_on_the_dashboard(request: HttpRequest, items: list[Any]) -> None:
    """They are sent to the desk before they see it; nothing of it is for them in any case."""
    if sees_only_desk(request):
        items.clear()


@hooks.register("before_delete_page")
def say_what_goes_along(request: HttpRequest, page: Page) -> None:
    """On Wagtail's page for deleting: which translations go too. `following.delete_translations` deletes them, by whatever door."""
    if request.method != "GET" or not is_source(page):
        return
    languages = [one.locale.get_display_name() for one in translations_of(page).select_related("locale")]
    if languages:
        sentence = gettext("Its translations are deleted with it: %(languages)s. The translated sentences stay in the memory.")
        messages.warning(request, sentence % {"languages": ", ".join(sorted(languages))})


hide_search()
