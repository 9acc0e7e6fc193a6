"""What happens to certificates, and to pages that check them, when something else happens to people or keys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models.signals import post_save
from django.dispatch import receiver

from courses import jobs
from learning.certificates import offline_page, records  # noqa: F401 - add our parts: to every bundle, to what is kept about a learner
from learning.certificates.erasing import erase_certificates, let_go_of_certificates
from learning.certificates.issuing import move_certificates, valid_certificate
from learning.certificates.prior_learning import drop_prior_learning, move_prior_learning
from learning.certificates.tasks import RENEW_TRUST
from learning.models import Person, SigningKey
from learning.parts import add_certificate_numbers
from learning.signals import guest_claimed, person_erased, person_forgotten


def number_of(person: Person, course_key: UUID) -> str:
    """The number of the certificate that stands. One query."""
    standing = valid_certificate(person, course_key)
    return standing.shown_number if standing else ""


add_certificate_numbers(number_of)


@receiver(guest_claimed)
def follow_guest(sender: type[Person], *, guest: Person, person: Person, **_: Any) -> None:
    """A guest becomes a learner: the certificates go along, and what was learned elsewhere."""
    move_certificates(guest=guest, person=person)
    move_prior_learning(guest=guest, person=person)


@receiver(person_erased)
def erase_theirs(sender: type[Person], *, person: Person, **_: Any) -> None:
    """A learner erases all: of the certificates stays that they were erased."""
    erase_certificates(person=person)
    drop_prior_learning(person=person)


@receiver(person_forgotten)
def let_go_of_theirs(sender: type[Person], *, person: Person, **_: Any) -> None:
    """A learner has been silent for long: the certificates stand, and nothing links them with what was answered."""
    let_go_of_certificates(person=person)
    drop_prior_learning(person=person)


@receiver(post_save, sender=SigningKey)
def renew_after_change(sender: type[SigningKey], *, created: bool, **_: Any) -> None:
    """A key signs no more, or leaked. One that was made at first use, or beside an old one, needs nothing more."""
    if not created:
        jobs.ask(RENEW_TRUST, "bundles")
