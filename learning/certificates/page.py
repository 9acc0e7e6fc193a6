"""What all pages of certificates share: no cache keeps them, no engine lists them; a way back; words for what one is worth."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.addresses import file_of
from learning.certificates.models import Certificate, CertificateKind, CertificateStatus, StatusReason
from learning.certificates.numbers import read_number
from learning.certificates.sheet import day
from learning.unkept import active_language, unkept
from learning.visitor import learner_of

STATUS_WORDS: Final = {
    CertificateStatus.VALID: "genuine",
    CertificateStatus.REPLACED: "replaced",
    CertificateStatus.REVOKED: "revoked",
    CertificateStatus.ERASED: "erased",  # nothing more is known of it
}


def back_to_learning() -> dict[str, str]:
    """Where a refusal here leads to."""
    return {"way_out_href": file_of("/", f"{active_language()}/me"), "way_out_text": _("Back to my learning")}


UNLISTED: Final = {"X-Robots-Tag": "noindex, nofollow"}
# No search engine lists these pages; those that anybody may open speak the browser's language.
certificate_page = unkept(way_out=back_to_learning, varies=("Cookie", "Accept-Language"), headers=UNLISTED)
# The page that anybody may open: its address may hold the key to a name, so no other page hears of it. It says itself whether it
# may be listed. It has no form that posts: without a referrer browsers would send those as nobody's.
open_page = unkept(way_out=back_to_learning, varies=("Cookie", "Accept-Language"), headers={"Referrer-Policy": "no-referrer"})


def holder_address(certificate: Certificate) -> str:
    """Where the holder finds a certificate: in the certificate's own language."""
    return f"/{certificate.language}/me/certificates/{certificate.number}/"


def correct_address(certificate: Certificate) -> str:
    """Where its holder corrects the name; the kind decides."""
    views = {CertificateKind.PARTICIPATION: "participation_correct", CertificateKind.PROGRAMME: "programme_correct"}
    view = views.get(CertificateKind(certificate.kind), "correct")
    return reverse(f"certificates:{view}", args=[certificate.statement["slug"]])


def held_certificate(request: HttpRequest, typed: str) -> Certificate:
    """The certificate of whoever asks. Raises `Http404` in the same way for one that is not there and one that is another's."""
    learner, number = learner_of(request), read_number(typed)
    rows = Certificate.objects.select_related("replaced_by", "institution", "person")
    certificate = rows.filter(number=number, person=learner).first() if learner and number else None
    if certificate is None:
        raise Http404("You have no such certificate.")
    return certificate


def state_context(certificate: Certificate) -> dict[str, str]:
    """What a certificate is worth, and since when it no longer stands: enough for anybody."""
    is_told = certificate.status in {CertificateStatus.REVOKED, CertificateStatus.REPLACED}
    changed = certificate.status_changed_at if is_told else None
    return {"status": STATUS_WORDS[CertificateStatus(certificate.status)], "since": day(changed) if changed else ""}


def why_context(certificate: Certificate) -> dict[str, str]:
    """Why it no longer stands and who said so, for its holder: the institution, never a person of its staff."""
    reason = certificate.status_reason
    return {
        "reason": str(StatusReason(reason).label) if reason in StatusReason.values else "",
        "note": certificate.status_note,
        "by": str(certificate.institution or certificate.statement["issuer"]) if certificate.status_note else "",
    }


def newest(certificate: Certificate) -> Certificate | None:
    """The certificate at the end of a row of replacements; None for one that was not replaced. One query for each step."""
    newer = certificate.replaced_by
    while newer and newer.replaced_by:
        newer = newer.replaced_by
    return newer
