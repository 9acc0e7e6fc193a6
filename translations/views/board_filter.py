"""What is looked for on the board, as a form in its address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from translations.board import ANYBODY, ME, NOBODY, Language, Wanted
from translations.models.state import Standing


class BoardFilter(forms.Form):
    """The filters. An empty one takes everything."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    standing = forms.ChoiceField(label=_("Standing"), required=False, choices=[("", _("Any")), *Standing.choices])
    who = forms.ChoiceField(
        label=_("Assigned to"),
        required=False,
        choices=[("", _("Whoever")), (ME, _("Me")), (ANYBODY, _("Somebody")), (NOBODY, _("Nobody"))],
    )
    behind = forms.BooleanField(label=_("Only what is behind its source"), required=False)
    course = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, request: HttpRequest, languages: list[Language], *, fixed: bool = False) -> None:
        """`fixed` is for a page of one language of one course. A form that acts on what was found sends the filters along."""
        super().__init__(request.POST if request.method == "POST" else request.GET, label_suffix="")
        self.person = request.user
        self.languages = languages
        field: Any = self.fields["language"]
        field.choices = [("", _("All")), *((language.code, language.name) for language in languages)]
        if fixed:
            del self.fields["language"], self.fields["course"]

    @property
    def shown_languages(self) -> list[Language]:
        """The chosen language, or all."""
        code = self.asked.get("language")
        return [language for language in self.languages if code in ("", None, language.code)]

    @property
    def wanted(self) -> Wanted:
        """For `translations.board`. What cannot be understood is left out; the form says so."""
        return Wanted(
            person=self.person,
            standing=self.asked.get("standing") or "",
            is_behind=bool(self.asked.get("behind")),
            who=self.asked.get("who") or "",
            course_key=self.asked.get("course"),
        )

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form that acts on the pages found sends along."""
        return [(name, self.data[name]) for name in ("standing", "who", "behind") if self.data.get(name)]

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return any(self.data.get(name) for name in self.fields)

    @property
    def asked(self) -> dict[str, Any]:
        """What was understood."""
        self.is_valid()
        return self.cleaned_data
