"""What the pages about signing in share: the house's shell around django-allauth's views, and nothing kept by a cache."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
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
        return {
            **own,
            **personal_context(
                page_title=self.title,
                title=self.title,
                js_href="",
                sign_in_css=static_file("/", "css/staff-signin.css"),
                passkeys_js=static_file("/", "js/staff-passkeys.js") if self.uses_passkeys else "",
                signed_in=str(person) if person.is_authenticated else "",
                next=next_of(self.request),
            ),
        }


def next_of(request: HttpRequest) -> str:
    """Where somebody wanted to go before they were asked to sign in: a page of ours, or nowhere."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else ""


def as_json(options: Any) -> str:
    """What the browser is asked about passkeys, as an attribute carries it."""
    return json.dumps(options, separators=(",", ":")) if options else ""
