"""What happens to certificates when something else happens to people."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from learning.certificates.issuing import move_certificates
from learning.models import Person
from learning.signals import guest_claimed


@receiver(guest_claimed)
def follow_guest(sender: type[Person], *, guest: Person, person: Person, **_: Any) -> None:
    """A guest becomes a learner: the certificates go along."""
    move_certificates(guest=guest, person=person)
