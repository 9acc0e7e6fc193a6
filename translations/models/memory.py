"""Translation memory: a sentence, its translation, and where it came from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MemoryUnit(models.Model):
    """One pair of sentences. Written by `translations.memory` and `translations.exchange.tmx` only."""

    source_language = models.CharField(max_length=12)
    language = models.CharField(max_length=12)
    # As the desk keeps a sentence: HTML of a few inline tags, attributes taken out.
    source = models.TextField()
    target = models.TextField()
    source_hash = models.CharField(max_length=64, help_text="SHA-256 of the source sentence.")
    target_hash = models.CharField(max_length=64)
    length = models.PositiveIntegerField(help_text="Characters of the source: near matches have near lengths.")
    origin = models.CharField(max_length=255, help_text="For people: the page, or the file it came with.")
    page_key = models.UUIDField(null=True, blank=True)
    licence = models.CharField(max_length=40, blank=True)
    is_cc0 = models.BooleanField(_("released CC0"), default=False)
    is_approved = models.BooleanField(default=False, help_text="A second person has approved it.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("remembered sentence")
        verbose_name_plural = _("remembered sentences")
        constraints = [
            models.UniqueConstraint(
                fields=["source_language", "language", "source_hash", "target_hash"], name="each_pair_is_remembered_once"
            )
        ]
        indexes = [
            models.Index(fields=["language", "source_hash"], name="memory_exact"),
            models.Index(fields=["language", "source_language", "length"], name="memory_near"),
        ]

    def __str__(self) -> str:
        return self.source[:80]
