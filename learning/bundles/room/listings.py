"""The board of needs and offers: institutions write, administrators look first, partners of active institutions read.

A listing is plain text about an institution, never about a learner. Its last day hides it; a month later it is deleted, and so is
what was refused, taken down or withdrawn three months after.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.bundles.room.errors import ListingRefused, NoSuchListing
from learning.bundles.room.listing_words import ListingFacts, checked_facts, checked_reason
from learning.bundles.room.models import Listing, ListingReport, ListingStatus
from learning.cohorts import institutions_managed_by
from learning.errors import NotForYou
from learning.models import Institution, Person
from learning.staff_log import note_action

MOST_OPEN: Final = 10  # of one institution, waiting or shown
KEPT_AFTER_ITS_DAY: Final = timedelta(days=30)
KEPT_AFTER_ITS_END: Final = timedelta(days=90)


# --- who sees what --------------------------------------------------------------------------------------------------------


def houses_on_the_board(person: Person) -> list[Institution]:
    """The institutions for which somebody reads and writes. Raises `NotForYou` for who looks after none. One query."""
    houses = list(institutions_managed_by(person))
    if not houses and not person.is_superuser:
        raise NotForYou(_("The board is for those who look after a partner institution. Your classes are in the list of classes."))
    return houses


def seen_by_all(at: date) -> Q:
    """What every partner may read."""
    return Q(status=ListingStatus.SHOWN, shown_until__gte=at, institution__is_active=True)


def on_the_board(*, at: date) -> QuerySet[Listing]:
    """All of it, the newest first."""
    return Listing.objects.filter(seen_by_all(at)).select_related("institution")


def own_listings(houses: list[Institution]) -> QuerySet[Listing]:
    """What institutions wrote themselves, in whatever state."""
    return Listing.objects.filter(institution__in=houses).select_related("institution")


def listing_for(person: Person, uuid: UUID, *, at: date) -> Listing:
    """A listing that somebody may read: on the board, or their institution's own. Raises `NoSuchListing`, `NotForYou`."""
    houses = houses_on_the_board(person)
    rows = Listing.objects.all() if person.is_superuser else Listing.objects.filter(seen_by_all(at) | Q(institution__in=houses))
    listing = rows.filter(uuid=uuid).select_related("institution").first()
    if listing is None:
        raise NoSuchListing(_("This listing is not on the board, or no longer. Open the board to see what is there."))
    return listing


def to_look_at(*, at: date) -> QuerySet[Listing]:
    """What waits for an administrator: new listings, and shown ones that were reported. The oldest first."""
    open_reports = Count("reports", filter=Q(reports__settled_at=None))
    rows = Listing.objects.annotate(open_reports=open_reports).filter(shown_until__gte=at)
    waiting = rows.filter(Q(status=ListingStatus.WAITING) | Q(status=ListingStatus.SHOWN, open_reports__gt=0))
    return waiting.select_related("institution", "written_by").order_by("written_at", "pk")


# --- what institutions do -------------------------------------------------------------------------------------------------


@transaction.atomic
def post_listing(*, actor: Person, institution: Institution, facts: ListingFacts, today: date) -> Listing:
    """Writes a listing, which then waits for an administrator. Raises `ListingRefused`."""
    checked = checked_facts(facts, today=today)
    # The institution's row is held, so that two posts at once cannot both be the tenth.
    held = Institution.objects.select_for_update().get(pk=institution.pk)
    mine = Listing.objects.filter(institution=held, shown_until__gte=today)
    if mine.filter(status__in=[ListingStatus.WAITING, ListingStatus.SHOWN]).count() >= MOST_OPEN:
        raise ListingRefused(
            _("Your institution has %(most)s listings already. Withdraw one that is no longer needed.") % {"most": MOST_OPEN}
        )
    said = asdict(checked) | {"languages": list(checked.languages)}
    listing = Listing.objects.create(institution=held, written_by=actor, **said)
    note_action("post_listing", actor=actor, institution=held, detail=listing.title)
    return listing


