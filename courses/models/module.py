"""A module: lessons of a course that belong together."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from courses.models.catalogue import ADDRESS_PANELS, NEVER_PRIVATE, SLUG_IS_SHARED
from courses.models.readiness import PublishRefused, further_problems, module_problems
from courses.publish_form import PublishCheckedForm


class ModulePage(Page):
    """A module in one language. Learners see it as a heading of the course page; its own address leads there."""

    summary = models.CharField(_("summary"), max_length=240, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("summary", help_text=_("One sentence, shown above its lessons."))]
    promote_panels = ADDRESS_PANELS
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]
    override_translatable_fields = SLUG_IS_SHARED
    base_form_class = PublishCheckedForm
    private_page_options = NEVER_PRIVATE
    admin_default_ordering = "ord"  # as learners meet them
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def publish_problems(self) -> list[str]:
        """What still stops the module being published, as sentences."""
        return [*module_problems(self), *further_problems(self)]

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        """Stores the page. No route puts an unready module live: see `PublishRefused`."""
        PublishRefused.unless_ready(self, clean=clean)
        super().save(clean=clean, **kwargs)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The CMS previews a draft module in its course, with the lessons that are published now."""
        from courses.models.course import CoursePage
        from courses.rendering.preview import course_preview_context

        course = CoursePage.objects.ancestor_of(self).get()
        return {**super().get_context(request, *args, **kwargs), **course_preview_context(course, module=self)}
