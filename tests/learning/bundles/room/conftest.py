"""What tests of the partner's room share: two institutions, and listings of theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from learning.bundles.room.listing_words import ListingFacts
from learning.bundles.room.listings import approve_listing, post_listing
from learning.bundles.room.models import Listing
from learning.models import Institution, StaffRole
from tests.cast import Member, of_an_institution


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def library(partner: Member) -> Institution:
    """The partner's institution."""
    return Institution.objects.get(name="Library")


@pytest.fixture
def other_partner(db: None) -> Member:
    """Who looks after another institution."""
    return of_an_institution("other-partner", "Other library", StaffRole.PARTNER)


def facts_of(**changed: Any) -> ListingFacts:
    """A listing that may stand on the board."""
    said = {
        "kind": "need",
        "topic": "devices",
        "title": "Twelve phones",
        "text": "For a circle of women.\n\nUntil May.",
        "contact": "office@library.example",
        "shown_until": timezone.localdate() + timedelta(days=30),
    }
    return ListingFacts(**{**said, **changed})


Post = Callable[..., Listing]


@pytest.fixture
def post(partner: Member, administrator: Member, library: Institution, today: date) -> Post:
    """Writes a listing for the partner's institution; on the board unless it is to wait."""

    def posted(*, waits: bool = False, **changed: Any) -> Listing:
        assert partner.person is not None
        assert administrator.person is not None
        listing = post_listing(actor=partner.person, institution=library, facts=facts_of(**changed), today=today)
        if not waits:
            approve_listing(actor=administrator.person, listing=listing)
        return listing

    return posted
