"""Programmes in the CMS, for administrators: nobody else has the rights."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.conf import settings
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.editions import best_editions
from courses.models import CourseVersion
from learning.certificates.models import Programme


def course_choices() -> Iterator[tuple[str, str]]:
    """Published courses by title, each once, in the CMS's language or the next best. One query."""
    order = [get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE]
    editions = best_editions(CourseVersion.objects.current().order_by("pk"), order)
    yield "", "–"
    for version in sorted(editions.values(), key=lambda version: version.title):
        yield str(version.course_key), version.title


class ProgrammeViewSet(SnippetViewSet):
    """Programmes."""

    model = Programme
    icon = "list-ol"
    menu_label = _("Programmes")
    menu_order = 255
    add_to_admin_menu = True
    list_display = ["slug", "institution", "is_active"]
    list_filter = ["institution", "is_active"]
    edit_handler = ObjectList(
        [
            FieldPanel("slug"),
            FieldPanel("institution"),
            FieldPanel("is_active"),
            InlinePanel(
                "texts",
                [FieldPanel("language", widget=forms.Select(choices=settings.LANGUAGES)), "title", "description"],
                heading=_("In each language"),
                label=_("language"),
                min_num=1,
            ),
            InlinePanel(
                "courses",
                [FieldPanel("course_key", widget=forms.Select(choices=CallableChoiceIterator(course_choices)))],
                heading=_("Courses, in order"),
                label=_("course"),
                min_num=1,
            ),
        ]
    )


register_snippet(ProgrammeViewSet)
