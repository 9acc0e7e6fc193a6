"""Partner institutions, their staff and the ages of consent in the CMS, for administrators: nobody else has the rights."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from learning.logos import LogoRefused, logo_bytes, printable_logo, remove_logo, set_logo
from learning.models import ConsentAge, Institution, InstitutionStaff, Person


class CountryForm(WagtailAdminModelForm):
    """Countries are kept in capital letters, for what is looked up is written so."""

    def clean_country(self) -> str:
        """Two capital letters, or nothing."""
        country = str(self.cleaned_data["country"]).strip().upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise forms.ValidationError(_("Write two letters, such as KE."))
        return country


class InstitutionForm(CountryForm):
    """An institution and its logo. A new logo is shown first as it will be printed; a second look, and a tick, let it be."""

    logo_file = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        label=_("Logo"),
        help_text=_(
            "PNG or JPEG, 500 KB at most. It is printed beside ours on certificates of the institution’s classes, 4 cm wide."
        ),
    )
    logo_is_ours = forms.BooleanField(required=False, label=_("Checked: the institution’s own, and we may print it"))
    logo_is_removed = forms.BooleanField(required=False, label=_("Remove the logo"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["logo_is_ours"].initial = self.instance.logo_checked_at is not None
        self.fields["logo_is_ours"].help_text = logo_shown(self.instance)

    def clean_logo_file(self) -> bytes | None:
        """The upload as we print it, or nothing."""
        upload = self.cleaned_data["logo_file"]
        try:
            return printable_logo(upload) if upload else None
        except LogoRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def save(self, commit: bool = True) -> Institution:
        """Saves the institution, then what became of its logo."""
        institution: Institution = super().save(commit)
        picture = self.cleaned_data["logo_file"]
        if self.cleaned_data["logo_is_removed"] and not picture:
            remove_logo(institution=institution, by=self.for_user)
        elif picture or institution.logo:
            is_checked = self.cleaned_data["logo_is_ours"] and not picture
            set_logo(institution=institution, by=self.for_user, picture=picture, is_checked=is_checked)
        return institution


def logo_shown(institution: Institution) -> str:
    """The logo as it is printed, or what comes first."""
    data = logo_bytes(institution.logo)
    if data is None:
        return str(_("Choose a file and save. The logo is then shown here as it will be printed; tick this when it is right."))
    address = "data:image/png;base64," + base64.b64encode(data).decode()
    return format_html('<img src="{}" alt="{}" width="236">', address, _("The logo as it is printed"))


class StaffForm(WagtailAdminModelForm):
    """Somebody works for an institution: only those who sign in with a name are offered, never learners."""

    person = forms.ModelChoiceField(Person.objects.staff().order_by("username"), label=_("Name to sign in with"))


class InstitutionViewSet(SnippetViewSet):
    """Partner institutions."""

    model = Institution
    icon = "home"
    list_display = ["name", "country", "is_active"]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("name", "country", "is_active", "logo_file", "logo_is_ours", "logo_is_removed")],
        base_form_class=InstitutionForm,
    )


class InstitutionStaffViewSet(SnippetViewSet):
    """Who works for which institution."""

    model = InstitutionStaff
    icon = "group"
    list_display = ["person", "institution", "role"]
    list_filter = ["institution", "role"]
    edit_handler = ObjectList([FieldPanel(name) for name in ("institution", "person", "role")], base_form_class=StaffForm)


class ConsentAgeViewSet(SnippetViewSet):
    """Ages of consent by country."""

    model = ConsentAge
    icon = "user"
    list_display = ["country", "age", "source"]
    list_export = ["country", "age", "source"]
    edit_handler = ObjectList([FieldPanel(name) for name in ("country", "age", "source")], base_form_class=CountryForm)


class PartnersGroup(SnippetViewSetGroup):
    """Who teaches with our courses."""

    items = (InstitutionViewSet, InstitutionStaffViewSet, ConsentAgeViewSet)
    menu_label = _("Partners")
    menu_icon = "group"
    menu_order = 260


register_snippet(PartnersGroup)
