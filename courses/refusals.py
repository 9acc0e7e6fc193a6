"""A refused publishing in the CMS, whichever of its pages asked for it: the sentences as messages, and back to the editor.

The editor's form and the bulk action say it themselves (`publish_form`, `wagtail_hooks`). Wagtail's other doors, such as
approving in a workflow a page that became unready meanwhile, know no refusal and would answer with an error page.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from courses.models.readiness import PublishRefused


class PublishRefusedMiddleware:
    """Turns a `PublishRefused` that no view has caught into messages. Nothing was stored: Wagtail's actions are atomic."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django asks here when a view raised."""
        if not isinstance(exception, PublishRefused):
            return None
        for sentence in exception.messages:
            messages.error(
                request,
                _("“%(title)s” was not published: %(problem)s") % {"title": exception.page.title, "problem": sentence},
            )
        return redirect("wagtailadmin_pages:edit", exception.page.pk)
