"""What staff do with a certificate that was issued: take it back, issue it anew, allow one more correction of the name.

Administrators may with each; partners with those of their institution; facilitators with those of their institution whose holder
is in a class they lead. For anybody else a certificate looks like one that never was. Each act is one line in the log of staff,
and its holder reads the reason.
"""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from learning.certificates.errors import NoSuchCertificate, NotValid, ReasonMissing
from learning.certificates.issuing import change_status, editions_of, put_in_place_of
from learning.certificates.models import Certificate, CertificateStatus, StatusReason
from learning.certificates.numbers import read_number
from learning.cohorts import cohorts_seen_by, institutions_managed_by
from learning.models import Cohort, Membership, Person, StaffAction
from learning.staff_log import note_action

LONGEST_NOTE: Final = 300  # characters, as the model has it
REVOKE: Final = (StatusReason.MISTAKE, StatusReason.ANSWERS, StatusReason.FACTS, StatusReason.ASKED)
REISSUE: Final = (StatusReason.LOST, StatusReason.FACTS, StatusReason.UNDONE, StatusReason.ASKED)


# --- whose it is to do ------------------------------------------------------------------------------------------------


def certificates_under(actor: Person) -> QuerySet[Certificate]:
    """The certificates with which somebody may do something, but for those that were erased."""
    found = Certificate.objects.exclude(status=CertificateStatus.ERASED)
    if actor.is_superuser:
        return found
    in_class = memberships_led_by(actor).filter(person=OuterRef("person"), cohort__institution=OuterRef("institution"))
    return found.filter(Q(institution__in=institutions_managed_by(actor)) | Exists(in_class))


def memberships_led_by(actor: Person) -> QuerySet[Membership]:
    """Who is now in a class that somebody sees."""
    return Membership.objects.filter(left_at=None, cohort__in=cohorts_seen_by(actor))


def certificate_under(actor: Person, typed: str) -> Certificate:
    """A certificate by its number. Raises `NoSuchCertificate`, alike for one that is not there and one that is not theirs."""
    number = read_number(typed)
    rows = certificates_under(actor).select_related("replaced_by", "institution", "person")
    found = rows.filter(number=number).first() if number else None
    if found is None:
        raise NoSuchCertificate(
            _("No certificate with this number was issued in your classes. Compare it with the paper, letter by letter.")
        )
    return found


def class_of(actor: Person, certificate: Certificate) -> Cohort | None:
    """The class in whose log an act stands; None where the holder is in none that the actor sees. One query."""
    if certificate.person_id is None or certificate.institution_id is None:
        return None
    rows = memberships_led_by(actor).filter(person=certificate.person_id, cohort__institution=certificate.institution_id)
    member = rows.select_related("cohort__institution").order_by("-joined_at").first()
    return member.cohort if member else None


def logs_of(actor: Person, certificate: Certificate) -> dict[str, Any]:
    """Whose logs an act on a certificate stands in, and whose it is, as `note_action` takes them. One query."""
    return {
        "actor": actor,
        "cohort": class_of(actor, certificate),
        "institution": certificate.institution,
        "person": certificate.person,
    }


def acts_on(certificate: Certificate) -> QuerySet[StaffAction]:
    """What staff did with a certificate, the newest first; nothing of one whose holder is gone. One query."""
    rows = StaffAction.objects.filter(person=certificate.person_id, person__isnull=False).select_related("actor")
    return rows.filter(detail__contains=certificate.shown_number).order_by("-at", "-pk")


# --- what is done -----------------------------------------------------------------------------------------------------


@transaction.atomic
def revoke_certificate(*, actor: Person, certificate: Certificate, reason: str, note: str) -> Certificate:
    """Takes a certificate back; `note` is a sentence for its holder. The same act sent twice is one.

    Raises `NoSuchCertificate`, `ReasonMissing`, or `NotValid` for one that does not stand.
    """
    found = taken(actor, certificate)
    words = checked_note(reason, note, among=REVOKE)
    if found.status == CertificateStatus.REVOKED and (found.status_reason, found.status_note) == (reason, words):
        return found
    if not found.is_valid:
        raise NotValid(_("This certificate does not stand any more, so it cannot be revoked."))
    change_status(found, CertificateStatus.REVOKED, reason=reason, note=words)
    note_action("revoke_certificate", **logs_of(actor, found), detail=f"{found.shown_number} · {reason}")
    found.refresh_from_db()
    return found


@transaction.atomic
def reissue_certificate(*, actor: Person, certificate: Certificate, reason: str, note: str) -> Certificate:
    """Issues a certificate anew: the same facts and name under a new number. What was revoked says *replaced* from now on.

    The same act sent twice is one. Raises `NoSuchCertificate`, `ReasonMissing`, or `NotValid` where there is nothing to issue
    anew: it was replaced already, its holder is gone, or has another that stands.
    """
    found = taken(actor, certificate)
    words = checked_note(reason, note, among=REISSUE)
    if found.replaced_by and (found.status_reason, found.status_note) == (reason, words):
        return found.replaced_by
    if found.status == CertificateStatus.REPLACED:
        raise NotValid(_("A newer certificate takes the place of this one. Look at the newer one."))
    if found.person is None:
        raise NotValid(_("Nobody holds this certificate any more, so it cannot be issued anew. The paper stands as it is."))
    if editions_of(found).filter(status=CertificateStatus.VALID).exclude(pk=found.pk).exists():
        raise NotValid(_("The holder has another certificate for this course, and that one stands."))
    newer = put_in_place_of(found, reason=reason, note=words)
    note_action("reissue_certificate", **logs_of(actor, found), detail=f"{found.shown_number} → {newer.shown_number} · {reason}")
    return newer


@transaction.atomic
def allow_correction(*, actor: Person, certificate: Certificate) -> Certificate:
    """Lets the holder correct the name once more; staff never see or write it. Where it is allowed already nothing changes.

    Raises `NoSuchCertificate`, or `NotValid` for one that does not stand.
    """
    found = taken(actor, certificate)
    if not found.is_valid or found.person is None:
        raise NotValid(_("This certificate does not stand any more, so its name cannot be corrected."))
    if not found.is_correctable:
        found.corrections_left = 1
        found.save(update_fields=["corrections_left"])
        note_action("allow_correction", **logs_of(actor, found), detail=found.shown_number)
    return found


def taken(actor: Person, certificate: Certificate) -> Certificate:
    """The row as it is now, locked, if it is the actor's to do. Raises `NoSuchCertificate`."""
    Certificate.objects.select_for_update().filter(pk=certificate.pk).first()
    return certificate_under(actor, certificate.number)


def checked_note(reason: str, note: str, *, among: tuple[StatusReason, ...]) -> str:
    """The sentence for the holder, as it is kept. Raises `ReasonMissing`."""
    words = " ".join("".join(char for char in note if unicodedata.category(char)[0] != "C" or char.isspace()).split())
    if reason not in among:
        raise ReasonMissing(_("Choose a reason from the list."))
    if not 1 <= len(words) <= LONGEST_NOTE:
        raise ReasonMissing(
            _("Write one or two sentences for the holder: between 1 and %(most)s characters; these are %(count)s.")
            % {"most": LONGEST_NOTE, "count": len(words)}
        )
    return words
