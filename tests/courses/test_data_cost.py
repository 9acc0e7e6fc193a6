"""What data costs: only where somebody has said the price, its day and its source; never a guess."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from courses.media.data_cost import costs_of, country_name
from courses.models import DataPrice
from tests.cast import Member

pytestmark = pytest.mark.django_db

A_DAY = date(2026, 11, 1)


def price(country: str = "KE", currency: str = "KES", **changed: Any) -> DataPrice:
    fields = {"price": Decimal(500), "checked_on": A_DAY, "source": "The regulator", **changed}
    return DataPrice(country=country, currency=currency, **fields)


def test_none_are_shipped() -> None:
    assert not DataPrice.objects.exists()


def test_a_cost_has_its_country_its_day_and_its_source() -> None:
    with translation.override("en"):
        cost = costs_of(800_000, [price()])[0]
    assert (cost["country"], cost["amount"], cost["source"]) == ("Kenya", "about 0.40 KES", "The regulator")
    assert "2026" in cost["checked_on"]


@pytest.mark.parametrize(
    ("size", "of_a_gigabyte", "amount"),
    [
        (12_000, 500, "less than 0.01 KES"),
        (20_000, 500, "about 0.01 KES"),
        (800_000, 3000, "about 2.40 KES"),
        (8_000_000, 3000, "about 24 KES"),
        (8_000_000, 0, "less than 0.01 KES"),
    ],
)
def test_an_amount_is_no_finer_than_it_can_be(size: int, of_a_gigabyte: int, amount: str) -> None:
    with translation.override("en"):
        assert costs_of(size, [price(price=Decimal(of_a_gigabyte))])[0]["amount"] == amount


def test_without_a_size_or_a_price_nothing_is_said() -> None:
    assert costs_of(0, [price()]) == costs_of(800_000, []) == []


@pytest.mark.parametrize(
    ("code", "name"), [("en", "Kenya"), ("ar", "كينيا"), ("sw", "Kenya"), ("ha", "Kenya"), ("am", "ኬንያ"), ("hi", "केन्या")]
)
def test_a_country_is_named_in_the_language_of_the_page(code: str, name: str) -> None:
    with translation.override(code):
        assert country_name("KE") == name
        assert country_name("QQ") == "QQ"


def test_old_prices_prices_of_the_future_and_those_nobody_stands_for_are_not_trusted() -> None:
    today = timezone.localdate()
    for country, fields in {
        "KE": {"checked_on": today},
        "UG": {"checked_on": today - timedelta(days=731)},
        "TZ": {"checked_on": today + timedelta(days=1)},
        "RW": {"checked_on": today, "source": ""},
    }.items():
        price(country, **fields).save()
    assert [row.country for row in DataPrice.objects.trusted(at=today)] == ["KE"]


@pytest.mark.parametrize(
    "wrong",
    [{"country": "ke"}, {"country": "KEN"}, {"currency": "shilling"}, {"price": Decimal(-1)}, {"source": ""}, {"checked_on": None}],
)
def test_a_price_needs_everything(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        price(**wrong).full_clean()


def test_trainers_write_prices_in_the_cms(trainer: Member) -> None:
    form = {"country": "KE", "currency": "KES", "price": "500", "checked_on": "2026-11-01", "source": "The regulator"}
    assert trainer.client.post("/cms/snippets/courses/dataprice/add/", form).status_code == 302
    assert str(DataPrice.objects.get()) == "KE: 500.00 KES"
