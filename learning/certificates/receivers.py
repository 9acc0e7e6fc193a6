"""What happens to certificates when something else happens to people."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from learning.certificates import records  # noqa: F401 - adds our part to what is kept about a learner
from learning.certificates.erasing import erase_certificates, let_go_of_certificates
from learning.certificates.issuing import move_certificates
from learning.models import Person
from learning.signals import guest_claimed, person_erased, person_forgotten


@receiver(guest_claimed)
def follow_guest(sender: type[Person], *, guest: Person, person: Person, **_: Any) -> None:
    """A guest becomes a learner: the certificates go along."""
    move_certificates(guest=guest, person=person)


@receiver(person_erased)
def erase_theirs(sender: type[Person], *, person: Person, **_: Any) -> None:
    """A learner erases all: of the certificates stays that they were erased."""
    erase_certificates(person=person)


@receiver(person_forgotten)
def let_go_of_theirs(sender: type[Person], *, person: Person, **_: Any) -> None:
    """A learner has been silent for long: the certificates stand, and nothing links them with what was answered."""
    let_go_of_certificates(person=person)
