"""Rows of the partner's room for tests that need one and do not ask how it came."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from learning.bundles.room.models import Listing, ListingStatus, Subscription
from learning.bundles.selections import keep_selection
from learning.bundles.sources import Wanted
from learning.models import Institution


def make_choice(institution: Institution, course_key: UUID) -> Subscription:
    """The course in English, not asked for."""
    return Subscription.objects.create(institution=institution, selection=keep_selection(Wanted(course_key, "en")), formats=["zip"])


def make_listing(institution: Institution) -> Listing:
    """A need on the board."""
    return Listing.objects.create(
        institution=institution,
        kind="need",
        topic="devices",
        title="Twelve phones",
        text="For a circle.",
        contact="office@library.example",
        shown_until=timezone.localdate(),
        status=ListingStatus.SHOWN,
    )
