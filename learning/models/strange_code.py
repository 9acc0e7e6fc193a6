"""Wrong tries of codes that nobody has. They wait as those of real codes do, so that no wait tells which codes exist."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StrangeCode(models.Model):
    """A code that was tried and is nobody's, as a keyed digest. Goes two days after the last try (`learning.retention`)."""

    digest = models.CharField(max_length=64, unique=True)
    pin_failures = models.PositiveSmallIntegerField(default=0)
    pin_locked_until = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tried code that nobody has")
        verbose_name_plural = _("tried codes that nobody has")

    def __str__(self) -> str:
        return f"{self.digest[:8]}: {self.pin_failures}"
