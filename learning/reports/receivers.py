"""What happens to working rows of reports when a guest turns out to be a learner: one start of a course stays one."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from learning.models import Person, ReportedStart
from learning.signals import guest_claimed


@receiver(guest_claimed)
def follow_guest(sender: type[Person], *, guest: Person, person: Person, **_: Any) -> None:
    """The guest's starts go along; where the learner has begun the course too, the learner's own stays."""
    own = ReportedStart.objects.filter(person=person).values("course_key")
    ReportedStart.objects.filter(person=guest, course_key__in=own).delete()
    ReportedStart.objects.filter(person=guest).update(person=person)
