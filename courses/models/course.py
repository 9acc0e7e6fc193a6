"""A course: modules of lessons with one promise, one certificate and one woven band."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from courses.models.catalogue import ADDRESS_PANELS, NEVER_PRIVATE, SLUG_IS_SHARED, STATUS_IS_OWN, TranslationStatus
from courses.models.media import Licence
from courses.models.readiness import PublishRefused, course_problems, further_problems
from courses.publish_form import PublishCheckedForm


class Band(models.TextChoices):
    """The patterns of the woven band, drawn from plain geometry."""

    TRIANGLES = "triangles", _("triangles")
    DIAMONDS = "diamonds", _("diamonds")
    STEPS = "steps", _("steps")
    WAVES = "waves", _("waves")
    SEEDS = "seeds", _("seeds")
    PATHS = "paths", _("paths")


class BandColours(models.TextChoices):
    """The band's two colours."""

    CLAY = "clay", _("clay and paper")
    INDIGO = "indigo", _("indigo and lamp")
    GREEN = "green", _("green and paper")
    OCHRE = "ochre", _("ochre and ink")


class Level(models.TextChoices):
    """The levels of the UNESCO framework for students."""

    UNDERSTAND = "Understand", _("Understand")
    APPLY = "Apply", _("Apply")
    CREATE = "Create", _("Create")


class CoursePage(Page):
    """A course in one language. Learners see it through `learning.views.course`."""

    summary = models.CharField(_("summary"), max_length=240, blank=True, help_text=_("One sentence for the list of courses."))
    description = RichTextField(_("description"), blank=True, features=["bold", "italic", "ul", "ol"])
    audience = models.CharField(_("for whom"), max_length=240, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60, help_text=_("For the whole course."))
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, default=Level.UNDERSTAND)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, default=Licence.CC_BY)
    band = models.CharField(_("woven band"), max_length=12, choices=Band.choices, default=Band.TRIANGLES)
    band_colours = models.CharField(_("colours of the band"), max_length=8, choices=BandColours.choices, default=BandColours.CLAY)
    translation_status = models.CharField(
        _("state of the translation"), max_length=16, choices=TranslationStatus.choices, default=TranslationStatus.SOURCE
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("summary"), FieldPanel("description"), FieldPanel("audience")], heading=_("What it is about")),
        MultiFieldPanel([FieldRowPanel([FieldPanel("minutes"), FieldPanel("level"), FieldPanel("licence")])], heading=_("Facts")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("band"), FieldPanel("band_colours")])],
            heading=_("Woven band"),
            help_text=_("The pattern under the header tells at one glance which course this is, on screen and on the certificate."),
        ),
        MultiFieldPanel([FieldPanel("translation_status")], heading=_("Translation"), classname="collapsed"),
    ]
    promote_panels = ADDRESS_PANELS
    parent_page_types = ["courses.CataloguePage"]
    subpage_types = ["courses.ModulePage"]
    override_translatable_fields = [*SLUG_IS_SHARED, *STATUS_IS_OWN]
    base_form_class = PublishCheckedForm
    private_page_options = NEVER_PRIVATE
    admin_default_ordering = "ord"  # as learners meet them
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def publish_problems(self) -> list[str]:
        """What still stops the course being published, as sentences."""
        return [*course_problems(self), *further_problems(self)]

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        """Stores the page. No route puts an unready course live: see `PublishRefused`."""
        PublishRefused.unless_ready(self, clean=clean)
        super().save(clean=clean, **kwargs)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The CMS previews a draft with the lessons that are published now."""
        from courses.rendering.preview import course_preview_context

        return {**super().get_context(request, *args, **kwargs), **course_preview_context(self)}
