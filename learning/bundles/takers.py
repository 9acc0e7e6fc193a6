"""Who takes bundles, where it is an institution that has a token: the tokens, and what was downloaded with them.

Of everybody else nothing is kept: no row, no network, no browser. Actions stand in `tokens.py` and `downloads.py`.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    """A word by which an institution's machines say whose they are. The word itself is shown once and kept nowhere."""

    institution = models.ForeignKey("learning.Institution", on_delete=models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 of the token; it is too long to be guessed."))
    hint = models.CharField(max_length=8, help_text=_("Its last four signs, by which people tell tokens apart."))
    note = models.CharField(max_length=100, help_text=_("Which machine has it."))
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.institution} · …{self.hint}"


class Download(models.Model):
    """A file that an institution's machine takes, in as many pieces as its line allows."""

    institution = models.ForeignKey("learning.Institution", on_delete=models.CASCADE, related_name="downloads")
    bundle = models.ForeignKey("bundles.Bundle", on_delete=models.CASCADE, related_name="downloads")
    begun_at = models.DateTimeField(default=timezone.now, db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True, help_text=_("When its last byte was sent."))
    bytes = models.PositiveBigIntegerField(default=0, help_text=_("How much of the file was sent so far."))
    pieces = models.PositiveIntegerField(
        default=0, help_text=_("In how many requests: more than one means that it was taken up again.")
    )

    class Meta:
        verbose_name = _("download")
        ordering = ["-begun_at", "-pk"]
        indexes = [models.Index(fields=["institution", "bundle", "-begun_at"], name="download_of_institution")]

    def __str__(self) -> str:
        return f"{self.institution} · {self.bundle}"


class StoredBundle(models.Model):
    """A bundle's file that lies in the object storage too."""

    bundle = models.OneToOneField("bundles.Bundle", on_delete=models.CASCADE, related_name="stored")
    stored_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("stored bundle")

    def __str__(self) -> str:
        return str(self.bundle)
