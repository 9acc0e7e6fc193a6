"""Bundles over HTTP, for people: the list, one course's forms and the way to ask for one, downloads, and checking a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from courses.rendering.document import shell_context
from learning.bundles.asking import ask_for, forms_of, note_asking
from learning.bundles.catalogue import file_url
from learning.bundles.checking import check_context, fetch_context, known_file
from learning.bundles.errors import AskedTooOften, BundleRefused, TokenUnknown
from learning.bundles.handoff import bundle_answer
from learning.bundles.machine_views import unknown_token
from learning.bundles.models import Bundle
from learning.bundles.offered import bundle_row, courses_offered, names_of
from learning.bundles.sources import Wanted
from learning.bundles.tokens import accepted_token
from learning.cross_site import refuse_cross_site
from learning.errors import CrossSitePost


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page in the language that was chosen or that the browser asks for."""
    shell = {**shell_context(get_language() or settings.LANGUAGE_CODE, "/"), "js_href": ""}
    response = render(request, template, {**shell, **context}, status=status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def bundles(request: HttpRequest) -> HttpResponse:
    """Courses to take away, in the language the browser asks for. Two queries."""
    return page(request, "bundles/list.html", {"page_title": _("Courses without internet"), **courses_offered()})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def forms(request: HttpRequest, course_key: UUID, language: str) -> HttpResponse:
    """A course in one language in all its forms; a post asks for one that is not built yet. Five queries."""
    refused = ""
    if request.method == "POST":
        try:
            refuse_cross_site(request)
            note_asking(request)
            ask_for(Wanted(course_key, language, request.POST.get("tier", ""), request.POST.get("format", "")))
            return HttpResponseRedirect(f"{request.path}#{request.POST.get('format', '')}")
        except (BundleRefused, AskedTooOften, CrossSitePost) as error:
            refused = str(error)
    try:
        context = forms_of(course_key, language)
    except BundleRefused as error:
        raise Http404("There is no such course in this language.") from error
    title = _("%(course)s without internet") % {"course": context["course"]["title"]}
    return page(request, "bundles/forms.html", {**context, "page_title": title, "refused": refused}, status=400 if refused else 200)


@require_safe
def download(request: HttpRequest, file_name: str) -> HttpResponseBase:
    """A bundle's file, older versions too. One query; more where a token says whose mirror asks."""
    try:
        token = accepted_token(request)
    except TokenUnknown as error:
        return unknown_token(error)
    try:
        return bundle_answer(request, bundle_named(file_name), token)
    except FileNotFoundError as error:
        raise Http404("There is no such file.") from error


@require_safe
def fetch(request: HttpRequest, file_name: str) -> HttpResponse:
    """The page that fetches a file piece by piece and goes on after a cut. Three queries."""
    try:
        bundle = bundle_named(file_name)
    except FileNotFoundError as error:
        raise Http404("There is no such file.") from error
    titles = names_of(set(bundle.selection.course_keys))
    courses = [titles[key] for key in bundle.selection.course_keys if key in titles]
    context = {"bundle": bundle_row(bundle), "courses": courses, "address": file_url(bundle), **fetch_context()}
    return page(request, "bundles/fetch.html", {**context, "page_title": _("Download that survives a cut line")})


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The page that checks a file on the phone or computer that has it; by its SHA-256, the server tells. One query, or three."""
    found = known_file(request.GET.get("sha256", ""))
    return page(request, "bundles/check.html", {"page_title": _("Check a file"), **check_context(), **found})


def bundle_named(file_name: str) -> Bundle:
    """A bundle by its file's name. One query. Raises `FileNotFoundError`."""
    bundle = Bundle.objects.select_related("stored", "manifest").defer("manifest__packed").filter(file_name=file_name).first()
    if bundle is None:
        raise FileNotFoundError(file_name)
    return bundle
