"""What happens to what reports count when a guest turns out to be a learner: one person began, and answered first, once."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from learning.models import Person
from learning.reports.claims import hold_counts, join_counts
from learning.signals import guest_claimed, guest_claiming


@receiver(guest_claiming)
def hold_still(sender: type[Person], **_: Any) -> None:
    """Nothing is counted until the claim is over."""
    hold_counts()


@receiver(guest_claimed)
def follow_guest(sender: type[Person], *, guest: Person, person: Person, attempts: frozenset[int], **_: Any) -> None:
    """What was counted of two is counted of one."""
    join_counts(guest=guest, person=person, theirs=attempts)
