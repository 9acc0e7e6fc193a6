"""The page editor's form: says what is missing when a page is published, scheduled or submitted; drafts are free."""

from __future__ import annotations

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.base import BlockField


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
        for sentence in self.instance.publish_problems():
            self.add_error(None, sentence)
