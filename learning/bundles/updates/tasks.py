"""Updates in the background: news of a line when a ZIP was built, and a daily look at what is about to expire."""

from __future__ import annotations

from typing import Any, Final

from celery import shared_task
from django.dispatch import receiver
from django.utils import timezone

from courses import jobs
from learning.bundles.models import Bundle
from learning.bundles.signals import bundle_built
from learning.bundles.sources import ZIP
from learning.bundles.updates.publishing import current_zips, publish_updates

PUBLISH_UPDATES: Final = "publish_updates"


@receiver(bundle_built)
def publish_after_building(sender: type[Any], bundle: Bundle, **_: Any) -> None:
    """Another ZIP is offered: its line has news."""
    if bundle.format == ZIP:
        jobs.ask(PUBLISH_UPDATES, str(bundle.pk))


@jobs.does(PUBLISH_UPDATES)
def publish_updates_job(subject: str) -> None:
    """Publishes a bundle, unless another one is offered by now: that one has a job of its own."""
    for bundle in Bundle.objects.filter(pk=int(subject), is_current=True).select_related("selection"):
        publish_updates(bundle, at=timezone.now())


@shared_task(name="learning.bundles.updates.tasks.renew_updates")
def renew_updates() -> None:
    """Looks daily at every line; asks for it where the file is there, so that one that fails holds up no other."""
    for bundle in current_zips():
        if bundle.path.is_file():
            jobs.ask(PUBLISH_UPDATES, str(bundle.pk))
