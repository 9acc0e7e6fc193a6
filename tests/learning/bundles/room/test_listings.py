"""Listings from writing to deleting: who may do what, once each, and every step in the log."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from learning.bundles.room.errors import ListingRefused, NoSuchListing
from learning.bundles.room.listings import (
    KEPT_AFTER_ITS_DAY,
    KEPT_AFTER_ITS_END,
    MOST_OPEN,
    approve_listing,
    drop_old_listings,
    listing_for,
    on_the_board,
    post_listing,
    refuse_listing,
    report_listing,
    settle_reports,
    take_down_listing,
    to_look_at,
    withdraw_listing,
)
from learning.bundles.room.models import Listing, ListingStatus
from learning.errors import NotForYou
from learning.models import Institution, Person, StaffAction
from tests.cast import Member
from tests.learning.bundles.room.conftest import Post, facts_of

pytestmark = pytest.mark.django_db


def of(member: Member) -> Person:
    assert member.person is not None
    return member.person


def test_a_listing_waits_until_an_administrator_accepts_it(post: Post, administrator: Member, today: date) -> None:
    listing = post(waits=True)
    assert not on_the_board(at=today).exists()
    assert list(to_look_at(at=today)) == [listing]
    approve_listing(actor=of(administrator), listing=listing)
    assert list(on_the_board(at=today)) == [listing]
    assert not to_look_at(at=today).exists()
    assert {row.action for row in StaffAction.objects.all()} == {"post_listing", "approve_listing"}


def test_a_partner_reads_why_a_listing_was_refused_and_nobody_else_sees_it(
    post: Post, partner: Member, other_partner: Member, administrator: Member, today: date
) -> None:
    listing = post(waits=True)
    refuse_listing(actor=of(administrator), listing=listing, reason="Say how many.")
    assert listing_for(of(partner), listing.uuid, at=today).reason == "Say how many."
    with pytest.raises(NoSuchListing):
        listing_for(of(other_partner), listing.uuid, at=today)


def test_two_decisions_about_a_listing_are_one(post: Post, administrator: Member) -> None:
    listing = post(waits=True)
    approve_listing(actor=of(administrator), listing=listing)
    with pytest.raises(ListingRefused):
        refuse_listing(actor=of(administrator), listing=listing, reason="No.")
    assert Listing.objects.get().status == ListingStatus.SHOWN


@pytest.mark.parametrize("who", ["partner", "facilitator", "trainer"])
def test_only_administrators_decide(post: Post, who: str, request: pytest.FixtureRequest) -> None:
    listing, person = post(waits=True), of(request.getfixturevalue(who))
    for act in (lambda: approve_listing(actor=person, listing=listing), lambda: settle_reports(actor=person, listing=listing)):
        with pytest.raises(NotForYou):
            act()
    assert Listing.objects.get().status == ListingStatus.WAITING


def test_a_reported_listing_stays_until_it_is_taken_down(
    post: Post, other_partner: Member, administrator: Member, today: date
) -> None:
    listing, house = post(), Institution.objects.get(name="Other library")
    report_listing(actor=of(other_partner), institution=house, listing=listing, reason="It asks for money.")
    with pytest.raises(ListingRefused, match="already"):
        report_listing(actor=of(other_partner), institution=house, listing=listing, reason="Again.")
    assert list(on_the_board(at=today)) == list(to_look_at(at=today)) == [listing]
    take_down_listing(actor=of(administrator), listing=listing, reason="No asking for money.")
    assert not on_the_board(at=today).exists()
    assert not to_look_at(at=today).exists()


def test_a_report_that_is_settled_leaves_the_listing_where_it_is(
    post: Post, other_partner: Member, administrator: Member, today: date
) -> None:
    listing, house = post(), Institution.objects.get(name="Other library")
    report_listing(actor=of(other_partner), institution=house, listing=listing, reason="Old.")
    settle_reports(actor=of(administrator), listing=listing)
    assert list(on_the_board(at=today)) == [listing]
    assert not to_look_at(at=today).exists()
    report_listing(actor=of(other_partner), institution=house, listing=listing, reason="Really.")
    assert list(to_look_at(at=today)) == [listing]


def test_an_institution_has_so_many_listings_and_no_more(post: Post, partner: Member, library: Institution, today: date) -> None:
    first = post()
    for _more in range(MOST_OPEN - 1):
        post(waits=True)
    with pytest.raises(ListingRefused, match=str(MOST_OPEN)):
        post()
    withdraw_listing(actor=of(partner), listing=first)
    assert post_listing(actor=of(partner), institution=library, facts=facts_of(), today=today)


def test_the_last_day_hides_a_listing_and_a_month_later_it_is_gone(post: Post, today: date) -> None:
    listing = post(shown_until=today)
    tomorrow = today + timedelta(days=1)
    assert on_the_board(at=today).exists()
    assert not on_the_board(at=tomorrow).exists()
    assert drop_old_listings(at=timezone.now() + KEPT_AFTER_ITS_DAY) == 0
    assert drop_old_listings(at=timezone.now() + KEPT_AFTER_ITS_DAY + timedelta(days=1)) == 1
    assert not Listing.objects.filter(pk=listing.pk).exists()


def test_what_was_withdrawn_goes_after_three_months(post: Post, partner: Member, today: date) -> None:
    listing, _stays = post(shown_until=today + timedelta(days=300)), post(shown_until=today + timedelta(days=300))
    withdraw_listing(actor=of(partner), listing=listing)
    assert drop_old_listings(at=timezone.now() + KEPT_AFTER_ITS_END - timedelta(hours=1)) == 0
    assert drop_old_listings(at=timezone.now() + KEPT_AFTER_ITS_END + timedelta(hours=1)) == 1
    assert Listing.objects.count() == 1


def test_listings_of_an_institution_that_is_no_longer_active_are_not_shown(post: Post, library: Institution, today: date) -> None:
    post()
    Institution.objects.filter(pk=library.pk).update(is_active=False)
    assert not on_the_board(at=today).exists()