@transaction.atomic
def withdraw_listing(*, actor: Person, listing: Listing) -> None:
    """The institution takes its listing back; nobody else sees it any more. Raises `ListingRefused` when it is over already."""
    decided(listing, actor=actor, status=ListingStatus.WITHDRAWN, among=(ListingStatus.WAITING, ListingStatus.SHOWN))
    note_action("withdraw_listing", actor=actor, institution=listing.institution, detail=listing.title)


@transaction.atomic
def report_listing(*, actor: Person, institution: Institution | None, listing: Listing, reason: str) -> ListingReport:
    """Tells administrators that something is wrong with a listing; it stays until they have looked. Raises `ListingRefused`.

    One report of an institution at a time: a second one before the first was looked at is refused.
    """
    words = checked_reason(reason)
    try:
        with transaction.atomic():
            report = ListingReport.objects.create(listing=listing, institution=institution, reported_by=actor, reason=words)
    except IntegrityError as error:
        raise ListingRefused(_("Your institution has reported this listing already. An administrator will look at it.")) from error
    note_action("report_listing", actor=actor, institution=institution, detail=listing.title)
    return report


# --- what administrators do -----------------------------------------------------------------------------------------------


@transaction.atomic
def approve_listing(*, actor: Person, listing: Listing) -> None:
    """Puts a listing that waits on the board. Raises `ListingRefused` when it no longer waits."""
    only_administrators(actor)
    decided(listing, actor=actor, status=ListingStatus.SHOWN, among=(ListingStatus.WAITING,))
    note_action("approve_listing", actor=actor, institution=listing.institution, detail=listing.title)


@transaction.atomic
def refuse_listing(*, actor: Person, listing: Listing, reason: str) -> None:
    """Does not put a listing on the board; its institution reads why. Raises `ListingRefused`."""
    only_administrators(actor)
    words = checked_reason(reason)
    decided(listing, actor=actor, status=ListingStatus.REFUSED, among=(ListingStatus.WAITING,), reason=words)
    note_action("refuse_listing", actor=actor, institution=listing.institution, detail=listing.title)


@transaction.atomic
def take_down_listing(*, actor: Person, listing: Listing, reason: str) -> None:
    """Takes a listing from the board; its institution reads why, and reports about it are settled. Raises `ListingRefused`."""
    only_administrators(actor)
    words = checked_reason(reason)
    decided(listing, actor=actor, status=ListingStatus.TAKEN_DOWN, among=(ListingStatus.SHOWN,), reason=words)
    listing.reports.filter(settled_at=None).update(settled_at=timezone.now())
    note_action("take_down_listing", actor=actor, institution=listing.institution, detail=listing.title)


@transaction.atomic
def settle_reports(*, actor: Person, listing: Listing) -> None:
    """The listing stays: its reports were looked at."""
    only_administrators(actor)
    listing.reports.filter(settled_at=None).update(settled_at=timezone.now())
    note_action("settle_listing_reports", actor=actor, institution=listing.institution, detail=listing.title)


def only_administrators(actor: Person) -> None:
    """Raises `NotForYou` for anybody else."""
    if not (actor.is_active and actor.is_superuser):
        raise NotForYou(_("Administrators look at listings. Open the board to see what is there."))


def decided(listing: Listing, *, actor: Person, status: str, among: tuple[str, ...], reason: str = "") -> None:
    """Moves a listing on by one atomic UPDATE: of two who decide at once the second is refused. Raises `ListingRefused`."""
    rows = Listing.objects.filter(pk=listing.pk, status__in=among)
    if not rows.update(status=status, decided_by=actor, decided_at=timezone.now(), reason=reason):
        raise ListingRefused(_("Somebody has decided about this listing already. Look at the board again."))
    listing.refresh_from_db()


# --- the end --------------------------------------------------------------------------------------------------------------


def drop_old_listings(*, at: datetime) -> int:
    """Deletes listings whose time is long over; returns how many. Run daily by the clock."""
    past = Q(shown_until__lt=timezone.localdate(at) - KEPT_AFTER_ITS_DAY)
    ended = Q(
        status__in=[ListingStatus.REFUSED, ListingStatus.TAKEN_DOWN, ListingStatus.WITHDRAWN],
        decided_at__lt=at - KEPT_AFTER_ITS_END,
    )
    old = Listing.objects.filter(past | ended)
    count = old.count()
    old.delete()
    return count
