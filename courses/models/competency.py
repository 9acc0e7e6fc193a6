"""Competencies: what a lesson teaches and a question assesses, in the words of published frameworks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Framework(models.Model):
    """A published set of competencies, for example UNESCO's for students."""

    key = models.SlugField(_("key"), unique=True, help_text=_("Short and stable, for example unesco-ai-cfs-2024."))
    name = models.CharField(_("name"), max_length=200)
    version = models.CharField(_("version"), max_length=40, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    url = models.URLField(_("address of the document"), blank=True)
    note = models.TextField(_("licence and notes"), blank=True)

    class Meta:
        verbose_name = _("competency framework")
        verbose_name_plural = _("competency frameworks")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class Competency(models.Model):
    """One competency of a framework."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="competencies")
    code = models.CharField(_("code"), max_length=40, help_text=_("Our short code, for example HCM1."))
    name = models.CharField(_("name"), max_length=200)
    aspect = models.CharField(_("aspect or area"), max_length=200, blank=True)
    level = models.CharField(_("level"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering = ["framework__key", "code"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="one_code_per_framework")]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"

    @property
    def tag(self) -> str:
        """`framework-key/CODE`, as manuscripts and versions write it. Costs a query unless the framework is loaded."""
        return f"{self.framework.key}/{self.code}"
