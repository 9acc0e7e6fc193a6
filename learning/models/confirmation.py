"""That a facilitator stands up for an answer which a learner reported: the answer stays as it is, this row says who does."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.models.attempt import Attempt


class Confirmation(models.Model):
    """Somebody who leads the learner's class confirms an answer."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="confirmation")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("confirmed answer")
        verbose_name_plural = _("confirmed answers")

    def __str__(self) -> str:
        return f"{self.attempt_id}"
