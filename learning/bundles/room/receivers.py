"""What happens to courses and institutions reaches the partner's room from here; the receivers decide nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models.signals import post_save
from django.dispatch import receiver

from courses.signals import course_rendered
from learning.bundles.room import tasks  # noqa: F401 - what is done daily
from learning.bundles.room.subscriptions import renew_builds_offered_by, renew_builds_with
from learning.models import Institution


@receiver(course_rendered)
def renew_choices_after_rendering(sender: type[Any], course_key: UUID, **_: Any) -> None:
    """A course has new documents: so have the choices that hold it, those too that could not be built before."""
    renew_builds_with(course_key)


@receiver(post_save, sender=Institution)
def renew_what_names_an_institution(sender: type[Any], instance: Institution, created: bool, **_: Any) -> None:
    """Its name or its logo may be another."""
    if not created:
        renew_builds_offered_by(instance)
