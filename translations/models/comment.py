"""What translators, reviewers and trainers say to each other about one sentence."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SegmentComment(models.Model):
    """A comment on a sentence of a translation. It stays with the sentence's place when the sentence is reworded."""

    translation = models.ForeignKey("wagtail_localize.Translation", models.CASCADE, related_name="comments")
    context = models.ForeignKey("wagtail_localize.TranslationContext", models.CASCADE, related_name="+")
    about = models.TextField(help_text="The source sentence when the comment was written.")
    text = models.TextField(_("comment"), max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("comment on a sentence")
        verbose_name_plural = _("comments on sentences")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
