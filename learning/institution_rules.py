"""What django-allauth asks about accounts of institutions: none is made or found by an address here, no role is taken over."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from learning.errors import NotForYou
from learning.views.personal import refusal


class InstitutionRules(DefaultSocialAccountAdapter):
    """An institution's account opens the account it was linked to by somebody who was signed in, and no other."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """People come by invitation."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Asked when the institution has said who it is. Raises the page that refuses."""
        links = sociallogin.state.get("process") == "connect"
        if not links and not sociallogin.is_existing:
            refuse(
                request,
                _("This account opens nothing here yet. Sign in with your name and password, then link it under “How I sign in”."),
            )
        if links and sociallogin.is_existing and sociallogin.user != request.user:
            refuse(request, _("This account is linked to somebody else here. Nothing was changed."))

    def on_authentication_error(self, request: HttpRequest, *_what: Any, **_more: Any) -> None:
        """The institution refused, or said what we cannot believe."""
        refuse(request, _("Your institution did not confirm this sign-in. Try again, or sign in with your name and password."))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to where the link was asked for."""
        return reverse("mfa_index")

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        """Nothing of what the institution knows about somebody is taken over."""
        return sociallogin.user


def refuse(request: HttpRequest, sentence: str) -> None:
    """Raises a page in words as allauth's exception."""
    raise ImmediateHttpResponse(refusal(request, NotForYou(sentence)))
