"""The pages of certificates: asking the name, the preview, the holder's page and file, and the public check."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.addresses import file_of
from courses.models import CourseVersion
from courses.ranged_file import serve_file
from courses.rendering.pages import language_link
from learning.certificates.errors import NameRefused
from learning.certificates.files import keep_pdf, kept_pdf
from learning.certificates.issuing import (
    completion_of,
    correct_certificate,
    draft_certificate,
    issue_certificate,
    refuse_correction,
    refuse_without_consent,
    valid_certificate,
)
from learning.certificates.models import Certificate, CertificateStatus
from learning.certificates.names import printed_name
from learning.certificates.numbers import read_number, shown_number
from learning.certificates.sheet import course_context, day, public_context, sheet_context
from learning.completion import missing_for_completion
from learning.errors import PdfUnavailable
from learning.models import CourseCompletion, Person
from learning.progress import lamps_of
from learning.unkept import active_language, page_context, unkept
from learning.visitor import learner_of

STATUS_WORDS = {CertificateStatus.VALID: "genuine", CertificateStatus.REPLACED: "replaced", CertificateStatus.REVOKED: "revoked"}
STATUS_WORDS[CertificateStatus.ERASED] = "erased"  # nothing more is known of it


def back_to_learning() -> dict[str, str]:
    """Where a refusal here leads to."""
    return {"way_out_href": file_of("/", f"{active_language()}/me"), "way_out_text": _("Back to my learning")}


# No search engine lists these pages; those that anybody may open speak the browser's language.
certificate_page = unkept(
    way_out=back_to_learning, varies=("Cookie", "Accept-Language"), headers={"X-Robots-Tag": "noindex, nofollow"}
)


# --- a name for a certificate -----------------------------------------------------------------------------------------


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
    known = valid_certificate(learner, version.course_key)
    if known and request.POST.get("confirm") != "yes":
        return HttpResponseRedirect(holder_address(known))
    if known is None:
        refuse_without_consent(learner)  # before a name is asked
    completion = completion_of(learner, version.course_key) or due_completion(learner, version)
    return name_steps(
        request,
        draft=known or draft_certificate(person=learner, completion=completion, name="", language=version.language),
        make=lambda typed: issue_certificate(person=learner, course_key=version.course_key, name=typed, language=version.language),
        is_correction=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@certificate_page
def correct(request: HttpRequest, course: str) -> HttpResponseBase:
    """The same two steps for the one free correction."""
    learner = learner_of(request)
    known = valid_certificate(learner, course_named(course).course_key) if learner else None
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
    if request.method != "POST":
        return name_page(request, draft)
    typed = request.POST.get("name", "")
    try:
        printed = printed_name(typed)
        if request.POST.get("confirm") == "yes":
            return HttpResponseRedirect(holder_address(make(printed)))
    except NameRefused as refusal:
        return name_page(request, draft, typed=typed, refusal=refusal)
    return preview_page(request, draft, printed, is_correction=is_correction)


def name_page(request: HttpRequest, draft: Certificate, *, typed: str = "", refusal: NameRefused | None = None) -> HttpResponse:
    """The form for the name, with what was wrong with it the last time."""
    context = page_context(
        page_title=_("Certificate"),
        course=course_context(draft),
        name_value=typed,
        name_error=str(refusal) if refusal else "",
    )
    return render(request, "learning/certificate_name.html", context, status=refusal.status if refusal else 200)


def preview_page(request: HttpRequest, draft: Certificate, printed: str, *, is_correction: bool) -> HttpResponse:
    """The certificate as it will be, before it is made: the same sheet, without a number."""
    draft.number, draft.name, draft.issued_at = "", printed, timezone.now()
    context = page_context(
        page_title=_("Certificate"), change_href=request.path, is_correction=is_correction, **sheet_context(draft)
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


def not_yet_page(request: HttpRequest, version: CourseVersion, left: list[dict[str, Any]]) -> HttpResponse:
    """What is left before there is a certificate."""
    context = page_context(
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


# --- the holder's page and file -----------------------------------------------------------------------------------------


def holder_address(certificate: Certificate) -> str:
    """Where the holder finds a certificate: in the certificate's own language."""
    return f"/{certificate.language}/me/certificates/{certificate.number}/"


def held_certificate(request: HttpRequest, typed: str) -> Certificate:
    """The certificate of whoever asks. Raises `Http404` in the same way for one that is not there and one that is another's."""
    learner, number = learner_of(request), read_number(typed)
    rows = Certificate.objects.select_related("replaced_by")
    certificate = rows.filter(number=number, person=learner).first() if learner and number else None
    if certificate is None:
        raise Http404("You have no such certificate.")
    return certificate


