"""What the CMS shows and asks of us: snippets, the check before bulk publishing, the trainers' menu."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.dashboard import NextStepsPanel
from courses.models import Competency, Framework, Helpline, Recording


class RecordingViewSet(SnippetViewSet):
    """Recordings."""

    model = Recording
    icon = "media"
    list_display = ["title", "licence", "credit"]
    search_fields = ["title", "transcript"]
    exclude_form_fields = ["created_at"]


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
    list_display = ["country", "name", "contact", "last_checked"]
    list_filter = ["country"]
    list_export = ["country", "name", "contact", "hours", "cost", "last_checked"]


class TeachingGroup(SnippetViewSetGroup):
    """What lessons are made of besides pages and pictures."""

    items = (RecordingViewSet, HelplineViewSet, CompetencyViewSet, FrameworkViewSet)
    menu_label = _("Teaching")
    menu_icon = "clipboard-list"
    menu_order = 250


register_snippet(TeachingGroup)


@hooks.register("construct_homepage_panels")
def say_what_to_do_next(request: HttpRequest, panels: list[Any]) -> None:
    """Puts our panel before Wagtail's."""
    panels.insert(0, NextStepsPanel())


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
