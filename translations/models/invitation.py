"""Invitations: a link that makes an account for one language and one role, once."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeskRole(models.TextChoices):
    """What somebody may do on the desk of a language."""

    TRANSLATOR = "translator", _("translator")
    REVIEWER = "reviewer", _("reviewer")


class Invitation(models.Model):
    """An open or used invitation. The link's secret is not kept, only its SHA-256."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=12)
    role = models.CharField(_("role"), max_length=10, choices=DeskRole.choices, default=DeskRole.TRANSLATOR)
    note = models.CharField(_("for whom"), max_length=120, blank=True, help_text=_("For your own list; it is not shown to them."))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.language}"
