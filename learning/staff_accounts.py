"""Staff accounts in the CMS: Wagtail's list of users shows those who sign in there, never learners or guests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserViewSet


class StaffCreationForm(UserCreationForm):
    """Wagtail's form; a staff member may have no email address."""

    email = forms.EmailField(required=False, label=_("Email"))


class StaffEditForm(UserEditForm):
    """Wagtail's form; a staff member may have no email address."""

    email = forms.EmailField(required=False, label=_("Email"))


class StaffIndexView(IndexView):
    """The list of staff."""

    def get_base_queryset(self) -> Any:
        """Those with a name to sign in with."""
        return super().get_base_queryset().exclude(username=None)


class StaffViewSet(UserViewSet):
    """Wagtail's user pages, for staff."""

    index_view_class = StaffIndexView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """The form to add or to edit a staff member."""
        return StaffEditForm if for_update else StaffCreationForm
