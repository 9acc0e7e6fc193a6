"""What the CMS asks of H5P: its addresses, the snippet that cards choose from, buttons beside pages, words of the log.

Wagtail loads only `courses/wagtail_hooks.py`, which imports this.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, include, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.cms_h5p import urls
from courses.cms_h5p.rights import IMPORT, OnlyLooking
from courses.models import H5PContent, H5PLibrary, LessonPage, ModulePage
from courses.playing import installing, replacing
from courses.templatetags.weights import weight

register_permission_policy(H5PContent, OnlyLooking(H5PContent))


class WithFacts:
    """The chooser's list: what each content is, what it weighs, whether it can be played."""

    @property
    def columns(self) -> list[Column]:
        """Title, kind, weight, state."""
        return [
            *super().columns,  # type: ignore[misc]
            Column("library", label=_("Kind"), accessor="library"),
            Column("weight", label=_("Weight"), accessor=lambda content: weight(content.weight)),
            Column("state", label=_("State"), accessor=lambda content: "" if content.is_playable else _("waits for libraries")),
        ]


class ChooseContent(WithFacts, ChooseView):
    """The chooser of an H5P card."""


class ChooseContentResults(WithFacts, ChooseResultsView):
    """Its list alone."""


class ContentChooser(SnippetChooserViewSet):
    """How an H5P card chooses its content."""

    choose_view_class = ChooseContent
    choose_results_view_class = ChooseContentResults


class H5PContentViewSet(SnippetViewSet):
    """H5P contents: Wagtail chooses among them; everything else is done on our own pages."""

    model = H5PContent
    icon = "media"
    menu_label = "H5P"
    menu_name = "h5p"
    list_display = ["title", "library", "licence"]
    search_fields = ["title", "library"]
    chooser_viewset_class = ContentChooser

    @cached_property
    def menu_url(self) -> str:
        """Our list."""
        return reverse("h5p_contents")

    def register_admin_url_finder(self) -> None:
        """Links to a content lead to our page of it."""
        register_admin_url_finder(H5PContent, ContentFinder)


class ContentFinder(ModelAdminURLFinder):
    """A content's page, for those who may see it."""

    def get_edit_url(self, instance: H5PContent) -> str | None:
        """Its address."""
        may = self.user is None or self.user.has_perm("courses.view_h5pcontent")
        return reverse("h5p_content", args=[instance.pk]) if may else None


class LibraryFinder(ModelAdminURLFinder):
    """A library's page, for those who may see it."""

    def get_edit_url(self, instance: H5PLibrary) -> str | None:
        """Its address."""
        may = self.user is None or self.user.has_perm("courses.view_h5plibrary")
        return reverse("h5p_library", args=[instance.pk]) if may else None


register_admin_url_finder(H5PLibrary, LibraryFinder)


@hooks.register("register_admin_urls")
def addresses_of_h5p() -> list[URLResolver]:
    """Everything of H5P stands below `/cms/h5p/`."""
    return [path("h5p/", include(urls.urlpatterns))]


@hooks.register("register_page_header_buttons")
def h5p_beside_a_page(page: Page, user: Any, *, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From a lesson to its packages; into a module or lesson by the wizard."""
    yield from buttons_of(page, user)


@hooks.register("register_page_listing_more_buttons")
def h5p_in_a_list_of_pages(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The same in lists."""
    yield from buttons_of(page, user)


def buttons_of(page: Page, user: Any) -> Iterator[Button]:
    """What somebody may do with H5P beside a page."""
    kind = page.specific_class
    if kind not in (LessonPage, ModulePage):
        return
    rights = page.permissions_for_user(user)
    may_write = rights.can_edit() if kind is LessonPage else rights.can_add_subpage()
    if user.has_perm(IMPORT) and may_write:
        yield Button(_("Import H5P"), f"{reverse('h5p_import')}?into={page.pk}", icon_name="upload", priority=80)
    if kind is LessonPage and rights.can_edit():
        yield Button(_("Download as H5P"), reverse("h5p_download", args=[page.pk]), icon_name="download", priority=81)


@hooks.register("register_log_actions")
def words_of_the_log(actions: Any) -> None:
    """How the CMS's log names what is done with libraries and contents."""
    actions.register_action(installing.INSTALL, _("Install an H5P library"), _("Installed"))
    actions.register_action(installing.PATCH, _("Replace an H5P library by a patch"), _("Replaced by a newer patch"))
    actions.register_action(installing.ENABLE, _("Switch an H5P library on"), _("Switched on"))
    actions.register_action(installing.DISABLE, _("Switch an H5P library off"), _("Switched off"))
    actions.register_action(replacing.REPLACE, _("Replace an H5P content"), _("Replaced by a newer package"))
