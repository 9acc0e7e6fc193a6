"""Staff accounts in the CMS: Wagtail's list of users shows those who sign in there, never learners or guests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserViewSet

from learning.models import Person


class StaffCreationForm(UserCreationForm):
    """Wagtail's form; a staff member may have no email address."""

    email = forms.EmailField(required=False, label=_("Email"))

    def save(self, commit: bool = True) -> Person:
        """The account, with a password that whoever makes it knows too."""
        return with_given_password(super().save(commit=False), self, commit=commit)


class StaffEditForm(UserEditForm):
    """Wagtail's form; a staff member may have no email address."""

    email = forms.EmailField(required=False, label=_("Email"))

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, editing_self=editing_self, **kwargs)
        self.editing_self = editing_self

    def save(self, commit: bool = True) -> Person:
        """The account; a new password is one that somebody else gave, unless it is one's own."""
        person = super().save(commit=False)
        return with_given_password(person, self, commit=commit, is_own=self.editing_self)


def with_given_password(person: Person, form: Any, *, commit: bool, is_own: bool = False) -> Person:
    """Notes that somebody else made the password that a form sets, and stores the account if it should."""
    if form.cleaned_data.get("password1"):
        person.has_given_password = not is_own
    if commit:
        person.save()
        form.save_m2m()
    return person


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
