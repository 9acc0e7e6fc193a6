"""The page editor's forms: they say what is missing when a page is published, scheduled or submitted; drafts are free."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue
from wagtail.blocks.base import BlockField

from courses.blocks.identity import tell_items_apart


class PublishCheckedForm(WagtailAdminPageForm):
    """Adds a page's `publish_problems()` as sentences at the top of the form."""

    def _post_clean(self) -> None:
        """Runs after Django has put the form's values into the page, so that the rules see what would be published.

        Wagtail leaves `is_deferred_validation` false when publishing, scheduling or submitting.
        """
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelMultipleChoiceField) and name in self.cleaned_data:
                setattr(self.instance, name, list(self.cleaned_data[name]))
            elif isinstance(field, BlockField) and name in self.errors:
                # Cards with an empty field are marked where they stand; the sentences name them as well.
                written = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
                setattr(self.instance, name, written)
                for error in self.errors[name].as_data():
                    error.message = _("Some fields are empty or wrong. They are marked in red.")
        for sentence in self.instance.publish_problems():
            self.add_error(None, sentence)


class CompetenciesByFramework(forms.models.ModelChoiceIterator):
    """The choices of a field of competencies, under the name of the framework each belongs to. One query."""

    def __iter__(self) -> Iterator[Any]:
        rows = self.queryset.select_related("framework").order_by("framework__name", "code")
        for framework, competencies in groupby(rows, key=lambda competency: competency.framework):
            yield str(framework), [self.choice(competency) for competency in competencies]


class LessonForm(PublishCheckedForm):
    """The form of a lesson: its competencies stand under their frameworks, for codes alone tell nobody anything."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "teaches" in self.fields:
            field = self.fields["teaches"]
            field.iterator = CompetenciesByFramework
            field.widget.choices = field.choices
        if self.parent_page:
            self.instance.module_to_be = self.parent_page.path

    def _post_clean(self) -> None:
        """Before anything is checked or stored, options that the editor sent with one identity are told apart."""
        if isinstance(self.cleaned_data.get("body"), StreamValue):
            tell_items_apart(self.cleaned_data["body"])
        super()._post_clean()
