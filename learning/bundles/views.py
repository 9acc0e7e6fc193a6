"""Bundles over HTTP: the list for people, and the download that can be cut and taken up again."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.ranged_file import serve_file
from courses.rendering.document import shell_context
from learning.bundles.models import Bundle
from learning.bundles.offered import courses_offered


@require_safe
def bundles(request: HttpRequest) -> HttpResponse:
    """Courses to take away, in the language the browser asks for. Two queries."""
    shell = {**shell_context(get_language() or settings.LANGUAGE_CODE, "/"), "js_href": ""}
    context = {**shell, "page_title": _("Courses without internet"), "courses": courses_offered()}
    response = render(request, "learning/bundles.html", context)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def download(request: HttpRequest, file_name: str) -> HttpResponseBase:
    """A bundle's file, older versions too. One query."""
    bundle = Bundle.objects.filter(file_name=file_name).only("file_name", "sha256").first()
    try:
        if bundle is None:
            raise FileNotFoundError
        return serve_file(
            request,
            settings.BUNDLES_ROOT / bundle.file_name,
            content_type="application/zip",
            etag=bundle.sha256,
            headers={"Content-Disposition": f'attachment; filename="{bundle.file_name}"'},
        )
    except FileNotFoundError as error:
        raise Http404("There is no such file.") from error
