"""Announcements: a facilitator tells a class something; those of its learners who want to hear see it. Nobody can answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from learning.errors import AnnouncementRefused
from learning.models import Announcement, Cohort, Membership, Person
from learning.staff_log import note_action

LONGEST: Final = 500  # characters, as the model has it
SHOWN_FOR: Final = timedelta(days=90)  # at most
USUALLY: Final = timedelta(days=14)


@transaction.atomic
def announce(*, actor: Person, cohort: Cohort, text: str, shown_until: date, today: date) -> Announcement:
    """Writes words to a class. Raises `AnnouncementRefused`."""
    words = " ".join(text.split())
    if not 1 <= len(words) <= LONGEST:
        raise AnnouncementRefused(
            _("An announcement has between 1 and %(most)s characters; this one has %(count)s.")
            % {"most": LONGEST, "count": len(words)}
        )
    if not today <= shown_until <= today + SHOWN_FOR:
        raise AnnouncementRefused(_("Choose a last day between today and 90 days from now."))
    announcement = Announcement.objects.create(cohort=cohort, text=words, written_by=actor, shown_until=shown_until)
    note_action("announce", actor=actor, cohort=cohort)
    return announcement


@transaction.atomic
def take_back(*, actor: Person, announcement: Announcement) -> None:
    """Nobody sees it any more."""
    cohort = announcement.cohort
    announcement.delete()
    note_action("take_back_announcement", actor=actor, cohort=cohort)


@transaction.atomic
def hear_announcements(*, member: Membership, wants: bool) -> None:
    """A learner says whether they want to see what a class is told."""
    member.wants_announcements = wants
    member.save(update_fields=["wants_announcements"])


def announcements_for(members: list[Membership], *, today: date) -> list[Announcement]:
    """What members who want to hear are told today, the newest first. One query, and none when nobody wants to."""
    cohorts = [member.cohort_id for member in members if member.wants_announcements]
    if not cohorts:
        return []
    rows = Announcement.objects.filter(cohort__in=cohorts, shown_until__gte=today)
    return list(rows.select_related("cohort").order_by("-written_at")[:10])
