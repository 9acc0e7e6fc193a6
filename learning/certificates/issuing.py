"""Issuing: a certificate for a completed course, once however often asked; its one free correction; what becomes of a guest's.

The database decides races: one valid certificate per person, course and kind, one per edition, one per number and place. Whoever
comes second gets what the first one made. Nothing is left half done but a PDF, or the signature where there was no key:
`issue_due_certificates` makes both.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import CourseVersion
from learning.certificates.children import refuse_whole_name
from learning.certificates.errors import AlreadyIssued, ConfirmationAwaited, ConsentAwaited, CorrectionUsed, NotCompleted, NotValid
from learning.certificates.files import keep_pdf
from learning.certificates.models import Certificate, CertificateKind, CertificateStatus, StatusReason
from learning.certificates.names import printed_name
from learning.certificates.numbers import new_number
from learning.certificates.seals import seal
from learning.certificates.snapshot import way_of
from learning.certificates.statement import statement_of, weakest
from learning.confirming import known_kinds
from learning.consents import awaits_consent
from learning.errors import PdfUnavailable
from learning.models import CourseCompletion, EvidenceKind, Institution, Membership, Person
from learning.progress import complete_course, standing_of

log = logging.getLogger(__name__)
TRIES: Final = 5
# What a certificate that takes another's place has in common with it.
COPIED: Final = (
    *("person", "kind", "course_key", "course_version", "programme", "institution", "language", "name", "statement"),
    *("evidence", "completed_at", "corrections_left"),
)


def certificates_of(person: Person) -> QuerySet[Certificate]:
    """A person's certificates, the newest first. One query."""
    return Certificate.objects.filter(person=person).order_by("-issued_at", "-pk")


def valid_certificate(
    person: Person, course_key: UUID, *, kind: CertificateKind = CertificateKind.ACHIEVEMENT
) -> Certificate | None:
    """The person's certificate of a kind for a course, if it stands. One query."""
    return Certificate.objects.filter(person=person, course_key=course_key, kind=kind, status=CertificateStatus.VALID).first()


def made_before(person: Person, course_key: UUID, *, kind: CertificateKind = CertificateKind.ACHIEVEMENT) -> Certificate | None:
    """The one that stands, or else the one that was taken back: there is no other of its kind until staff say so. One query."""
    stands_or_not = [CertificateStatus.VALID, CertificateStatus.REVOKED]
    rows = Certificate.objects.filter(person=person, course_key=course_key, kind=kind, status__in=stands_or_not)
    return min(rows, key=lambda row: (not row.is_valid, -row.edition), default=None)


def issue_certificate(*, person: Person, course_key: UUID, name: str, language: str) -> Certificate:
    """Issues the certificate for a completed course in a language, or returns the one issued before to the same name.

    Raises `NameRefused`, `NotCompleted`, `ConsentAwaited`, `ConfirmationAwaited`, `AlreadyIssued` (another name) or `NotValid`.
    """

    def draft(printed: str) -> Certificate:
        return draft_certificate(person=person, completion=completed(person, course_key), name=printed, language=language)

    return issue_once(person=person, course_key=course_key, kind=CertificateKind.ACHIEVEMENT, name=name, draft=draft)


def issue_once(
    *, person: Person, course_key: UUID, kind: CertificateKind, name: str, draft: Callable[[str], Certificate]
) -> Certificate:
    """The one certificate of a kind that somebody has for a course or programme: the one that stands, or what `draft` makes.

    Drawn up and signed before the transaction, which is then one INSERT: however many ask at once, one of them stores it and the
    others get that one. Raises as `issue_certificate`, and what `draft` raises.
    """
    printed = printed_name(name)
    known = valid_certificate(person, course_key, kind=kind)
    if known is None:
        refuse_without_consent(person)
        refuse_whole_name(person, printed)
        drafted = draft(printed)
        refuse_unconfirmed(drafted)
        seal(drafted)
        try:
            with transaction.atomic():
                return issued(drafted)
        except IntegrityError:
            known = valid_certificate(person, course_key, kind=kind)
            if known is None:
                raise
    if known.name != printed:
        raise AlreadyIssued(already_words(kind))
    return known


def already_words(kind: CertificateKind) -> str:
    """Why there is no second one."""
    if kind == CertificateKind.PROGRAMME:
        return _("Your certificate for this programme is already made, to another name. You can correct the name on its page.")
    return _("Your certificate for this course is already made, to another name. You can correct the name on its page.")


def refuse_without_consent(person: Person) -> None:
    """Raises `ConsentAwaited` while a child's guardian has not agreed (audience.md P4). Certificates made before stand."""
    if awaits_consent(person):
        raise ConsentAwaited(
            _("At your age a parent or guardian must agree first. Tell the person who leads your class. What you learned is kept.")
        )


def refuse_unconfirmed(draft: Certificate) -> None:
    """Raises `ConfirmationAwaited` while a certificate would rest on what the learner alone reported."""
    if draft.evidence == EvidenceKind.SELF_REPORTED:
        raise ConfirmationAwaited(
            _(
                "Some of your answers came home from a device without a line. The person who leads your class confirms them; then "
                "your certificate can be made. What you learned is kept."
            )
        )


def issued(draft: Certificate) -> Certificate:
    """Stores a drafted certificate under a new number, sealed; its PDF follows after commit. The caller holds the transaction.

    Raises `NotValid` after a revocation, `IntegrityError` when another one stands.
    """
    if editions_of(draft).filter(status=CertificateStatus.REVOKED).exists():
        raise NotValid(_("This certificate was revoked. Ask the person who leads your class."))
    return stored(draft)


