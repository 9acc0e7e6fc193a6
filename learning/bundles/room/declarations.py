"""What the partner's room keeps: what institutions chose, what their machines have, and the board. Of learners nothing."""

from __future__ import annotations

from typing import Final

from courses.declared import STAFF, Declared

ROW: Final = "the row"


def about_institutions(purpose: str, life: str, **fields: str) -> Declared:
    """A model about institutions and their staff."""
    return Declared(STAFF, purpose, life, {"id": ROW, **fields})


DECLARED: Final[dict[str, Declared]] = {
    "bundles.Subscription": about_institutions(
        "What an institution chose to take: courses, languages, tier and forms.",
        "with the institution; a choice that was stopped, a year after",
        uuid="its address",
        institution="whose it is",
        selection="which courses, languages and tier",
        formats="in which forms",
        made_by="which member of its staff chose; empty once the account is gone",
        made_at="when",
        stopped_at="since when nothing is built for it",
    ),
    "bundles.UpdateCheck": about_institutions(
        "Which version an institution's machine has, as it said with its token when it asked for an update.",
        "with the institution; one row for each line",
        institution="whose machine",
        selection="of which line",
        manifest="which version it has",
        checked_on="the day it last asked",
    ),
    "bundles.Listing": about_institutions(
        "A need or an offer of an institution on the board. Plain words, with nothing about learners.",
        "30 days after its last day; what was refused, taken down or withdrawn, 90 days after that",
        uuid="its address",
        institution="whose it is",
        written_by="which member of its staff; empty once the account is gone",
        kind="need or offer",
        topic="what it is about",
        title="what partners read first",
        text="what partners read",
        languages="for which languages",
        country="for which country",
        region="for which part of it",
        contact="the institution's public line, chosen for it: how others answer",
        shown_until="when it leaves the board by itself",
        written_at="when",
        status="where it stands",
        decided_by="who decided about it last; empty once the account is gone",
        decided_at="when, and from when on it is old",
        reason="why it was refused or taken down, for its institution to read",
    ),
    "bundles.ListingReport": about_institutions(
        "That an institution found something wrong with a listing.",
        "until the listing is deleted",
        listing="with which",
        institution="which institution",
        reported_by="which member of its staff; empty once the account is gone",
        reason="what is wrong",
        reported_at="when",
        settled_at="since when an administrator has looked",
    ),
}
