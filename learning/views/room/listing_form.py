"""The form of a listing for the board of needs and offers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.countries import names_in
from courses.rendering.document import own_name
from learning.bundles.room.listing_words import SHOWN_FOR, ListingFacts
from learning.bundles.room.models import LONGEST_LINE, LONGEST_TEXT, LONGEST_TITLE, Kind, Topic
from learning.models import Institution
from learning.unkept import active_language
from learning.views.class_form import choice, day_field


def line_field(label: Any, *, most: int, help_text: Any = "", required: bool = True) -> forms.CharField:
    """One line of plain text."""
    widget = forms.TextInput(attrs={"class": "field", "autocomplete": "off", "dir": "auto", "maxlength": most})
    return forms.CharField(label=label, widget=widget, help_text=help_text, required=required, strip=False)


class ListingForm(forms.Form):
    """A need or an offer. Lengths and words are the action's to refuse, with sentences of its own."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"), empty_label=None, widget=choice())
    kind = forms.ChoiceField(label=_("Need or offer"), choices=Kind.choices, widget=choice())
    topic = forms.ChoiceField(label=_("What it is about"), choices=Topic.choices, widget=choice())
    title = line_field(_("Title"), most=LONGEST_TITLE, help_text=_("A few words, such as: Twelve phones for a women’s circle."))
    text = forms.CharField(
        label=_("In plain words"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "maxlength": LONGEST_TEXT}),
        help_text=_("What, for whom, how many, until when. Nothing about single learners: no names, no codes."),
        strip=False,
    )
    contact = line_field(
        _("Contact"),
        most=LONGEST_LINE,
        help_text=_("A public line of your institution: a mail address, a telephone number or a site. Not a person’s own."),
    )
    country = forms.ChoiceField(label=_("Country"), required=False, widget=choice())
    region = line_field(_("Region or town"), most=LONGEST_LINE, required=False)
    languages = forms.MultipleChoiceField(label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple)
    shown_until = day_field(_("Shown until"), help_text=_("A year from now at most. Then it leaves the board by itself."))

    def __init__(self, data: Any = None, *, institutions: list[Institution], today: date) -> None:
        super().__init__(data, initial={"shown_until": today + SHOWN_FOR / 4}, label_suffix="")
        own = institutions[0].country if institutions else ""
        countries: Any = self.fields["country"]
        countries.choices = [("", _("any")), *names_in(active_language()).items()]
        countries.initial = own
        self.fields["languages"].choices = [(code, own_name(code)) for code, _name in settings.LANGUAGES]  # type: ignore[attr-defined]
        self.fields["shown_until"].widget.attrs |= {"min": today.isoformat(), "max": (today + SHOWN_FOR).isoformat()}
        houses: Any = self.fields["institution"]
        houses.queryset = Institution.objects.filter(pk__in=[house.pk for house in institutions])
        self.only = institutions[0] if len(institutions) == 1 else None
        if self.only:
            del self.fields["institution"]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """What is asked one below the other."""
        return [self[name] for name in self.fields if name != "languages"]

    def institution_chosen(self) -> Institution:
        """The one that was chosen, or the only one there is."""
        chosen: Institution = self.only or self.cleaned_data["institution"]
        return chosen

    def facts(self) -> ListingFacts:
        """What was filled in, for the action."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("kind", "topic", "title", "text", "contact", "country", "region", "shown_until")}
        return ListingFacts(**plain, languages=tuple(data["languages"]))