@require_safe
@certificate_page
def holder(request: HttpRequest, number: str) -> HttpResponseBase:
    """The certificate to print, for its holder, in its own language."""
    certificate = held_certificate(request, number)
    if certificate.language != get_language():
        return HttpResponseRedirect(holder_address(certificate))
    newer = newest(certificate)
    context = page_context(
        page_title=_("My certificate"),
        status=STATUS_WORDS[CertificateStatus(certificate.status)],
        replaced_href=holder_address(newer) if newer else "",
        share_href=f"/c/{certificate.shown_number}",
        correct_href=reverse("certificates:correct", args=[certificate.statement["slug"]]) if certificate.is_correctable else "",
        credential_href="",
        **pdf_context(certificate),
        **sheet_context(certificate),
    )
    return render(request, "learning/certificate.html", context)


def pdf_context(certificate: Certificate) -> dict[str, Any]:
    """The PDF with its weight, or why there is none. A missing file is made now."""
    if not certificate.is_valid:
        return {"pdf_href": "", "pdf_reason": ""}
    try:
        path = kept_pdf(certificate) or keep_pdf(certificate)
    except PdfUnavailable as error:
        return {"pdf_href": "", "pdf_reason": str(error)}
    return {"pdf_href": reverse("certificates:pdf", args=[certificate.number]), "pdf_bytes": path.stat().st_size}


@require_safe
@certificate_page
def pdf(request: HttpRequest, number: str) -> HttpResponseBase:
    """The file, for the holder of a valid certificate only."""
    certificate = held_certificate(request, number)
    if not certificate.is_valid:
        raise Http404("Only a valid certificate has a file.")
    try:
        path = kept_pdf(certificate) or keep_pdf(certificate)
    except PdfUnavailable:
        return HttpResponseRedirect(holder_address(certificate))
    headers = {"Content-Disposition": f'inline; filename="mwanga-{certificate.shown_number}.pdf"'}
    etag = sha256(path.read_bytes()).hexdigest()
    return serve_file(request, path, content_type="application/pdf", etag=etag, headers=headers)


# --- anyone checks a certificate ------------------------------------------------------------------------------------------


@require_safe
@certificate_page
def check(request: HttpRequest, typed: str) -> HttpResponseBase:
    """What a number is worth: one word, then the facts, the name masked. In the language the browser asks for."""
    number = read_number(typed)
    if number and shown_number(number) != typed:
        return HttpResponseRedirect(f"/c/{shown_number(number)}")
    certificate = Certificate.objects.select_related("replaced_by").filter(number=number).first() if number else None
    context = page_context(
        page_title=_("Check a certificate"),
        status=STATUS_WORDS[CertificateStatus(certificate.status)] if certificate else "unknown",
        number=certificate.shown_number if certificate else typed[:60],
        checked_at=day(timezone.now()),
        verify_form_href=reverse("certificates:verify"),
        credential_href="",
        certificate=None,
        course=None,
    )
    if certificate is None:
        # Django's locale middleware would send a 404 on to /<language>/c/…; these addresses have no language.
        request.urlconf = "learning.certificates.urls"
        return render(request, "learning/verify.html", context, status=404)
    if certificate.status == CertificateStatus.ERASED:
        return render(request, "learning/verify.html", context)
    newer = newest(certificate)
    context |= {**public_context(certificate), "replaced_href": f"/c/{newer.shown_number}" if newer else ""}
    return render(request, "learning/verify.html", context)


def newest(certificate: Certificate) -> Certificate | None:
    """The certificate at the end of a row of replacements; None for one that was not replaced. One query for each step."""
    newer = certificate.replaced_by
    while newer and newer.replaced_by:
        newer = newer.replaced_by
    return newer


@require_safe
@certificate_page
def verify(request: HttpRequest) -> HttpResponseBase:
    """A form for the number, for paper without a camera."""
    typed = request.GET.get("number")
    if typed is None:
        return verify_page(request)
    number = read_number(typed)
    if number is None:
        return verify_page(
            request, typed=typed, error=_("This number has a slip in it. Compare it with the paper, letter by letter.")
        )
    if not Certificate.objects.filter(number=number).exists():
        return verify_page(
            request, typed=typed, error=_("We know no certificate with this number. Compare it with the paper, letter by letter.")
        )
    return HttpResponseRedirect(f"/c/{shown_number(number)}")


def verify_page(request: HttpRequest, *, typed: str = "", error: str = "") -> HttpResponse:
    """The form, with what was wrong with the number."""
    context = page_context(page_title=_("Check a certificate"), number_value=typed[:60], number_error=error)
    return render(request, "learning/verify_form.html", context, status=404 if error else 200)
