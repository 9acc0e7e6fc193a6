"""Issuing: a certificate for a completed course, once however often asked; its one free correction; what becomes of a guest's.

The database decides races: one valid certificate per person and course, one per edition. Whoever comes second gets what the first
one made.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import CourseVersion
from learning.certificates.errors import AlreadyIssued, ConsentAwaited, CorrectionUsed, NotCompleted, NotValid
from learning.certificates.files import keep_pdf
from learning.certificates.models import Certificate, CertificateStatus, StatusReason
from learning.certificates.names import printed_name
from learning.certificates.numbers import new_number
from learning.certificates.statement import statement_of, weakest
from learning.consents import awaits_consent
from learning.errors import PdfUnavailable
from learning.models import Attempt, CourseCompletion, Person
from learning.progress import complete_course, standing_of

log = logging.getLogger(__name__)


def certificates_of(person: Person) -> QuerySet[Certificate]:
    """A person's certificates, the newest first. One query."""
    return Certificate.objects.filter(person=person).order_by("-issued_at", "-pk")


def valid_certificate(person: Person, course_key: UUID) -> Certificate | None:
    """The person's certificate for a course, if it stands. One query."""
    return Certificate.objects.filter(person=person, course_key=course_key, status=CertificateStatus.VALID).first()


def issue_certificate(*, person: Person, course_key: UUID, name: str, language: str) -> Certificate:
    """Issues the certificate for a completed course in a language, or returns the one issued before to the same name.

    Raises `NameRefused`, `NotCompleted`, `ConsentAwaited`, `AlreadyIssued` (to another name) or `NotValid` (revoked).
    """
    printed = printed_name(name)
    known = valid_certificate(person, course_key)
    if known is None:
        refuse_without_consent(person)
        try:
            with transaction.atomic():
                return issued(
                    draft_certificate(person=person, completion=completed(person, course_key), name=printed, language=language)
                )
        except IntegrityError:
            known = valid_certificate(person, course_key)
            if known is None:
                raise
    if known.name != printed:
        raise AlreadyIssued(
            _("Your certificate for this course is already made, to another name. You can correct the name on its page.")
        )
    return known


def refuse_without_consent(person: Person) -> None:
    """Raises `ConsentAwaited` while a child's guardian has not agreed (audience.md P4). Certificates made before stand."""
    if awaits_consent(person):
        raise ConsentAwaited(
            _("At your age a parent or guardian must agree first. Tell the person who leads your class. What you learned is kept.")
        )


def issued(draft: Certificate) -> Certificate:
    """Stores a drafted certificate under a new number; its PDF follows after commit. The caller holds the transaction."""
    earlier = Certificate.objects.filter(person=draft.person, course_key=draft.course_key)
    if earlier.filter(status=CertificateStatus.REVOKED).exists():
        raise NotValid(_("Your certificate for this course was revoked. Ask the person who leads your class."))
    draft.number = new_number()
    draft.edition = (earlier.aggregate(last=Max("edition"))["last"] or 0) + 1
    draft.save(force_insert=True)
    transaction.on_commit(partial(make_pdf, draft), robust=True)
    return draft


def make_pdf(certificate: Certificate) -> None:
    """Makes the file ahead of time. A server that cannot says so in its log; the certificate's page says it to the learner."""
    try:
        keep_pdf(certificate)
    except PdfUnavailable as error:
        log.warning("A certificate has no PDF yet. %s", error, extra={"certificate": str(certificate.uuid)})


def draft_certificate(*, person: Person, completion: CourseCompletion, name: str, language: str) -> Certificate:
    """A certificate as it would be issued now: for the preview, and for issuing. Stores nothing. Two queries.

    Its language is that of the course version it names, which is `language` wherever the course exists in it.
    """
    version = version_in(language, completion)
    kinds = set(
        Attempt.objects.filter(person=person, course_key=completion.course_key).values_list("evidence", flat=True).distinct()
    )
    return Certificate(
        person=person,
        course_key=completion.course_key,
        course_version=version,
        language=version.language,
        name=name,
        statement=statement_of(version),
        evidence=weakest(kinds),
        completed_at=completion.completed_at,
    )


