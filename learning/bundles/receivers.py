"""What happens to courses reaches bundles from here; the receivers decide nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from courses.signals import course_rendered
from learning.bundles.tasks import ask_for_bundles


@receiver(course_rendered)
def build_after_rendering(sender: type[Any], course_key: UUID, **_: Any) -> None:
    """A course has new documents or a new outline."""
    ask_for_bundles(course_key)
