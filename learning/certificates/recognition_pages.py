"""The register's files in the CMS: taken out as CSV or JSON; taken in after a look at what would change."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from learning.certificates.errors import ImportRefused
from learning.certificates.models import Recognition
from learning.certificates.recognition_file import COLUMNS, LARGEST, to_csv, to_json
from learning.certificates.recognition_forms import course_titles
from learning.certificates.recognition_import import Plan, import_recognitions, plan_import
from learning.certificates.recognition_rights import may_export, may_import

FILES: Final[dict[str, tuple[Callable[..., bytes], str]]] = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "json": (to_json, "application/json"),
}


@require_safe
def take_out(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole register. Two queries."""
    if not may_export(request.user):
        raise PermissionDenied
    if kind not in FILES:
        raise Http404("There is no such kind of file.")
    write, content_type = FILES[kind]
    rows = Recognition.objects.select_related("institution")
    answer = HttpResponse(write(rows, course_titles()), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="mwanga-recognitions.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """A file, then a table of what it would change, then the change: the file travels in the form, nothing is kept in between."""
    if not may_import(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return page(request)
    data = given(request)
    try:
        if "digest" not in request.POST:
            return page(request, plan=plan_import(data), data=data)
        person: Any = request.user
        done = import_recognitions(data=data, digest=request.POST["digest"], by=person)
    except ImportRefused as refused:
        return page(request, problems=refused.problems)
    words = ngettext("%(count)s entry was taken in.", "%(count)s entries were taken in.", len(done.changes))
    messages.success(request, words % {"count": len(done.changes)})
    return HttpResponseRedirect(reverse("wagtailsnippets_certificates_recognition:list"), status=303)


def given(request: HttpRequest) -> bytes:
    """The uploaded file, or the one that was looked at, no more of it than a register can have."""
    if file := request.FILES.get("file"):
        return bytes(file.read(LARGEST + 1))
    try:
        return base64.b64decode(request.POST.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


def page(request: HttpRequest, *, plan: Plan | None = None, data: bytes = b"", problems: list[str] | None = None) -> HttpResponse:
    """The form; or what would change, with the button that does it; or what is wrong."""
    context = {
        "page_title": _("Take in a file"),
        "plan": plan,
        "changes": changes_context(plan) if plan else [],
        "content": base64.b64encode(data).decode() if plan else "",
        "problems": problems or [],
        "columns": ", ".join(COLUMNS),
        "register_href": reverse("wagtailsnippets_certificates_recognition:list"),
        "csv_href": reverse("recognition_export", args=["csv"]),
    }
    return TemplateResponse(request, "certificates/recognition_import.html", context, status=400 if problems else 200)


def changes_context(plan: Plan) -> list[dict[str, Any]]:
    """Each change as the table shows it: of a new row only what is there."""
    titles = course_titles()
    return [
        {
            "place": change.place,
            "is_new": change.is_new,
            "by": change.row.by,
            "course": titles.get(change.row.course_key, ""),
            "cells": change.cells,
        }
        for change in plan.changes
    ]
