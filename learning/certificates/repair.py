"""What issuing may leave behind, made good: missing signatures and PDF files; and what waits for a name, counted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, QuerySet

from learning.certificates.files import keep_pdf, kept_pdf
from learning.certificates.fonts import FontMissing
from learning.certificates.models import Certificate, CertificateKind, CertificateStatus, Programme
from learning.certificates.programmes import course_keys_of
from learning.certificates.seals import sign_certificate
from learning.errors import PdfUnavailable
from learning.models import CourseCompletion

log = logging.getLogger(__name__)
BATCH: Final = 200


@dataclass
class Repairs:
    """What a run has done so far."""

    looked_at: int = 0
    signed: int = 0
    unsigned: int = 0  # the key is not at hand
    written: int = 0
    pdf_problem: str = ""  # why this server makes no PDF files


def repair_certificates(*, told: Callable[[Repairs], None]) -> Repairs:
    """Signs and draws what lacks it, one certificate after another; `told` hears after each batch.

    Each certificate is done by itself, in one UPDATE and one file written whole: a run that is killed has lost nothing, and the
    next one goes on. About 0.3 s for each that lacks its file, a file's reading for others.
    """
    repairs = Repairs()
    for batch in batches(standing()):
        for certificate in batch:
            repair(certificate, repairs)
        told(repairs)
    return repairs


def standing() -> QuerySet[Certificate]:
    """Certificates that are valid and somebody's."""
    return Certificate.objects.filter(status=CertificateStatus.VALID).exclude(person=None)


def batches(rows: QuerySet[Certificate]) -> Iterator[list[Certificate]]:
    """Rows in the order of their keys; one short query each, so that no long one holds up whoever writes."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).select_related("signing_key", "institution").order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def repair(certificate: Certificate, repairs: Repairs) -> None:
    """One certificate. Once the key or the PDF library turned out to be missing, no other is tried with it.

    A name that no font of this server has is told to the log, and the next one is drawn.
    """
    repairs.looked_at += 1
    is_new = certificate.credential is None and not repairs.unsigned and sign_certificate(certificate)
    repairs.signed += is_new
    repairs.unsigned += certificate.credential is None
    if repairs.pdf_problem or not (is_new or kept_pdf(certificate) is None):
        return
    try:
        keep_pdf(certificate)  # also anew, for the picture code holds the signature
        repairs.written += 1
    except FontMissing as error:
        log.warning("A certificate has no PDF yet. %s", error, extra={"certificate": str(certificate.uuid)})
    except PdfUnavailable as error:
        repairs.pdf_problem = str(error)


# --- what only its holder can have made ---------------------------------------------------------------------------------


def courses_without_certificate() -> int:
    """Completed courses of learners who never had a certificate for them. One query."""
    had = Certificate.objects.filter(person=OuterRef("person"), course_key=OuterRef("course_key"), kind=CertificateKind.ACHIEVEMENT)
    return CourseCompletion.objects.filter(~Exists(had), person__is_active=True).count()


def programmes_without_certificate() -> int:
    """The same of programmes. Two queries, and one for each programme."""
    return sum(holders_without(programme) for programme in Programme.objects.filter(is_active=True).prefetch_related("courses"))


def holders_without(programme: Programme) -> int:
    """How many completed every course of a programme and never had its certificate. One query."""
    keys = course_keys_of(programme)
    had = Certificate.objects.filter(person=OuterRef("person"), course_key=programme.key, kind=CertificateKind.PROGRAMME)
    done = CourseCompletion.objects.filter(~Exists(had), course_key__in=keys, person__is_active=True)
    return done.values("person").annotate(courses=Count("pk")).filter(courses=len(keys)).count() if keys else 0
