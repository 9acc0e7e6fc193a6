"""What a machine last drafted of a page or a course: who asked, how much came of it, what it could not do."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MachineRun(models.Model):
    """One row per subject of the job `machine_draft`, begun anew each time somebody asks."""

    subject = models.CharField(max_length=60, unique=True, help_text=_("As the job says it: translation, or course/language."))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    speaks = models.CharField(max_length=12, default="en", help_text=_("The language of the sentences for the one who asked."))
    wanted = models.PositiveIntegerField(default=0, help_text=_("How many sentences were empty."))
    drafted = models.PositiveIntegerField(default=0)
    left = models.JSONField(default=list, blank=True, help_text=_("What stays empty: translation, segment, words, why."))

    class Meta:
        verbose_name = _("run of a machine")
        verbose_name_plural = _("runs of a machine")

    def __str__(self) -> str:
        return self.subject

    @property
    def percent(self) -> int:
        """How much was looked at, of 100."""
        return min(100, 100 * (self.drafted + len(self.left)) // self.wanted) if self.wanted else 100
