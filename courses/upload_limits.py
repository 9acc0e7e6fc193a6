"""Uploads that are too large are refused by the size they declare, before a byte of them is read or stored.

What one kind of file may weigh is said where it is checked (`media.probe`, Wagtail's settings); this is the limit of all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

CMS: Final = "/cms/"


class UploadLimitMiddleware:
    """Answers 413 with a sentence. A request that declares no length has no body for Django, so it needs no limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        most = settings.LARGEST_POST_TO_CMS if request.path_info.startswith(CMS) else settings.LARGEST_POST
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isdecimal() and int(declared) > most:
            sentence = _(
                "This upload has %(size)s MB, and %(most)s MB are the most. Nothing was stored. Go back and choose a smaller file."
            )
            words = sentence % {"size": f"{int(declared) / 1e6:.0f}", "most": most // 1_000_000}
            return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
