"""The files of a certificate, for its holder: the PDF in the edition asked for, and the badge as a picture."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from courses.ranged_file import serve_file
from learning.certificates.badge import badge_png, badge_svg
from learning.certificates.files import keep_pdf, kept_pdf
from learning.certificates.models import Certificate
from learning.certificates.page import certificate_page, held_certificate, holder_address
from learning.certificates.paper import edition_asked
from learning.errors import PdfUnavailable

# Should a browser open a badge after all, nothing in it runs and nothing is loaded.
NOTHING_RUNS: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def files_context(certificate: Certificate) -> dict[str, Any]:
    """The files with the PDF's weight, or why there is none. A missing PDF is made now."""
    if not certificate.is_valid:
        return {"pdf_href": "", "pdf_reason": ""}
    badges = {f"badge_{kind}_href": address_of(certificate, kind) if certificate.credential else "" for kind in ("svg", "png")}
    try:
        path = kept_pdf(certificate) or keep_pdf(certificate)
    except PdfUnavailable as error:
        return {"pdf_href": "", "pdf_reason": str(error), **badges}
    others = [
        {"code": code, "name": get_language_info(code)["name_local"]}
        for code, _name in settings.LANGUAGES
        if code != certificate.language
    ]
    href = address_of(certificate, "pdf")
    return {"pdf_href": href, "pdf_bytes": path.stat().st_size, "second_languages": others, **badges}


def address_of(certificate: Certificate, kind: str) -> str:
    """Where the holder finds a file."""
    return reverse(f"certificates:{kind}", args=[certificate.number])


@require_safe
@certificate_page
def pdf(request: HttpRequest, number: str) -> HttpResponseBase:
    """The PDF: `?paper=letter`, `?with=fr` for a second language. Drawn at the first call of each, about a third of a second."""
    certificate = standing_certificate(request, number)
    edition = edition_asked(request.GET, certificate)
    try:
        path = kept_pdf(certificate, edition) or keep_pdf(certificate, edition)
    except PdfUnavailable:
        return HttpResponseRedirect(holder_address(certificate))
    headers = {"Content-Disposition": f'inline; filename="mwanga-{certificate.shown_number}.pdf"'}
    etag = sha256(path.read_bytes()).hexdigest()
    return serve_file(request, path, content_type="application/pdf", etag=etag, headers=headers)


@require_safe
@certificate_page
def svg(request: HttpRequest, number: str) -> HttpResponse:
    """The badge as a drawing, with the credential inside."""
    certificate = signed_certificate(request, number)
    return badge_file(certificate, badge_svg(certificate).encode(), kind="svg+xml", ending="svg")


@require_safe
@certificate_page
def png(request: HttpRequest, number: str) -> HttpResponse:
    """The badge as a picture, with the credential inside."""
    certificate = signed_certificate(request, number)
    return badge_file(certificate, badge_png(certificate), kind="png", ending="png")


def badge_file(certificate: Certificate, data: bytes, *, kind: str, ending: str) -> HttpResponse:
    """A badge to keep, never to show in our own origin."""
    answer = HttpResponse(data, content_type=f"image/{kind}")
    answer["Content-Disposition"] = f'attachment; filename="mwanga-{certificate.shown_number}.{ending}"'
    answer["Content-Security-Policy"] = NOTHING_RUNS
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def standing_certificate(request: HttpRequest, number: str) -> Certificate:
    """The valid certificate of whoever asks. Raises `Http404`: others have no files."""
    certificate = held_certificate(request, number)
    if not certificate.is_valid:
        raise Http404("Only a valid certificate has a file.")
    return certificate


def signed_certificate(request: HttpRequest, number: str) -> Certificate:
    """The same, signed. Raises `Http404` for one that waits for the key: `issue_due_certificates` signs it."""
    certificate = standing_certificate(request, number)
    if not certificate.credential:
        raise Http404("This certificate is not signed yet.")
    return certificate
