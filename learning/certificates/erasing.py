"""What becomes of certificates when their holder is erased, or forgotten after a long silence."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from learning.certificates.files import forget_pdfs
from learning.certificates.models import Certificate, CertificateStatus, StatusReason
from learning.certificates.snapshot import without_days
from learning.models import Person


def hash_of_name(certificate: Certificate) -> str:
    """A keyed hash of number and name: with the paper in hand the site can say whether it is the one, and nobody can read it."""
    message = f"{certificate.number}:{certificate.name}"
    return salted_hmac("learning.certificates.name", message, algorithm="sha256").hexdigest()


@transaction.atomic
def erase_certificates(*, person: Person) -> None:
    """Leaves of each certificate its number, that it was erased, and a hash. The PDF goes after commit."""
    for certificate in Certificate.objects.select_for_update().filter(person=person):
        Certificate.objects.filter(pk=certificate.pk).update(
            person=None,
            name="",
            name_hash=hash_of_name(certificate),
            statement={},
            credential={},
            status=CertificateStatus.ERASED,
            status_reason=StatusReason.ERASED,
            status_changed_at=timezone.now(),
            replaced_by=None,
            status_note="",
            is_public=False,
            share_key="",
        )
        transaction.on_commit(partial(forget_pdfs, certificate))


@transaction.atomic
def let_go_of_certificates(*, person: Person) -> None:
    """Leaves certificates standing, nobody's: the paper is enough to check them.

    Their PDFs, which nobody could fetch, go; so does what the holder showed to strangers, since nobody could take it back any more,
    and the days of the lessons, which would lead to what was answered.
    """
    for certificate in Certificate.objects.select_for_update().filter(person=person):
        told = without_days(certificate.statement)
        Certificate.objects.filter(pk=certificate.pk).update(person=None, statement=told, is_public=False, share_key="")
        transaction.on_commit(partial(forget_pdfs, certificate))
