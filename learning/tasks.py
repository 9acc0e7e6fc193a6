"""Celery tasks of the learning app: thin doors to actions that also have a command."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from learning import retention
from learning.reports.closing import close_months
from learning.reports.rollup import roll_up


@shared_task(name="learning.tasks.apply_retention")
def apply_retention() -> None:
    """Lets go of what is kept no longer than it is needed."""
    retention.apply_retention(at=timezone.now())


@shared_task(name="learning.tasks.roll_up_reports")
def roll_up_reports() -> None:
    """Counts new answers and closes the months that are due."""
    roll_up(most_batches=200)
    close_months()
