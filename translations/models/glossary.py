"""Terms: what a word is called in another language, or that it stays as it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class GlossaryTerm(models.Model):
    """One term of one language pair."""

    source_language = models.CharField(_("from"), max_length=12, default="en")
    language = models.CharField(_("into"), max_length=12)
    term = models.CharField(_("term"), max_length=120)
    translation = models.CharField(_("translation"), max_length=120, blank=True)
    is_kept = models.BooleanField(_("do not translate"), default=False)
    note = models.CharField(_("note"), max_length=400, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["language", "term"]
        constraints = [
            models.UniqueConstraint("source_language", "language", Lower("term"), name="one_row_per_term_and_pair"),
            models.CheckConstraint(
                condition=Q(is_kept=True, translation="") | (Q(is_kept=False) & ~Q(translation="")),
                name="a_term_is_translated_or_kept",
            ),
        ]

    def __str__(self) -> str:
        return self.term
