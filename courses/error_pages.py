"""What is shown when something is not there or broke: one sentence what happened, one what to do, a way out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import check_for_language, get_language, get_language_from_path, override

from courses.addresses import file_of
from courses.elsewhere import elsewhere
from courses.models import CourseVersion
from courses.rendering.document import shell_context


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the language of the address, with the way to the courses; or the way to what stood here. One query, or two."""
    try:
        if answer := elsewhere(request):
            return answer
    except DatabaseError:
        pass  # it is the database that is missing
    language = (get_language_from_path(request.path_info) or get_language() or settings.LANGUAGE_CODE).lower()  # /EN/ is nowhere
    if not check_for_language(language):
        language = settings.LANGUAGE_CODE
    context = {**shell_context(language, "/"), "js_href": "", "courses": course_links(language)}
    with override(language):
        context["search_href"] = reverse("courses:search")
        return render(request, "404.html", context, status=404)


def course_links(language: str) -> list[dict[str, str]]:
    """The published courses of a language; none when the database is what is missing."""
    try:
        versions = CourseVersion.objects.current().filter(language=language).order_by("title")
        return [{"title": row.title, "href": file_of("/", f"{language}/{row.slug}")} for row in versions if row.lessons]
    except DatabaseError:
        return []


def server_error(request: HttpRequest) -> HttpResponse:
    """500 without a database, a language or anything else that may be broken."""
    page: Any = get_template("500.html")
    return HttpResponse(page.template.source, status=500)
