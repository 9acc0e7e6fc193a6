"""The holder's page of a certificate."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from learning.certificates.file_views import files_context
from learning.certificates.page import (
    certificate_page,
    correct_address,
    held_certificate,
    holder_address,
    newest,
    state_context,
    why_context,
)
from learning.certificates.recognition import recognised_certificate
from learning.certificates.sheet import sheet_context
from learning.certificates.wallet_views import credential_href
from learning.unkept import page_context


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
        **state_context(certificate),
        **why_context(certificate),
        replaced_href=holder_address(newer) if newer else "",
        public_href=f"/c/{certificate.shown_number}",
        share_href=reverse("certificates:share", args=[certificate.number]) if certificate.is_valid else "",
        wallet_href=reverse("certificates:wallet"),
        correct_href=correct_address(certificate) if certificate.is_correctable else "",
        credential_href=credential_href(certificate),
        jwt_href=reverse("certificates:signed_text", args=[certificate.number]),
        **files_context(certificate),
        **sheet_context(certificate),
        **recognised_certificate(certificate),
    )
    return render(request, "learning/certificate.html", context)
