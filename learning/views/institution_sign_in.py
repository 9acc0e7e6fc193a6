"""Signing in with an account of an institution (OpenID Connect): there, back, and taking the link away.

Read only where the environment names an institution: without one, allauth's app of such accounts is not there.
"""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django.views.generic.base import TemplateView
from requests import RequestException

from learning.errors import NotForYou
from learning.institution_links import unlink
from learning.views.personal import personal
from learning.views.staff_pages import Confirm, sign_in_context


class InstitutionAdapter(OpenIDConnectOAuth2Adapter):
    """allauth's, which believes a token that it fetched itself; ours looks at the signature of every token, and keeps no claims."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **more: Any) -> Any:
        """Who it was. Raises `OAuth2Error` when that stands in no signed token."""
        if not more["response"].get("id_token"):
            raise OAuth2Error("The institution sent no signed token.")
        login = super().complete_login(request, app, token, **more)
        login.account.extra_data = {}
        login.email_addresses = []
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> Any:
        config = self.openid_config
        try:
            return jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=config["jwks_uri"],
                issuer=config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
                verify_signature=True,
            )
        except (KeyError, TypeError, ValueError) as error:  # such as a kind of signature that does not go with the key
            raise OAuth2Error("The institution's token could not be read.") from error


@personal
@require_POST
def go(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Leads to the institution; with `?process=connect` to link its account to the one that is signed in."""
    adapter = known(request, provider_id)
    if request.GET.get("process") == "connect":
        return reauthentication_required(login_required(lead))(request, adapter)
    return lead(request, adapter)


def lead(request: HttpRequest, adapter: InstitutionAdapter) -> HttpResponseBase:
    """A page that leads on. A redirect would be stopped by browsers: our forms may be sent to ourselves alone."""
    try:
        response = OAuth2LoginView.adapter_view(adapter)(request)
    except (RequestException, OAuth2Error, KeyError, ValueError) as error:
        raise NotForYou(_("Your institution does not answer now. Sign in with your name and password.")) from error
    if not isinstance(response, HttpResponseRedirect):
        return response
    context = sign_in_context(_("Your institution asks you to sign in"), href=response.url)
    return render(request, "learning/staff/institution.html", context)


@personal
@require_GET
def back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """What the institution says of whoever was there."""
    try:
        return OAuth2CallbackView.adapter_view(known(request, provider_id))(request)
    except (RequestException, KeyError, ValueError) as error:
        raise NotForYou(_("Your institution does not answer now. Sign in with your name and password.")) from error


def known(request: HttpRequest, provider_id: str) -> InstitutionAdapter:
    """allauth's adapter of an institution. Raises `NotForYou` when the environment names no such one."""
    try:
        get_adapter().get_app(request, provider=provider_id)
    except SocialApp.DoesNotExist as error:
        raise NotForYou(_("No such institution is set up here. Sign in with your name and password.")) from error
    return InstitutionAdapter(request, provider_id)


@method_decorator([login_required, reauthentication_required], name="dispatch")
class RemoveLink(Confirm, TemplateView):
    """Takes the link to an institution's account away."""

    title = gettext_lazy("Remove the link")
    sentence = gettext_lazy("The institution's account will open nothing here any more.")
    words = gettext_lazy("Remove")

    def post(self, request: HttpRequest, provider_id: str) -> HttpResponse:
        """Done. Raises `NotForYou` when there was no link."""
        unlink(person=request.user, provider=provider_id)  # type: ignore[arg-type]
        return HttpResponseRedirect(reverse("mfa_index"))
