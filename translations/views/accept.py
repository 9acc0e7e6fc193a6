"""Accepting an invitation: a page for people who have no account yet, outside Wagtail's door, with a secret in its address.

Nothing leads a search engine, a cache or another site to that secret: no index, no store, and a referrer of the host alone. With
a policy of no referrer at all, browsers would post the form with `Origin: null`, which Django's protection refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from courses.rendering.document import shell_context
from translations import invitations
from translations.desk_only import desk_path
from translations.errors import InvitationRefused

WINDOW: Final = 600  # seconds
MOST_TRIES: Final = 30  # per window and network: a training room is invited behind one address


class AcceptForm(forms.Form):
    """A name and a password. No address, no telephone number."""

    username = forms.CharField(label=gettext_lazy("Your name on the desk"), strip=True)
    password = forms.CharField(label=gettext_lazy("Password"), strip=False)


def unseen(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages whose address is a secret."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return answer


@sensitive_post_parameters("password")
@never_cache
@unseen
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The form; a POST makes the account, signs in and leads to the desk."""
    try:
        invitation = invitations.open_invitation(secret)
    except InvitationRefused as error:
        return page(request, status=410, refusal=str(error))
    facts: dict[str, Any] = {"language_label": own_name(invitation.language), "role_label": invitation.get_role_display()}
    if request.method != "POST":
        return page(request, form=AcceptForm(), **facts)
    if has_tried_too_often(request):
        sentence = _("Too many tries came from this network. Wait ten minutes, then try again.")
        return page(request, status=429, form=AcceptForm(request.POST), form_error=sentence, **facts)
    form = AcceptForm(request.POST)
    if form.is_valid():
        try:
            person = invitations.accept(secret=secret, **form.cleaned_data)
        except InvitationRefused as error:
            if not error.by_field:  # used or withdrawn in this moment
                return page(request, status=410, refusal=str(error))
            for field, sentences in error.by_field.items():
                for sentence in sentences:
                    form.add_error(field, sentence)
        else:
            login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
            return HttpResponseRedirect(desk_path(), status=303)
    return page(request, status=400, form=form, **facts)


def page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    """The page in the shell of the learners' side, in the language the browser asks for."""
    shell = shell_context(get_language() or settings.LANGUAGE_CODE, "/")
    title = _("Come to the translation desk")
    own = {"signed_in": str(request.user) if request.user.is_authenticated else "", "js_href": "", "page_title": title}
    return render(request, "translations/accept.html", {**shell, **own, **context}, status=status)


def own_name(language: str) -> dict[str, str]:
    """A language's own name, and how it is written."""
    info = get_language_info(language)
    return {"name": str(info["name_local"]), "code": language, "dir": "rtl" if info["bidi"] else "ltr"}


def has_tried_too_often(request: HttpRequest) -> bool:
    """Counts a try of a network, known by a keyed hash of its address, for some minutes: hashing passwords is slow on purpose."""
    key = "invited:" + salted_hmac("translations.accept", request.META.get("REMOTE_ADDR", "")).hexdigest()
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) > MOST_TRIES
    except ValueError:  # it ran out in between
        cache.set(key, 1, WINDOW)
        return False
