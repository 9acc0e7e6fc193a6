"""What the CMS shows and asks of us: snippets, the check before bulk publishing, the trainers' menu."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.cms_h5p.hooks import H5PContentViewSet
from courses.dashboard import NextStepsPanel
from courses.models import Competency, DataPrice, Film, Framework, Helpline, Recording
from courses.preparation import MediaAtWorkPanel, PreparationPanel, StateColumn, retry, state


class RecordingViewSet(SnippetViewSet):
    """Recordings."""

    model = Recording
    icon = "media"
    list_display = ["title", StateColumn(), "licence", "credit"]
    search_fields = ["title", "transcript"]
    panels = [PreparationPanel(), *(FieldPanel(name) for name in ("title", "file", "transcript", "licence", "credit"))]


class FilmViewSet(SnippetViewSet):
    """Videos."""

    model = Film
    icon = "tablet-alt"
    list_display = ["title", StateColumn(), "licence", "credit"]
    search_fields = ["title"]
    panels = [PreparationPanel(), *(FieldPanel(name) for name in ("title", "file", "poster", "licence", "credit", "consent"))]


class FrameworkViewSet(SnippetViewSet):
    """Competency frameworks."""

    model = Framework
    icon = "list-ul"
    list_display = ["name", "version", "publisher"]


class CompetencyViewSet(SnippetViewSet):
    """Competencies."""

    model = Competency
    icon = "tick"
    list_display = ["code", "name", "aspect", "level", "framework"]
    list_filter = ["framework", "level"]
    search_fields = ["code", "name"]


class HelplineViewSet(SnippetViewSet):
    """Helplines."""

    model = Helpline
    icon = "help"
    list_display = ["country", "language", "name", "contact", "last_checked"]
    list_filter = ["country", "language"]
    list_export = ["country", "language", "name", "contact", "hours", "cost", "last_checked"]


class DataPriceViewSet(SnippetViewSet):
    """Prices of data."""

    model = DataPrice
    icon = "globe"
    list_display = ["country", "price", "currency", "checked_on", "source"]
    list_export = ["country", "price", "currency", "checked_on", "source"]


class TeachingGroup(SnippetViewSetGroup):
    """What lessons are made of besides pages and pictures."""

    items = (
        RecordingViewSet,
        FilmViewSet,
        H5PContentViewSet,
        HelplineViewSet,
        DataPriceViewSet,
        CompetencyViewSet,
        FrameworkViewSet,
    )
    menu_label = _("Teaching")
    menu_icon = "clipboard-list"
    menu_order = 250


register_snippet(TeachingGroup)


@hooks.register("construct_homepage_panels")
def say_what_to_do_next(request: HttpRequest, panels: list[Any]) -> None:
    """Puts our panels before Wagtail's."""
    panels[:0] = [NextStepsPanel(), MediaAtWorkPanel()]


@hooks.register("register_admin_urls")
def addresses_of_preparation() -> list[URLPattern]:
    """Where the CMS asks how far a medium is, and asks for it again."""
    return [
        path("preparation/<str:kind>/<int:pk>/", state, name="media_state"),
        path("preparation/<str:kind>/<int:pk>/again/", retry, name="media_retry"),
    ]


@hooks.register("before_bulk_action")
def refuse_unready_pages(request: HttpRequest, action_type: str, objects: list[Any], view: Any) -> HttpResponse | None:
    """Before a bulk publish: says what each unready page lacks and publishes none of them."""
    if action_type != "publish" or request.method != "POST":
        return None
    pages = [page.specific for page in objects if isinstance(page, Page)]
    if request.POST.get("include_descendants"):
        # Wagtail publishes the drafts below; what is live keeps its unfinished edits to itself.
        pages += [child for page in list(pages) for child in page.get_descendants().not_live().specific()]
    refused = False
    for page in pages:
        draft = page.get_latest_revision_as_object()
        for sentence in draft.publish_problems() if hasattr(draft, "publish_problems") else []:
            refused = True
            messages.error(
                request, gettext("“%(title)s” was not published: %(problem)s") % {"title": draft.title, "problem": sentence}
            )
    if not refused:
        return None
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
