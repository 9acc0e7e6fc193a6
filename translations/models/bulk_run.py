"""Work on many translations that takes too long for a page: what was ordered, and what came of each."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BulkAction(models.TextChoices):
    """What can be done with many pages at once. The order is that of the work."""

    SEND = "send", _("Send to translation")
    SYNC = "sync", _("Re-sync with the source")
    FILL = "fill", _("Fill from the translation memory")
    ASSIGN = "assign", _("Assign translator and reviewer")
    SUBMIT = "submit", _("Send to review")
    APPROVE = "approve", _("Approve")
    PUBLISH = "publish", _("Publish")
    PUBLISH_BOTH = "publish_both", _("Publish source and translation together")
    RELEASE = "release", _("Publish without review")


class BulkRun(models.Model):
    """One order. A job does it (`courses.jobs`); the actions stand in `translations/bulk.py`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    action = models.CharField(max_length=12, choices=BulkAction.choices)
    # {"places": [[page key, language, title], …], "people": {language: [translator, reviewer]}, "tongue": the sentences' language}
    order = models.JSONField()
    # [[title, language, whether it was done, sentence], …] in the order of the places.
    outcomes = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("work on many translations")
        verbose_name_plural = _("works on many translations")
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} ({len(self.order['places'])})"

    @property
    def percent(self) -> int:
        """How much is done, of 100."""
        return 100 * len(self.outcomes) // max(len(self.order["places"]), 1)