def version_in(language: str, completion: CourseCompletion) -> CourseVersion:
    """The completed version of the course in a language: the one completed, or its sister of that day in the other language."""
    done: CourseVersion = completion.course_version
    if done.language == language:
        return done
    sisters = CourseVersion.objects.filter(course_key=done.course_key, language=language).order_by("number")
    of_the_day = sisters.filter(published_at__lte=completion.completed_at).last()
    return of_the_day or sisters.first() or done


def completed(person: Person, course_key: UUID) -> CourseCompletion:
    """The completion a certificate rests on. Raises `NotCompleted`.

    A course that lost a lesson after somebody had lit all others is completed by no further answer, so it is looked at once more.
    """
    found = completion_of(person, course_key)
    if found is None:
        course = CourseVersion.objects.current().filter(course_key=course_key).order_by("pk").first()
        if course and complete_course(person, course, standing_of(person, course_key), at=timezone.now()):
            found = completion_of(person, course_key)
    if found is None:
        raise NotCompleted(_("This course is not finished yet. Open the course: it shows the lessons that are left."))
    return found


def completion_of(person: Person, course_key: UUID) -> CourseCompletion | None:
    """The person's completion of a course with its version. One query."""
    rows: QuerySet[CourseCompletion] = CourseCompletion.objects.select_related("course_version")
    return rows.filter(person=person, course_key=course_key).first()


@transaction.atomic
def correct_certificate(*, certificate: Certificate, name: str) -> Certificate:
    """The learner's one free correction: a new certificate with the right name takes the place of this one.

    The same correction sent twice is one. Raises `NameRefused`, `CorrectionUsed` or `NotValid` (revoked).
    """
    printed = printed_name(name)
    now = timezone.now()
    known = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if known.replaced_by and known.replaced_by.name == printed and known.replaced_by.is_valid:
        return known.replaced_by
    if known.name == printed and known.is_valid:
        return known
    refuse_correction(known)
    change_status(known, CertificateStatus.REPLACED, reason=StatusReason.CORRECTED)
    copied = ("person", "course_key", "course_version", "language", "statement", "evidence", "completed_at")
    fields: dict[str, Any] = {field: getattr(known, field) for field in copied}
    corrected = issued(Certificate(**fields, name=printed, issued_at=now))
    Certificate.objects.filter(pk=known.pk).update(replaced_by=corrected)
    return corrected


def refuse_correction(certificate: Certificate) -> None:
    """Raises when a certificate cannot be corrected by the learner."""
    if certificate.status == CertificateStatus.REVOKED:
        raise NotValid(_("This certificate was revoked. Ask the person who leads your class."))
    if not certificate.is_correctable:
        raise CorrectionUsed(_("The name was corrected once already. For another change, ask the person who leads your class."))


def change_status(
    certificate: Certificate, status: CertificateStatus, *, reason: str, replaced_by: Certificate | None = None
) -> None:
    """Writes a new status, with why and when."""
    Certificate.objects.filter(pk=certificate.pk).update(
        status=status, status_reason=reason, status_changed_at=timezone.now(), replaced_by=replaced_by
    )


@transaction.atomic
def move_certificates(*, guest: Person, person: Person) -> None:
    """Gives a guest's certificates to the learner who claims the guest.

    Where both have one for a course, the learner's stands and the guest's is replaced by it; the guest's editions count on from the
    learner's.
    """
    for certificate in Certificate.objects.filter(person=guest).order_by("course_key", "edition"):
        theirs = Certificate.objects.filter(person=person, course_key=certificate.course_key)
        standing = theirs.filter(status=CertificateStatus.VALID).first()
        if standing and certificate.is_valid:
            change_status(certificate, CertificateStatus.REPLACED, reason=StatusReason.MERGED, replaced_by=standing)
        last = theirs.aggregate(last=Max("edition"))["last"] or 0
        Certificate.objects.filter(pk=certificate.pk).update(person=person, edition=last + 1)
