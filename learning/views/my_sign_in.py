"""How I sign in: the password, an app with codes, passkeys, recovery codes. django-allauth does it; these are its pages."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import PasswordChangeView
from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormView

from learning.errors import NotForYou
from learning.institution_links import links_of
from learning.models import Person
from learning.second_factor import remove_second_factors
from learning.staff_session import lacks_factor
from learning.views.sign_in import institutions
from learning.views.staff_pages import Confirm, StaffPage, as_json


class MySignIn(StaffPage, IndexView):
    """Everything that opens my account, and the way on for somebody who had to come here first."""

    template_name = "learning/staff/my_sign_in.html"
    title = gettext_lazy("How I sign in")
    uses_passkeys = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What is set up."""
        own = super().get_context_data(**context)
        person: Any = self.request.user
        rows = own["authenticators"]
        codes = rows.get("recovery_codes")
        linked = links_of(person)
        return own | {
            "must_set_up": lacks_factor(self.request, person),
            "app": rows.get("totp"),
            "passkeys": [passkey_row(one) for one in rows.get("webauthn", [])],
            "codes_left": len(codes.get_unused_codes()) if codes else None,
            "institutions": [
                row for row in institutions(process="connect") if row["name"] not in {link["name"] for link in linked}
            ],
            "links": linked,
            "may_help": person.is_superuser,
            "in_cms": person.has_perm("wagtailadmin.access_admin"),
        }


def passkey_row(passkey: Any) -> dict[str, Any]:
    """A passkey as the page lists it."""
    pk = passkey.instance.pk
    return {
        "name": passkey.name,
        "created_at": passkey.instance.created_at,
        "edit_href": reverse("mfa_edit_webauthn", args=[pk]),
        "remove_href": reverse("mfa_remove_webauthn", args=[pk]),
    }


class SetUpApp(StaffPage, ActivateTOTPView):
    """Scan the picture, type the code."""

    template_name = "learning/staff/set_up_app.html"
    title = gettext_lazy("Set up an app")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The secret in fours for those who cannot scan."""
        own = super().get_context_data(**context)
        secret = own["form"].secret
        return own | {"secret_groups": [secret[at : at + 4] for at in range(0, len(secret), 4)]}


class TakeAppAway(Confirm, DeactivateTOTPView):
    """The app asks for no codes any more."""

    title = gettext_lazy("Take the app away")
    sentence = gettext_lazy("Codes of your app will open nothing any more. Everywhere else you will be signed out.")
    words = gettext_lazy("Take the app away")


class ShowCodes(StaffPage, ViewRecoveryCodesView):
    """The codes, once."""

    template_name = "learning/staff/codes.html"
    title = gettext_lazy("Recovery codes")


class MakeCodes(Confirm, GenerateRecoveryCodesView):
    """New codes; the old ones are worth nothing from then on."""

    title = gettext_lazy("Make new codes")
    sentence = gettext_lazy("You get ten new recovery codes. Those you have now will open nothing any more.")
    words = gettext_lazy("Make new codes")


class AddPasskey(StaffPage, AddWebAuthnView):
    """A passkey of this phone, computer or key."""

    template_name = "learning/staff/passkey_add.html"
    title = gettext_lazy("Add a passkey")
    uses_passkeys = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """With what the browser is asked."""
        own = super().get_context_data(**context)
        return own | {"options": as_json(own["js_data"]["creation_options"])}


class RenamePasskey(StaffPage, EditWebAuthnView):
    """Another word for it."""

    template_name = "learning/staff/passkey_name.html"
    title = gettext_lazy("Rename")
    success_url = reverse_lazy("mfa_index")


class RemovePasskey(Confirm, RemoveWebAuthnView):
    """It opens nothing any more."""

    title = gettext_lazy("Remove a passkey")
    words = gettext_lazy("Remove")
    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Which one."""
        own = super().get_context_data(**context)
        sentence = _("“%(name)s” will open nothing any more. Everywhere else you will be signed out.")
        return own | {"sentence": sentence % {"name": self.object.wrap().name}}


class ChangePassword(StaffPage, PasswordChangeView):
    """The old one, the new one twice."""

    template_name = "learning/staff/password.html"
    title = gettext_lazy("Change my password")
    success_url = reverse_lazy("mfa_index")


class LostPhoneForm(forms.Form):
    """Whose second steps are taken away."""

    username = forms.CharField(max_length=150)

    def clean_username(self) -> Person:
        """A member of staff."""
        person = Person.objects.staff().filter(username=self.cleaned_data["username"]).first()
        if person is None:
            raise ValidationError(_("Nobody signs in with this name. Look it up in the list of users."))
        return person


@method_decorator([login_required, reauthentication_required], name="dispatch")
class LostPhone(StaffPage, FormView):
    """An administrator opens the account of somebody who lost phone and codes."""

    template_name = "learning/staff/lost_phone.html"
    title = gettext_lazy("Somebody lost their phone")
    form_class = LostPhoneForm

    def setup(self, request: HttpRequest, *arguments: Any, **options: Any) -> None:
        """Administrators alone. Raises `NotForYou`."""
        super().setup(request, *arguments, **options)
        if request.user.is_authenticated and not request.user.is_superuser:
            raise NotForYou(_("This page is for administrators."))

    def form_valid(self, form: LostPhoneForm) -> HttpResponse:
        """Takes them away, and says so."""
        person = form.cleaned_data["username"]
        remove_second_factors(person=person, by=self.request.user)  # type: ignore[arg-type]
        return self.render_to_response(self.get_context_data(form=LostPhoneForm(), done=str(person)))
