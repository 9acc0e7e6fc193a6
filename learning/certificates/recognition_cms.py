"""Recognition in the CMS: the register of what institutions said, its files, and whom we trust for prior learning."""

from __future__ import annotations

from typing import Any

import django_filters
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import Button
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from learning.certificates import recognition_pages
from learning.certificates.models import PriorLearningRule, Recognition, TrustedIssuer, TrustedStatusList
from learning.certificates.recognition_forms import RecognitionForm, RuleForm, StatusListForm, course_choices, course_titles
from learning.certificates.recognition_rights import may_export, may_import
from learning.models import Institution


class CourseColumn(Column):
    """The title of the course a row is about. One query for the whole list."""

    @cached_property
    def titles(self) -> dict[Any, str]:
        """Read once for each list that is drawn."""
        return course_titles()

    def get_value(self, instance: Any) -> str:
        """The title, or the key of a course that is gone."""
        return self.titles.get(instance.course_key, str(instance.course_key))


class RegisterFilters(WagtailFilterSet):
    """By course, by institution, by kind."""

    course_key = django_filters.ChoiceFilter(label=_("Course"), choices=lambda: course_choices()[1:], empty_label=_("All"))
    institution = django_filters.ModelChoiceFilter(label=_("Partner institution"), queryset=Institution.objects.all())
    name = django_filters.CharFilter(label=_("Name of another institution"), lookup_expr="icontains")

    class Meta:
        model = Recognition
        fields = ["course_key", "institution", "name", "kind"]


class CourseIndex(IndexView):
    """A list that shows courses by their titles, read anew for each list."""

    @cached_property
    def columns(self) -> list[Any]:
        """Wagtail's, but for the course."""
        course = CourseColumn("course_key", label=_("Course"))
        return [course if column.name == course.name else column for column in super().columns]


class RegisterIndex(CourseIndex):
    """The register, with the ways to its files."""

    def get_base_queryset(self) -> Any:
        """With the institutions' names."""
        return super().get_base_queryset().select_related("institution")

    @cached_property
    def columns(self) -> list[Any]:
        """The first one has a name that people read."""
        found = super().columns
        for column in found:
            column.label = _("Who") if column.name == "by" else column.label
        return found

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Files in and out, for those who may."""
        buttons = list(super().header_more_buttons)
        if may_import(self.request.user):
            buttons.append(HeaderButton(_("Take in a file"), url=reverse("recognition_import"), icon_name="upload", priority=10))
        if may_export(self.request.user):
            for place, kind in enumerate(recognition_pages.FILES):
                way = reverse("recognition_export", args=[kind])
                label = _("Take out as %(kind)s") % {"kind": kind.upper()}
                buttons.append(Button(label, url=way, icon_name="download", priority=20 + place))
        return buttons


class RecognitionViewSet(SnippetViewSet):
    """What institutions said."""

    model = Recognition
    icon = "success"
    menu_label = _("Register")
    index_view_class = RegisterIndex
    list_display = ["by", "course_key", "kind", "valid_from", "valid_to", "checked_on"]
    filterset_class = RegisterFilters
    search_fields = ["name", "institution__name", "statement"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel(name) for name in ("institution", "name", "country")], heading=_("Who")),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("course_key", "course_language", "first_version", "last_version")],
                heading=_("Which course"),
            ),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("kind", "statement", "language", "hours", "credit", "framework")],
                heading=_("As what"),
            ),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("valid_from", "valid_to", "is_reciprocal")], heading=_("From when to when")
            ),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("document_url", "document_title", "checked_on")], heading=_("Where it is written")
            ),
        ],
        base_form_class=RecognitionForm,
    )


class TrustedIssuerViewSet(SnippetViewSet):
    """Whose credentials are believed."""

    model = TrustedIssuer
    icon = "key"
    list_display = ["name", "did", "active_from", "active_to"]
    search_fields = ["name", "did"]
    edit_handler = ObjectList([FieldPanel(name) for name in ("name", "did", "keys", "active_from", "active_to")])


class TrustedStatusListViewSet(SnippetViewSet):
    """What trusted issuers took back."""

    model = TrustedStatusList
    icon = "list-ul"
    list_display = ["url", "issuer", "made_at"]
    list_filter = ["issuer"]
    edit_handler = ObjectList([FieldPanel(name) for name in ("issuer", "credential")], base_form_class=StatusListForm)


class PriorLearningRuleViewSet(SnippetViewSet):
    """What counts as which course."""

    model = PriorLearningRule
    icon = "redirect"
    index_view_class = CourseIndex
    list_display = ["achievement_id", "issuer", "course_key"]
    list_filter = ["issuer"]
    edit_handler = ObjectList([FieldPanel(name) for name in ("issuer", "achievement_id", "course_key")], base_form_class=RuleForm)


class RecognitionGroup(SnippetViewSetGroup):
    """Who recognises our courses, and whose we recognise."""

    items = (RecognitionViewSet, TrustedIssuerViewSet, PriorLearningRuleViewSet, TrustedStatusListViewSet)
    menu_label = _("Recognition")
    menu_icon = "success"
    menu_order = 270


register_snippet(RecognitionGroup)


@hooks.register("register_admin_urls")
def addresses_of_the_register() -> list[URLPattern]:
    """Its files, below `/cms/`."""
    return [
        path("recognition/import/", recognition_pages.take_in, name="recognition_import"),
        path("recognition/export.<str:kind>", recognition_pages.take_out, name="recognition_export"),
    ]
