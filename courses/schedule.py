"""Scheduled publishing that survives an unready page.

Wagtail's own command stops at the first page that cannot be published and loses that page's schedule. Here the good ones go
live, the refused one keeps its schedule and is tried again, and its owner finds the reason in the log and in the editor.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

log = logging.getLogger(__name__)


def publish_scheduled(*, at: datetime | None = None) -> tuple[int, int, int]:
    """Expires, then publishes what is due. Returns how many were expired, published and refused."""
    now = at or timezone.now()
    expired = 0
    for page in Page.objects.live().filter(expire_at__lt=now):
        with transaction.atomic():
            page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        expired += 1
    published = refused = 0
    for revision in Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at"):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
            published += 1
        except ValidationError as error:
            refused += 1
            log.warning("A scheduled page is not ready: %s", " ".join(error.messages), extra={"kind": "schedule"})
        except Exception:
            # Whatever is broken in one page must not keep the others from going live.
            refused += 1
            log.exception("A scheduled page could not be published.", extra={"kind": "schedule"})
    return expired, published, refused
