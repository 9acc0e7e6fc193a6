"""Celery tasks of the learning app: thin doors to actions that also have a command."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from learning import retention


@shared_task(name="learning.tasks.apply_retention")
def apply_retention() -> None:
    """Lets go of what is kept no longer than it is needed."""
    retention.apply_retention(at=timezone.now())
