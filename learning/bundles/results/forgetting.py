"""What is kept of results grows old, and goes with the learner it is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from celery import shared_task
from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone

from learning.bundles.results.models import DeviceLearner, Flag, Return, ReturnedAnswer, ReturnState
from learning.models import Person
from learning.signals import person_forgotten

RECEIPT_LASTS: Final = timedelta(days=90)  # a device may be long on its way
FILE_LASTS: Final = timedelta(days=7)  # that could not be received, for whatever reason


def forget_returns(*, at: datetime) -> int:
    """Lets go of old receipts, of files that wait in vain, and of what was brought long ago; returns how many rows went whole."""
    Return.objects.filter(received_at__lt=at - RECEIPT_LASTS).exclude(receipt="").update(receipt="")
    stuck = Return.objects.filter(received_at__lt=at - FILE_LASTS).exclude(waiting=None)
    stuck.update(waiting=None, state=ReturnState.FAILED)
    _rows, by_model = Return.objects.filter(received_at__lt=at - timedelta(days=settings.STAFF_ACTION_DAYS)).delete()
    return by_model.get(Return._meta.label, 0)


@shared_task(name="learning.bundles.results.forget_returns")
def forget_returns_daily() -> None:
    """The clock's door."""
    forget_returns(at=timezone.now())


@receiver(person_forgotten)
def let_go(sender: type[Person], *, person: Person, **_: Any) -> None:
    """A learner has been silent for long: no device and no file leads to them any more."""
    for model, whose in ((DeviceLearner, "person"), (Flag, "person"), (ReturnedAnswer, "attempt__person")):
        model._default_manager.filter(**{whose: person}).delete()
