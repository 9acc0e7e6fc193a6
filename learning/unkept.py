"""Pages that no cache keeps, because they depend on who asks: the shell, the headers, and a refusal as a page in words.

Views and nested apps each make their own decorator of `unkept`, with their way out of a refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
WayOut = Callable[[], dict[str, str]]  # the context of learning/error.html: way_out_href, way_out_text


def active_language() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def page_context(**context: Any) -> dict[str, Any]:
    """The shell of a page in the active language; its links start at the root."""
    return {**shell_context(active_language(), "/"), **context}


def refusal_page(request: HttpRequest, error: LearningError, *, way_out: WayOut) -> HttpResponse:
    """A refusal in words, with a way out."""
    words = _("This did not work")
    context = page_context(page_title=words, title=words, message=str(error), **way_out())
    return render(request, "learning/error.html", context, status=error.status)


def unkept(
    *, way_out: WayOut, varies: Sequence[str] = ("Cookie",), headers: Mapping[str, str] | None = None
) -> Callable[[View], View]:
    """Makes a decorator for views: never kept by a cache, a shared phone's cookie renewed, a `LearningError` becomes a page."""

    def decorator(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                response = view(request, *args, **kwargs)
            except LearningError as error:
                response = refusal_page(request, error, way_out=way_out)
            for name, value in {"Cache-Control": "private, no-store", **(headers or {})}.items():
                response.headers[name] = value
            patch_vary_headers(response, list(varies))
            renew_phone(request, response)
            return response

        return answer

    return decorator
