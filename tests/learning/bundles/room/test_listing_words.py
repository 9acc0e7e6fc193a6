"""The words of a listing: plain, short, and nothing by which a learner could be found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from learning.bundles.room.errors import ListingRefused
from learning.bundles.room.listing_words import checked_facts, has_code
from learning.codes import new_code, shown_code
from tests.learning.bundles.room.conftest import facts_of


@pytest.mark.parametrize("shape", ["{}", "code {}.", "Ask for all need {} please", "a\n{}\nb"])
def test_a_learner_code_is_found_however_it_is_written(shape: str) -> None:
    for code in (new_code() for _try in range(50)):
        for written in (code, shown_code(code), f"{code[:4]} {code[4:]}"):
            assert has_code(shape.format(written)), written
        assert has_code(shape.format(code.lower())) == any(sign.isdigit() for sign in code), code


def test_words_of_eight_letters_are_words() -> None:
    for words in (
        "training for teachers",
        "We need help with long-term plans for everyone.",
        "نحتاج إلى هواتف",
        "12 phones in 2027",
    ):
        assert not has_code(words)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "gift"}, "kind"),
        ({"topic": "gossip"}, "kind"),
        ({"title": " \u200e "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"text": ""}, "text"),
        ({"text": "x" * 1001}, "text"),
        ({"text": "Write to amina@school.example"}, "text"),
        ({"text": "See https://example.org/form"}, "text"),
        ({"text": "Call +254 712 345 678"}, "text"),
        ({"region": "x" * 121}, "region"),
        ({"contact": ""}, "contact"),
        ({"contact": "ask Amina"}, "contact"),
        ({"languages": ("en", "xx")}, "languages"),
        ({"country": "XX"}, "country"),
    ],
)
def test_what_does_not_belong_on_the_board_is_refused(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ListingRefused) as refused:
        checked_facts(facts_of(**changed), today=timezone.localdate())
    assert refused.value.field == field
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("days", [-1, 366])
def test_neither_a_day_gone_by_nor_one_after_a_year_is_taken(days: int) -> None:
    """The day is looked up here, once: one of the hour when tests were gathered may be yesterday by now."""
    today = timezone.localdate()
    with pytest.raises(ListingRefused) as refused:
        checked_facts(facts_of(shown_until=today + timedelta(days=days)), today=today)
    assert refused.value.field == "shown_until"
    assert str(refused.value).endswith(".")


def test_words_are_kept_plain() -> None:
    facts = facts_of(title="Twelve \u202e phones\n", text=" One.\n\n\n\nTwo. \t<b>\n", languages=("sw", "en"))
    kept = checked_facts(facts, today=timezone.localdate())
    assert (kept.title, kept.text, kept.languages) == ("Twelve phones", "One.\n\nTwo. <b>", ("en", "sw"))
    assert checked_facts(kept, today=timezone.localdate()) == kept


@pytest.mark.parametrize("contact", ["office@library.example", "+254 20 123 456", "library.example/contact"])
def test_a_contact_names_a_way(contact: str) -> None:
    assert checked_facts(facts_of(contact=contact), today=timezone.localdate()).contact == contact
