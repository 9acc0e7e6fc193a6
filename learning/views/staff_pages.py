"""What the pages about signing in share: the house's shell around django-allauth's views, and nothing kept by a cache."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic.base import ContextMixin

from courses.addresses import static_file
from learning.views.personal import personal_context


class StaffPage(ContextMixin):
    """Beside a view of allauth's: our template and words around what it does."""

    request: HttpRequest
    title: Any = ""
    uses_passkeys = False

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """allauth's variables, and those of our shell. No query."""
        own = super().get_context_data(**context)
        person = self.request.user
        return own | sign_in_context(
            self.title,
            passkeys_js=static_file("/", "js/staff-passkeys.js") if self.uses_passkeys else "",
            signed_in=str(person) if person.is_authenticated else "",
            next=next_of(self.request),
        )


class Confirm(StaffPage):
    """One sentence what will happen, and a button."""

    template_name: str | None = "learning/staff/confirm.html"
    sentence: Any = ""
    words: Any = ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The sentence and the button's words."""
        own = super().get_context_data(**context)
        return own | {"sentence": self.sentence, "words": self.words, "back_href": reverse("mfa_index")}


def sign_in_context(title: Any, **context: Any) -> dict[str, Any]:
    """The shell of a page about signing in: its own stylesheet, and none of learners' scripts."""
    css = static_file("/", "css/staff-signin.css")
    return personal_context(page_title=title, title=title, js_href="", sign_in_css=css, **context)


def next_of(request: HttpRequest) -> str:
    """Where somebody wanted to go before they were asked to sign in: a page of ours, or nowhere."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else ""


def as_json(options: Any) -> str:
    """What the browser is asked about passkeys, as an attribute carries it."""
    return json.dumps(options, separators=(",", ":")) if options else ""
