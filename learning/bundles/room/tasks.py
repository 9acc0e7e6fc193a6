"""What the partner's room has done in the background: a thin door to actions."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from learning.bundles.room.listings import drop_old_listings
from learning.bundles.room.subscriptions import drop_old_choices


@shared_task(name="learning.bundles.room.tasks.tidy_partners_rooms")
def tidy_partners_rooms() -> None:
    """Lets go of listings and choices whose time is long over."""
    now = timezone.now()
    drop_old_listings(at=now)
    drop_old_choices(at=now)
