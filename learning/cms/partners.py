"""Partner institutions, their staff and the ages of consent in the CMS, for administrators: nobody else has the rights."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from learning.models import ConsentAge, Institution, InstitutionStaff, Person


class CountryForm(WagtailAdminModelForm):
    """Countries are kept in capital letters, for what is looked up is written so."""

    def clean_country(self) -> str:
        """Two capital letters, or nothing."""
        country = str(self.cleaned_data["country"]).strip().upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise forms.ValidationError(_("Write two letters, such as KE."))
        return country


class StaffForm(WagtailAdminModelForm):
    """Somebody works for an institution: only those who sign in with a name are offered, never learners."""

    person = forms.ModelChoiceField(Person.objects.staff().order_by("username"), label=_("Name to sign in with"))


class InstitutionViewSet(SnippetViewSet):
    """Partner institutions."""

    model = Institution
    icon = "home"
    list_display = ["name", "country", "is_active"]
    search_fields = ["name"]
    edit_handler = ObjectList([FieldPanel(name) for name in ("name", "country", "is_active")], base_form_class=CountryForm)


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
