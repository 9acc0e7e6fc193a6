"""What some bytes cost in each country whose price is known, as a page says it: an amount, its day and its source."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.models import DataPrice

GIGABYTE: Final = 1_000_000_000
CENT: Final = Decimal("0.01")


def costs_of(size: int, prices: Iterable[DataPrice]) -> list[dict[str, Any]]:
    """The cost of `size` bytes by country, in the active language, in the order of the countries' codes."""
    return [
        {
            "country": country_name(price.country),
            "amount": amount(price.price * size / GIGABYTE, price.currency),
            "checked_on": date_format(price.checked_on, "DATE_FORMAT"),
            "source": price.source,
        }
        for price in (prices if size else ())
    ]


def amount(money: Decimal, currency: str) -> str:
    """ "about 0.40 KES"; whole units from ten on, and no more than that it is little below a hundredth."""
    if money < CENT:
        return _("less than %(amount)s %(currency)s") % {"amount": number_format(CENT, 2), "currency": currency}
    rounded = number_format(money, 2 if money < 10 else 0)
    return _("about %(amount)s %(currency)s") % {"amount": rounded, "currency": currency}


def country_name(code: str) -> str:
    """A country's name in the active language; its code where we do not know it."""
    try:
        return str(Locale.parse(get_language() or "en", sep="-").territories.get(code, code))
    except UnknownLocaleError:
        return code