def editions_of(draft: Certificate) -> QuerySet[Certificate]:
    """All that somebody was ever issued for the same thing."""
    return Certificate.objects.filter(person=draft.person, course_key=draft.course_key, kind=draft.kind)


def stored(draft: Certificate) -> Certificate:
    """Writes a draft under its edition and a number, in a place that nobody has; its PDF follows after commit.

    What another took in the same moment is drawn again. The caller holds the transaction.
    """
    draft.edition = (editions_of(draft).aggregate(last=Max("edition"))["last"] or 0) + 1
    if draft.credential is None:
        seal(draft)
    write_row(draft)
    transaction.on_commit(partial(make_pdf, draft), robust=True)
    return draft


def write_row(draft: Certificate) -> None:
    """One INSERT, or several where the number or the place was taken. Raises `IntegrityError` when this person has another one."""
    for _try in range(TRIES):
        draft.number = new_number()
        try:
            with transaction.atomic():
                draft.save(force_insert=True)
            return
        except IntegrityError:
            if not Certificate.objects.filter(Q(number=draft.number) | Q(status_place=draft.status_place)).exists():
                raise  # another certificate of this person stands
            draft.status_place = None
            seal(draft)
    raise RuntimeError("Five numbers or places in a row were taken: the random source is broken.")


def make_pdf(certificate: Certificate) -> None:
    """Makes the file ahead of time. A server that cannot says so in its log; the certificate's page says it to the learner."""
    try:
        keep_pdf(certificate)
    except PdfUnavailable as error:
        log.warning("A certificate has no PDF yet. %s", error, extra={"certificate": str(certificate.uuid)})


def draft_certificate(*, person: Person, completion: CourseCompletion, name: str, language: str) -> Certificate:
    """A certificate as it would be issued now: for the preview, and for issuing. Stores nothing. Four queries.

    Its language is that of the course version it names, which is `language` wherever the course exists in it.
    """
    version = version_in(language, completion)
    institution = institution_for(person, completion.course_key)
    return Certificate(
        person=person,
        course_key=completion.course_key,
        course_version=version,
        institution=institution,
        language=version.language,
        name=name,
        statement={**statement_of(version), **way_of(person, version, institution)},
        evidence=evidence_for(person, [completion.course_key]),
        completed_at=completion.completed_at,
    )


def evidence_for(person: Person, course_keys: Iterable[UUID]) -> EvidenceKind:
    """The weakest kind among somebody's answers in some courses. One query."""
    return weakest(known_kinds(person, course_keys))


def institution_for(person: Person, course_key: UUID) -> Institution | None:
    """The institution in whose class the person learns the course; of several classes the one joined last. One query."""
    rows = Membership.objects.filter(person=person, left_at=None, cohort__institution__is_active=True)
    member = (
        rows.filter(cohort__courses__course_key=course_key).select_related("cohort__institution").order_by("-joined_at").first()
    )
    return member.cohort.institution if member else None


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
    known = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if known.replaced_by and known.replaced_by.name == printed and known.replaced_by.is_valid:
        return known.replaced_by
    if known.name == printed and known.is_valid:
        return known
    refuse_correction(known)
    if known.person:
        refuse_whole_name(known.person, printed)
    return put_in_place_of(known, reason=StatusReason.CORRECTED, name=printed, corrections_left=known.corrections_left - 1)


def put_in_place_of(known: Certificate, *, reason: str, note: str = "", **changed: Any) -> Certificate:
    """A new certificate with the same facts, but for what is `changed`; the one known says *replaced*. The caller locks its row.

    What its holder shared ends with it: the new one begins with a name that strangers see masked.
    """
    change_status(known, CertificateStatus.REPLACED, reason=reason, note=note)
    fields: dict[str, Any] = {field: getattr(known, field) for field in COPIED}
    newer = stored(Certificate(**fields | changed, issued_at=timezone.now()))
    Certificate.objects.filter(pk=known.pk).update(replaced_by=newer)
    return newer


def refuse_correction(certificate: Certificate) -> None:
    """Raises when a certificate cannot be corrected by the learner."""
    if certificate.status == CertificateStatus.REVOKED:
        raise NotValid(_("This certificate was revoked. Ask the person who leads your class."))
    if not certificate.is_correctable:
        raise CorrectionUsed(_("The name was corrected once already. For another change, ask the person who leads your class."))


def change_status(
    certificate: Certificate,
    status: CertificateStatus,
    *,
    reason: str,
    note: str = "",
    replaced_by: Certificate | None = None,
) -> None:
    """Writes a new status, with why and when. A link that showed the name ends."""
    Certificate.objects.filter(pk=certificate.pk).update(
        status=status,
        status_reason=reason,
        status_note=note,
        status_changed_at=timezone.now(),
        replaced_by=replaced_by,
        is_public=False,
        share_key="",
    )


@transaction.atomic
def move_certificates(*, guest: Person, person: Person) -> None:
    """Gives a guest's certificates to the learner who claims the guest.

    Where both have one for a course, the learner's stands and the guest's is replaced by it; the guest's editions count on from the
    learner's.
    """
    for certificate in Certificate.objects.filter(person=guest).order_by("course_key", "kind", "edition"):
        theirs = Certificate.objects.filter(person=person, course_key=certificate.course_key, kind=certificate.kind)
        standing = theirs.filter(status=CertificateStatus.VALID).first()
        if standing and certificate.is_valid:
            change_status(certificate, CertificateStatus.REPLACED, reason=StatusReason.MERGED, replaced_by=standing)
        last = theirs.aggregate(last=Max("edition"))["last"] or 0
        Certificate.objects.filter(pk=certificate.pk).update(person=person, edition=last + 1)
