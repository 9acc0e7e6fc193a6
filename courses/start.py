"""The bare address: to the home page in the language the browser asks for, or the one chosen before."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Redirects to `/<language>/`. Never cached for others: it depends on the browser's languages."""
    language = get_language_from_request(request) or settings.LANGUAGE_CODE
    return HttpResponse(
        status=302, headers={"Location": f"/{language}/", "Vary": "Accept-Language, Cookie", "Cache-Control": "private"}
    )


urlpatterns = [path("", start)]
