"""The log of what staff did to learners and classes: reset a PIN, made codes, took an export. Added to, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.models.cohort import Cohort
from learning.models.institution import Institution


class StaffAction(models.Model):
    """Who did what to whom, and when. Learners stand here by their number in the class, not by their code."""

    at = models.DateTimeField(default=timezone.now, db_default=Now())
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=40)  # a verb_object, as the functions are called: "reset_pin", "make_learners"
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, null=True, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.SET_NULL, null=True, related_name="actions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("action of staff")
        verbose_name_plural = _("actions of staff")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["cohort", "-at"], name="actions_of_a_class")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} · {self.action}"
