"""Helplines by country: who to call, shown on sensitive lessons only while a person has checked them lately."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

# After this long without a check a number is hidden: a dead number is worse than none.
CHECK_LASTS: Final = timedelta(days=182)


class HelplineQuerySet(models.QuerySet["Helpline"]):
    """Questions about helplines."""

    def trusted(self, *, at: date) -> HelplineQuerySet:
        """Those a person has checked within the last six months."""
        return self.filter(last_checked__gt=at - CHECK_LASTS, last_checked__lte=at)


class Helpline(models.Model):
    """A helpline in one country, or everywhere."""

    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two capital letters (ISO 3166), empty for everywhere.")
    )
    language = models.CharField(
        _("language of these words"), max_length=12, blank=True, help_text=_("Such as sw. Empty: shown on pages of every language.")
    )
    name = models.CharField(_("name"), max_length=200)
    contact = models.CharField(_("number or address"), max_length=200, help_text=_("As people dial or type it."))
    hours = models.CharField(_("hours"), max_length=120, blank=True)
    cost = models.CharField(_("cost of a call"), max_length=120, blank=True)
    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    last_checked = models.DateField(
        _("last checked"),
        null=True,
        blank=True,
        help_text=_("The day a person dialled it or asked. Hidden from learners when empty or older than six months."),
    )

    objects = HelplineQuerySet.as_manager()

    class Meta:
        verbose_name = _("helpline")
        verbose_name_plural = _("helplines")
        ordering = ["country", "name"]
        constraints = [models.UniqueConstraint(fields=["country", "name", "language"], name="one_helpline_per_language")]

    def __str__(self) -> str:
        return f"{self.country or '–'} · {self.name}"
