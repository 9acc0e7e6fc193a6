"""A holder's certificates, all of them in one place, and what of each is shown to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.rendering.pages import language_link
from learning.certificates.errors import NotValid, SharingRefused
from learning.certificates.issuing import certificates_of
from learning.certificates.models import Certificate
from learning.certificates.page import certificate_page, held_certificate, holder_address, state_context
from learning.certificates.sharing import publish_certificate, refuse_sharing, share_name, unpublish_certificate, unshare_name
from learning.certificates.sheet import course_context, day, public_address
from learning.unkept import active_language, page_context
from learning.visitor import learner_of

ACTIONS: Final[dict[str, Callable[..., Certificate]]] = {
    "share": share_name,
    "unshare": unshare_name,
    "publish": publish_certificate,
    "unpublish": unpublish_certificate,
}


@require_safe
@certificate_page
def wallet(request: HttpRequest) -> HttpResponseBase:
    """Every certificate of whoever asks, the newest first. Two queries, however many there are."""
    learner = learner_of(request)
    held = certificates_of(learner) if learner else []
    context = page_context(page_title=_("My certificates"), certificates=[row_context(row) for row in held])
    return render(request, "learning/certificate_wallet.html", context)


def row_context(certificate: Certificate) -> dict[str, Any]:
    """A certificate as the wallet lists it; ways to show it only while it stands."""
    language, number = certificate.language, certificate.number
    return {
        **state_context(certificate),
        "kind": certificate.kind,
        "course": certificate.statement["course"],
        "language": None if language == active_language() else language_link(language, ""),
        "date": day(certificate.issued_at),
        "number": certificate.shown_number,
        "href": holder_address(certificate),
        **(ways_context(certificate) if certificate.is_valid else {}),
        "pdf_href": reverse("certificates:pdf", args=[number]) if certificate.is_valid else "",
        "credential_href": credential_href(certificate),
        "badge_href": reverse("certificates:png", args=[number]),
    }


def ways_context(certificate: Certificate) -> dict[str, str]:
    """By which ways a certificate that stands is shown to others."""
    return {
        "share_href": reverse("certificates:share", args=[certificate.number]),
        "whatsapp_href": whatsapp_href(certificate, public_address(certificate)),
    }


def credential_href(certificate: Certificate) -> str:
    """Where the holder takes the signed file along, while the certificate stands and once it is signed."""
    is_there = certificate.is_valid and certificate.credential
    return reverse("certificates:credential", args=[certificate.number]) if is_there else ""


def whatsapp_href(certificate: Certificate, address: str) -> str:
    """A message with course, number and address, to whomever the holder chooses. Nothing is sent before that, and no name."""
    text = _("%(course)s: certificate %(number)s. Check it here: %(address)s") % {
        "course": certificate.statement["course"],
        "number": certificate.shown_number,
        "address": address,
    }
    return f"https://wa.me/?text={quote(text, safe='')}"


@require_http_methods(["GET", "HEAD", "POST"])
@certificate_page
def share(request: HttpRequest, number: str) -> HttpResponseBase:
    """Who sees the holder's name. A post says in `action` what changes; without a known one nothing does."""
    certificate = held_certificate(request, number)
    if request.method == "POST":
        act = ACTIONS.get(request.POST.get("action", ""))
        if act:
            act(certificate=certificate)
        return HttpResponseRedirect(request.path, status=303)
    if not certificate.is_valid:
        raise NotValid(_("This certificate does not stand any more, so its name is shown to nobody."))
    return render(request, "learning/certificate_share.html", share_context(certificate))


def share_context(certificate: Certificate) -> dict[str, Any]:
    """Both addresses of a certificate, and whether the second one may be."""
    plain, refusal = public_address(certificate), ""
    try:
        refuse_sharing(certificate)
    except SharingRefused as error:
        refusal = str(error)
    whole = f"{plain}?k={certificate.share_key}" if certificate.share_key and not refusal else ""
    return page_context(
        page_title=_("Show my certificate"),
        course=course_context(certificate),
        number=certificate.shown_number,
        address=plain,
        whatsapp_href=whatsapp_href(certificate, plain),
        whole_address=whole,
        whole_whatsapp_href=whatsapp_href(certificate, whole) if whole else "",
        is_public=certificate.is_public and not refusal,
        refusal=refusal,
        back_href=holder_address(certificate),
    )
