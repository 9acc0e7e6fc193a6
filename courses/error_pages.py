"""What is shown when something is not there or broke: one sentence what happened, one what to do, a way out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import check_for_language, get_language, get_language_from_path

from courses.rendering.document import shell_context


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the language of the address, with the way to the courses."""
    language = get_language_from_path(request.path_info) or get_language() or settings.LANGUAGE_CODE
    if not check_for_language(language):
        language = settings.LANGUAGE_CODE
    return render(request, "404.html", {**shell_context(language, "/"), "js_href": ""}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 without a database, a language or anything else that may be broken."""
    template: Any = get_template("500.html")
    return HttpResponse(template.template.source, status=500)
