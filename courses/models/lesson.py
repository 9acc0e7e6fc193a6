"""A lesson: cards of one idea each and questions between or after them. A course's two checks are such pages too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from courses.blocks.lesson_body import LessonBody
from courses.blocks.script import LessonScript
from courses.models.catalogue import ADDRESS_PANELS, NEVER_PRIVATE, SLUG_IS_SHARED, STATUS_IS_OWN, TranslationStatus
from courses.models.purpose import CHECKS, Purpose
from courses.models.readiness import PublishRefused, check_problems, further_problems, lesson_problems
from courses.publish_form import LessonForm


class LessonPage(Page):
    """A lesson in one language. Learners see the version that publishing it left behind."""

    purpose = models.CharField(
        _("what it is for"),
        max_length=12,
        choices=Purpose.choices,
        default=Purpose.LESSON,
        db_default=Purpose.LESSON.value,
        help_text=_("The four questions before and after a course are not counted as lessons. One page of each kind a course."),
    )
    summary = models.CharField(_("summary"), max_length=240, blank=True, help_text=_("One sentence for the course page."))
    can_do = models.TextField(_("“I can …”"), blank=True, help_text=_("What a learner can do afterwards, one line each."))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=9)
    sensitive = models.BooleanField(
        _("sensitive"), default=False, help_text=_("Shows “Leave this page” in the corner. Keep the title neutral.")
    )
    teaches = ParentalManyToManyField(
        "courses.Competency", verbose_name=_("competencies"), blank=True, related_name="+", help_text=_("One to three.")
    )
    body = StreamField(LessonBody(), verbose_name=_("cards and questions"), blank=True)
    # For whoever leads a circle: kept in the version, in no learner's document.
    script = StreamField(LessonScript(required=False), verbose_name=_("facilitator's script"), blank=True)
    materials = models.TextField(
        _("materials"), blank=True, help_text=_("What the facilitator brings, one line each. Plain things that every village has.")
    )
    paper_activity = models.TextField(
        _("paper activity"), blank=True, help_text=_("What the group does without any device, as the facilitator explains it.")
    )
    translation_status = models.CharField(
        _("state of the translation"), max_length=16, choices=TranslationStatus.choices, default=TranslationStatus.SOURCE
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("summary"), FieldPanel("can_do")], heading=_("What it is about")),
        FieldPanel(
            "body",
            help_text=_(
                "Press + to add a card; the eye beside each kind shows an example. One idea a card, and at least one question."
            ),
        ),
        FieldPanel("teaches", widget=forms.CheckboxSelectMultiple),
        MultiFieldPanel(
            [FieldPanel("script"), FieldPanel("materials"), FieldPanel("paper_activity")],
            heading=_("For the facilitator"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("minutes"), FieldPanel("sensitive")]),
                FieldPanel("purpose"),
                FieldPanel("translation_status"),
            ],
            heading=_("Time, care, purpose and translation"),
            classname="collapsed",
        ),
    ]
    promote_panels = ADDRESS_PANELS
    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    # Many-to-many fields are not copied to translations unless named here.
    override_translatable_fields = [
        *SLUG_IS_SHARED,
        *STATUS_IS_OWN,
        SynchronizedField("purpose", overridable=False),
        SynchronizedField("teaches", overridable=False),
    ]
    base_form_class = LessonForm
    private_page_options = NEVER_PRIVATE
    template = "courses/lesson.html"

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    module_to_be = ""  # the path of the module a page is being made in, while it has no path of its own

    @property
    def is_check(self) -> bool:
        """Whether it is one of the course's two checks and no lesson."""
        return self.purpose in CHECKS

    def publish_problems(self) -> list[str]:
        """What still stops the lesson being published, as sentences."""
        rules = check_problems if self.is_check else lesson_problems
        return [*rules(self), *further_problems(self)]

    def rivals(self) -> list[str]:
        """Titles of other live checks of the same kind in the same course. One query; none for a page that is in no course yet."""
        module = self.path[: -self.steplen] if self.path else self.module_to_be
        if not module:
            return []
        course = module[: -self.steplen]
        same = LessonPage.objects.live().filter(path__startswith=course, purpose=self.purpose, alias_of=None)
        return [page.title for page in same.exclude(pk=self.pk).only("title")]

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        """Stores the page. No route puts an unready lesson live: see `PublishRefused`."""
        PublishRefused.unless_ready(self, clean=clean)
        super().save(clean=clean, **kwargs)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The CMS previews a draft exactly as the published document will be drawn."""
        from courses.rendering.preview import lesson_preview_context

        return {**super().get_context(request, *args, **kwargs), **lesson_preview_context(self)}
