"""What django-allauth asks our site: no sign-up, no messages, networks as keyed hashes, secrets encrypted, QR codes by segno."""

from __future__ import annotations

import base64
from typing import Any, Final
from urllib.parse import urlencode

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from learning.cohorts import works_with_classes
from learning.models import Person
from learning.networks import asking_network
from learning.staff_session import lacks_factor

QUIET: Final = 4  # modules of white around a QR code, as ISO/IEC 18004 asks
WRONG: Final = gettext_lazy("Name and password do not fit together. Look at both and try again.")
TOO_OFTEN: Final = gettext_lazy("There were too many wrong tries. Wait five minutes, then try again.")
WRONG_CODE: Final = gettext_lazy("This code does not fit. Type the one that is shown now; each works once.")


class AccountRules(DefaultAccountAdapter):
    """Signing in with a name and a password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,  # a name that looks like an address
        "too_many_login_attempts": TOO_OFTEN,
        "incorrect_password": gettext_lazy("This is not your password. Try again."),
        "enter_current_password": gettext_lazy("This is not your password. Try again."),
        "rate_limited": TOO_OFTEN,
        "incorrect_code": WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation, or an administrator makes their account."""
        return False

    def add_message(self, *_arguments: Any, **_more: Any) -> None:
        """None: our pages say what happened, and Wagtail would show old messages on its own pages."""

    def post_login(self, request: HttpRequest, user: Person, **how: Any) -> HttpResponse:
        """Where a new session goes first."""
        super().post_login(request, user, **how)
        return HttpResponseRedirect(way_in(request, str(how.get("redirect_url") or "")))

    def get_client_ip(self, request: HttpRequest) -> str:
        """What stands for the asking network in the cache: a keyed hash, as in `views/throttle.py`."""
        return salted_hmac("learning.sign_in_rules", asking_network(request)).hexdigest()[:32]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What stands for the account: a keyed hash of the name as it was typed, of accounts that exist and of others alike."""
        return salted_hmac("learning.sign_in_rules.name", str(credentials.get("username", "")).casefold()).hexdigest()


class FactorRules(DefaultMFAAdapter):
    """Second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "unverified_email": gettext_lazy("Ask an administrator to look at your account."),
        "cannot_delete_authenticator": gettext_lazy("This cannot be taken away now."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up an app or a passkey first: recovery codes stand in for these."),
    }

    def get_totp_label(self, user: Person) -> str:
        """What the app calls the account."""
        return str(user.username)

    def build_totp_svg(self, url: str) -> SafeString:
        """The secret as a QR code, drawn into the page. Its title does not read it out."""
        code = segno.make_qr(url, error="m", boost_error=False)
        title = _("Picture code for your app")
        drawing = code.svg_inline(border=QUIET, light="#fff", title=title, omitsize=True, svgclass=None, lineclass=None)
        return mark_safe(drawing)  # made by segno, which escapes the title

    def encrypt(self, text: str) -> str:
        """Secrets of apps and codes are kept as unreadable without the site's secret."""
        return crypt().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Raises `InvalidToken` when the site's secret is another one than when this was kept."""
        return crypt().decrypt(encrypted_text.encode("ascii")).decode()


def way_in(request: HttpRequest, wanted: str) -> str:
    """Where somebody who is signed in goes: where they wanted, unless that is not for them, or they must set up a factor first."""
    person: Any = request.user
    may_cms = person.has_perm("wagtailadmin.access_admin")
    cms = reverse("wagtailadmin_home")
    if not wanted or wanted.startswith(request.path) or (wanted.startswith(cms) and not may_cms):
        own = f"/{get_language()}/classes/" if works_with_classes(person) else reverse("mfa_index")
        wanted = cms if may_cms else own
    if lacks_factor(request, person):
        return f"{reverse('mfa_index')}?{urlencode({'next': wanted})}"
    return wanted


def crypt() -> MultiFernet:
    """Keys from the site's secret and those before it."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = (salted_hmac("learning.sign_in_rules.kept", "", secret=secret, algorithm="sha256").digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
