"""Signing in, the second step, signing out, and showing once more that it is you: django-allauth's views in our words.

`/cms/login/` and `/<lang>/staff/sign-in/` are the same door.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, LogoutView, ReauthenticateView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from allauth.mfa.webauthn.internal.auth import parse_authentication_response
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.errors import NotForYou, TooManyTries
from learning.sign_in_rules import TOO_OFTEN, way_in
from learning.views.personal import personal, refusal
from learning.views.staff_pages import Confirm, StaffPage, as_json, next_of


class SignInForm(LoginForm):
    """allauth's form under the field names that `/cms/login/` always had."""

    def add_prefix(self, field_name: str) -> str:
        """The name goes over the wire as `username`."""
        return str(super().add_prefix("username" if field_name == "login" else field_name))


class SignIn(StaffPage, LoginView):
    """Name and password; or a passkey; or an institution's account."""

    template_name = "learning/staff/sign_in.html"
    form_class = SignInForm
    title = gettext_lazy("Sign in")
    uses_passkeys = True

    def dispatch(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        """Who is signed in already goes where they wanted, or where they must."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(way_in(request, next_of(request)))
        return super().dispatch(request, *arguments, **options)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """With the other doors."""
        onward = next_of(self.request)
        passkey = reverse("mfa_login_webauthn")
        return super().get_context_data(**context) | {
            "passkey_href": f"{passkey}?{urlencode({'next': onward})}" if onward else passkey,
            "institutions": institutions(),
        }


def institutions(**query: str) -> list[dict[str, str]]:
    """Institutions whose accounts open ours, with the address to post to."""
    end = f"?{urlencode(query)}" if query else ""
    return [
        {"name": row["name"], "href": reverse("openid_connect_login", args=[row["provider_id"]]) + end}
        for row in settings.OIDC_PROVIDERS
    ]


class PasskeyAloneForm(LoginWebAuthnForm):
    """A passkey in place of password and second step must have asked for finger, face or PIN: a found key alone opens nothing."""

    def clean_credential(self) -> Authenticator:
        """The passkey's row. allauth would take one that was only touched."""
        answer = parse_authentication_response(self.cleaned_data["credential"])
        if not answer.response.authenticator_data.is_user_verified():
            raise get_adapter().validation_error("incorrect_code")
        return super().clean_credential()


class SignInByPasskey(LoginWebAuthnView):
    """What a script asks to begin with, and the passkey's answer; an address for machines, without a page."""

    form_class = PasskeyAloneForm

    def form_invalid(self, form: Any) -> HttpResponse:
        """In words: allauth would send back to the form without any."""
        return refusal(self.request, NotForYou(_("This passkey does not open an account here. Sign in with your password.")))


class SecondStep(StaffPage, AuthenticateView):
    """A code or a passkey, after the password."""

    template_name = "learning/staff/second_step.html"
    title = gettext_lazy("Second step")
    uses_passkeys = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """With what the browser is asked."""
        own = super().get_context_data(**context)
        has_passkeys = bool(own.get("js_data", {}).get("request_options", {}).get("publicKey", {}).get("allowCredentials"))
        return own | {"options": as_json(own["js_data"]["request_options"]) if has_passkeys else ""}


class SignOut(Confirm, LogoutView):
    """A question first: a link of another site must not sign anybody out."""

    title = words = gettext_lazy("Sign out")
    sentence = gettext_lazy("Do you want to sign out on this machine?")


class Again(StaffPage):
    """What the three ways of showing that it is still you share."""

    template_name = "learning/staff/again.html"
    title = gettext_lazy("Is it still you?")
    asks = "password"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """With the other ways, in our words."""
        own = super().get_context_data(**context)
        words = {
            "reauthenticate": _("Use my password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use my passkey"),
        }
        ways = [
            {"href": way["url"], "words": words.get(way["id"], way["description"])} for way in own["reauthentication_alternatives"]
        ]
        options = as_json(own.get("js_data", {}).get("request_options"))
        return own | {"asks": self.asks, "other_ways": ways, "options": options}


class AgainByPassword(Again, ReauthenticateView):
    """The password once more."""


class AgainByCode(Again, ReauthenticateByCodeView):
    """A code once more."""

    asks = "code"


class AgainByPasskey(Again, ReauthenticateWebAuthnView):
    """The passkey once more."""

    asks = "passkey"
    uses_passkeys = True

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with what was wrong."""
        return self.render_to_response(self.get_context_data(form=form))


@personal
def too_often(request: HttpRequest, *_arguments: Any) -> HttpResponse:
    """Django's `handler429`, which allauth asks when a limit is reached."""
    raise TooManyTries(str(TOO_OFTEN))


@personal
def closed(request: HttpRequest) -> HttpResponse:
    """For addresses that allauth leads to and that lead nowhere here: nobody signs up, closed accounts stay closed."""
    raise NotForYou(_("This account is closed, or it never was one. Ask an administrator."))
