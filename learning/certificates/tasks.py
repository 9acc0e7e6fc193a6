"""What certificates have done in the background: thin doors to actions."""

from __future__ import annotations

from typing import Final

from celery import shared_task
from django.utils import timezone

from courses import jobs
from learning.certificates import bundle_trust

RENEW_TRUST: Final = "renew_trust"


@jobs.does(RENEW_TRUST)
def renew_trust_job(_subject: str) -> None:
    """A key is another now: every bundle must know it."""
    bundle_trust.renew_bundle_trust(at=timezone.now())


@shared_task(name="learning.certificates.tasks.renew_bundle_trust")
def renew_bundle_trust() -> None:
    """Looks daily whether bundles are due to hear what was revoked."""
    bundle_trust.renew_bundle_trust(at=timezone.now())
