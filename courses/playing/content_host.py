"""A host of its own for the files of H5P contents: it serves those and nothing else, so that it never has a cookie to lose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

SERVED: Final = ("/h5p/core/", "/h5p/j/", "/h5p/l/", "/h5p/c/", "/healthz", "/readyz")


class ContentHostMiddleware:
    """404 for whatever else is asked of that host. Not used while `MWANGA_H5P_ORIGIN` is unset, or names the site itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.host = urlsplit(settings.H5P_ORIGIN).netloc
        if not self.host or self.host == urlsplit(settings.SITE_URL).netloc:
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.get_host() == self.host and not request.path_info.startswith(SERVED):
            return HttpResponse("There is nothing here.", status=404, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
