"""A name for a certificate: asked, shown on the certificate as it will be, confirmed; and its one free correction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.addresses import file_of, static_file
from courses.models import CourseVersion
from courses.rendering.pages import language_link
from learning.certificates.children import NameChoice, choice_for
from learning.certificates.errors import NameRefused
from learning.certificates.issuing import (
    completion_of,
    correct_certificate,
    draft_certificate,
    issue_certificate,
    made_before,
    refuse_correction,
    refuse_unconfirmed,
    refuse_without_consent,
    valid_certificate,
)
from learning.certificates.models import Certificate, CertificateKind
from learning.certificates.names import printed_name
from learning.certificates.page import certificate_page, holder_address
from learning.certificates.sheet import course_context, sheet_context
from learning.completion import missing_for_completion
from learning.models import CourseCompletion, Person
from learning.progress import lamps_of
from learning.unkept import active_language, page_context
from learning.visitor import learner_of

LONGEST_SHOWN: Final = 1000  # characters of a name that was refused, to be mended


@require_http_methods(["GET", "HEAD", "POST"])
@certificate_page
def name(request: HttpRequest, course: str) -> HttpResponseBase:
    """Asks for the name, shows the certificate with it, and makes it: one form each, nothing kept in between."""
    version = course_named(course)
    if version.language != get_language():
        return HttpResponseRedirect(f"/{version.language}/me/certificate/{version.slug}/")
    learner = learner_of(request)
    left = lessons_left(learner, version)
    if learner is None or left:
        return not_yet_page(request, version, left)

    def draft() -> Certificate:
        completion = completion_of(learner, version.course_key) or due_completion(learner, version)
        return draft_certificate(person=learner, completion=completion, name="", language=version.language)

    return issuing_steps(
        request,
        learner,
        made=made_before(learner, version.course_key),
        draft=draft,
        make=lambda typed: issue_certificate(person=learner, course_key=version.course_key, name=typed, language=version.language),
    )


def issuing_steps(
    request: HttpRequest,
    person: Person,
    *,
    made: Certificate | None,
    draft: Callable[[], Certificate],
    make: Callable[[str], Certificate],
) -> HttpResponseBase:
    """The steps to a certificate of any kind. Who has one is led to it; of one that was taken back, its page says why."""
    if made and request.POST.get("confirm") != "yes":
        return HttpResponseRedirect(holder_address(made))
    if made is None:
        refuse_without_consent(person)  # before a name is asked
    drafted = made or draft()
    if made is None:
        refuse_unconfirmed(drafted)
    return name_steps(request, draft=drafted, make=make, is_correction=False)


@require_http_methods(["GET", "HEAD", "POST"])
@certificate_page
def correct(request: HttpRequest, course: str, kind: CertificateKind = CertificateKind.ACHIEVEMENT) -> HttpResponseBase:
    """The same two steps for the one free correction."""
    learner = learner_of(request)
    known = valid_certificate(learner, course_named(course).course_key, kind=kind) if learner else None
    return correction_steps(request, known)


def correction_steps(request: HttpRequest, known: Certificate | None) -> HttpResponseBase:
    """Name, preview and confirmation for a certificate that stands. Raises `Http404` where there is none."""
    if known is None:
        raise Http404("There is no certificate to correct here.")
    if request.method != "POST":
        refuse_correction(known)
    return name_steps(
        request, draft=known, make=lambda typed: correct_certificate(certificate=known, name=typed), is_correction=True
    )


def name_steps(
    request: HttpRequest, *, draft: Certificate, make: Callable[[str], Certificate], is_correction: bool
) -> HttpResponseBase:
    """Name, preview, confirmation. Nothing is filled in beforehand: the phone may be another's."""
    choice = choice_for(draft.person)
    if request.method != "POST":
        return name_page(request, draft, choice=choice)
    typed, is_whole = request.POST.get("name", ""), request.POST.get("length") == "whole"
    try:
        printed = choice.form_of(printed_name(typed), is_whole=is_whole)
        if request.POST.get("confirm") == "yes":
            return HttpResponseRedirect(holder_address(make(printed)))
    except NameRefused as refusal:
        return name_page(request, draft, choice=choice, typed=typed, refusal=refusal)
    draft.name = printed
    return preview_page(request, draft, is_correction=is_correction, is_whole=is_whole)


def name_page(
    request: HttpRequest, draft: Certificate, *, choice: NameChoice, typed: str = "", refusal: NameRefused | None = None
) -> HttpResponse:
    """The form for the name, with what was wrong with it the last time. A child is offered the short form first."""
    context = page_context(
        page_title=_("Certificate"),
        course=course_context(draft),
        kind=draft.kind,
        name_value=typed[:LONGEST_SHOWN],
        choice=choice,
        is_whole=request.POST.get("length") == "whole",
        name_js_href="" if choice.is_short else static_file("/", "js/certificate-name.js"),
        name_error=str(refusal) if refusal else "",
    )
    return render(request, "learning/certificate_name.html", context, status=refusal.status if refusal else 200)


def preview_page(request: HttpRequest, draft: Certificate, *, is_correction: bool, is_whole: bool) -> HttpResponse:
    """The certificate as it will be, before it is made: the same sheet, without a number."""
    draft.number, draft.issued_at = "", timezone.now()
    context = page_context(
        page_title=_("Certificate"),
        change_href=request.path,
        is_correction=is_correction,
        is_whole=is_whole,
        **sheet_context(draft),
    )
    return render(request, "learning/certificate_preview.html", context)


def course_named(slug: str) -> CourseVersion:
    """The course at a slug: in the page's language, otherwise in any; one no longer published still counts. Raises `Http404`."""
    versions = CourseVersion.objects.filter(slug=slug).order_by("-is_current", "-pk")
    found: CourseVersion | None = versions.filter(language=active_language()).first() or versions.first()
    if found is None:
        raise Http404(f"There is no course at {slug}.")
    return found


def lessons_left(learner: Person | None, version: CourseVersion) -> list[dict[str, Any]]:
    """What stands between a learner and the certificate; nothing once the course was completed. At most two queries."""
    if learner and completion_of(learner, version.course_key):
        return []
    return missing_for_completion(version.lessons, lamps_of(learner, version.course_key))


def due_completion(learner: Person, version: CourseVersion) -> CourseCompletion:
    """For the preview of a course whose lamps are all lit and whose completion the issuing will find."""
    return CourseCompletion(person=learner, course_key=version.course_key, course_version=version, completed_at=timezone.now())


def not_yet_page(
    request: HttpRequest,
    version: CourseVersion,
    left: list[dict[str, Any]],
    *,
    kind: CertificateKind = CertificateKind.ACHIEVEMENT,
) -> HttpResponse:
    """What is left before there is a certificate."""
    context = page_context(
        kind=kind,
        page_title=version.title,
        course={"title": version.title, "band": version.content["band"], "band_colours": version.content["band_colours"]},
        course_href=file_of("/", f"{version.language}/{version.slug}"),
        left=[
            {
                "title": lesson["title"],
                "language": language_link(lesson["language"], "") if lesson["language"] != active_language() else None,
                "href": file_of("/", lesson["path"]),
            }
            for lesson in left
        ],
        total=len(version.lessons),
    )
    return render(request, "certificates/not_yet.html", context, status=409 if request.method == "POST" else 200)
