"""The public halves of the keys that certificates and bundles are signed with. The secret halves are files outside the database."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.models.institution import Institution


class SigningKey(models.Model):
    """An Ed25519 key. It is never deleted: what it signed is checked with it for ever."""

    name = models.CharField(max_length=20, unique=True, help_text=_("The part of its address behind the #, such as 2026-kfmw."))
    # The house signs with its own; an institution that signs beside it has one too.
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="signing_keys")
    public_key = models.CharField(max_length=60, unique=True, help_text=_("As a Multikey: z6Mk…"))
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    retired_at = models.DateTimeField(null=True, blank=True, help_text=_("Since when it signs no more."))
    leaked_at = models.DateTimeField(null=True, blank=True, help_text=_("Since when somebody else may have signed with it."))

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("institution", 0), condition=models.Q(retired_at=None), name="one_key_signs_for_each_issuer"
            )
        ]

    def __str__(self) -> str:
        return self.name
