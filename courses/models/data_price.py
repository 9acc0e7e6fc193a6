"""What a gigabyte costs in a country: said by staff with its day and source, shown to learners before they tap."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# After this long a price says too little about today.
PRICE_LASTS: Final = timedelta(days=730)


class DataPriceQuerySet(models.QuerySet["DataPrice"]):
    """Questions about prices."""

    def trusted(self, *, at: date) -> DataPriceQuerySet:
        """Those with a source and a day of the last two years."""
        return self.filter(checked_on__gt=at - PRICE_LASTS, checked_on__lte=at).exclude(source="")


class DataPrice(models.Model):
    """The price of one gigabyte in one country. None are shipped: prices are found out, never guessed."""

    country = models.CharField(
        _("country"),
        max_length=2,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2}\Z", _("Write two capital letters, for example KE."))],
        help_text=_("Two capital letters (ISO 3166)."),
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Write three capital letters, for example KES."))],
        help_text=_("Three capital letters (ISO 4217)."),
    )
    price = models.DecimalField(
        _("price of 1 GB"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text=_("What somebody with a small bundle pays, not the cheapest offer."),
    )
    checked_on = models.DateField(_("day of the price"), help_text=_("Prices older than two years are no longer shown."))
    source = models.CharField(_("source"), max_length=120, help_text=_("Who says so, in words that learners can read."))

    objects = DataPriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("data price")
        verbose_name_plural = _("data prices")
        ordering = ["country"]

    def __str__(self) -> str:
        return f"{self.country}: {self.price} {self.currency}"
