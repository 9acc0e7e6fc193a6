"""The catalogue: the home page of one language, and what every page of ours shares."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField


class TranslationStatus(models.TextChoices):
    """How far a person has checked a page's words."""

    SOURCE = "source", _("written in this language")
    MACHINE_DRAFT = "machine_draft", _("machine draft, checked by nobody")
    IN_REVIEW = "in_review", _("in review")
    REVIEWED = "reviewed", _("reviewed by a person")


# Addresses are the same in every language until one is given its own (from the desk); they stay ASCII, and so do file names.
SLUG_IS_SHARED = [SynchronizedField("slug")]
# All that the tab “Promote” holds for our pages: they have no titles for search engines and no menus.
ADDRESS_PANELS = [
    FieldPanel(
        "slug", heading=_("Address"), help_text=_("Short and plain. It is the same in every language that was not given its own.")
    )
]
# Everything published is for everybody and lies in bundles: a lock in the CMS would promise what it cannot keep.
NEVER_PRIVATE: list[str] = []
# How far the words were checked belongs to each language: neither translated nor copied when a translation is built.
STATUS_IS_OWN = [BaseTranslatableField("translation_status")]


class CataloguePage(Page):
    """The home page of one language. Learners see it through `courses.views.catalogue`."""

    intro = models.CharField(_("one sentence"), max_length=240, blank=True, help_text=_("What this place is, in one sentence."))
    about = RichTextField(_("about"), blank=True, features=["bold", "italic", "ul"])

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("about")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CoursePage"]
    promote_panels: list[FieldPanel] = []
    private_page_options = NEVER_PRIVATE
    admin_default_ordering = "title"
    # Catalogues stand side by side under the root, so each has a slug of its own; no address shows it.
    override_translatable_fields = [BaseTranslatableField("slug")]
    template = "courses/catalogue_page.html"

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The CMS previews it with the courses that are published now."""
        from courses.rendering.preview import catalogue_preview_context

        return {**super().get_context(request, *args, **kwargs), **catalogue_preview_context(self)}
