"""What every personal page shares: the shell, no caching anywhere, refusals as a page in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.rendering.document import shell_context
from learning.errors import LearningError
from learning.visitor import renew_phone

View = Callable[..., HttpResponseBase]


def personal_context(**context: Any) -> dict[str, Any]:
    """The shell of a personal page in the active language; its links start at the root."""
    language = get_language() or settings.LANGUAGE_CODE
    return {**shell_context(language, "/"), **context}


def personal(view: View) -> View:
    """For pages that depend on who asks: never kept by a cache, and a `LearningError` becomes a page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except LearningError as error:
            response = refusal(request, error)
        response.headers["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ["Cookie"])
        renew_phone(request, response)
        return response

    return answer


def refusal(request: HttpRequest, error: LearningError) -> HttpResponse:
    """A refusal in words, with a way out."""
    context = personal_context(
        page_title=_("This did not work"),
        title=_("This did not work"),
        message=str(error),
        way_out_href=f"/{get_language()}/",
        way_out_text=_("All courses"),
    )
    return render(request, "learning/error.html", context, status=error.status)
