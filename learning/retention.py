"""What is kept no longer than it is needed: the rules by which rows grow old, and their going. Run daily by the clock.

| what | goes when |
|---|---|
| a guest without an answer | `GUEST_DAYS` after it came |
| a guest with answers | `GUEST_DAYS` after the last one (by default a phone's cookie lives no longer); answers stay as nobody's |
| a learner with a code | `INACTIVE_CODE_DAYS` after the last answer or opening: code, facts, classes go; answers stay as nobody's |
| tries of codes that nobody has | two days after the last |
| what staff did | `STAFF_ACTION_DAYS` after it |
| sessions of staff | when they have run out |

Coming into a class, standing in its register and playing an H5P content count as an answer does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet

from learning.erasing import forget_person
from learning.models import Attempt, Attendance, H5PResult, H5PState, Membership, Person, StaffAction, StrangeCode

STRANGE_CODE_LASTS: Final = timedelta(days=2)


class Retained(NamedTuple):
    """How many rows each rule took, or would take."""

    guests_deleted: int
    guests_forgotten: int
    learners_forgotten: int
    strange_codes: int
    staff_actions: int
    sessions: int


def silent_since(since: datetime) -> QuerySet[Person]:
    """Learners and guests who came before a moment, and have neither answered nor played nor been in a class after it."""
    answered = Attempt.objects.filter(person=OuterRef("pk"), recorded_at__gte=since)
    came_in = Membership.objects.filter(person=OuterRef("pk"), joined_at__gte=since)
    was_there = Attendance.objects.filter(person=OuterRef("pk"), session__recorded_at__gte=since)
    has_played = H5PResult.objects.filter(person=OuterRef("pk"), recorded_at__gte=since)
    went_on = H5PState.objects.filter(person=OuterRef("pk"), updated_at__gte=since)
    old = Person.objects.filter(username=None, is_active=True, joined_at__lt=since)
    for sign in (answered, came_in, was_there, has_played, went_on):
        old = old.exclude(Exists(sign))
    return old


def old_guests(*, at: datetime) -> QuerySet[Person]:
    """Guests who have been silent for so long."""
    return silent_since(at - timedelta(days=settings.GUEST_DAYS)).filter(code=None)


def old_learners(*, at: datetime) -> QuerySet[Person]:
    """Learners whose code nobody has used for so long."""
    since = at - timedelta(days=settings.INACTIVE_CODE_DAYS)
    return silent_since(since).exclude(code=None).filter(Q(opened_on=None) | Q(opened_on__lt=since.date()))


def apply_retention(*, at: datetime, is_dry: bool = False) -> Retained:
    """Applies every rule, each person in a transaction of their own; a run that is cut goes on the next time.

    Returns what went; with `is_dry` what would go, and nothing changes.
    """
    has_answers = Exists(Attempt.objects.filter(person=OuterRef("pk")))
    empty = old_guests(at=at).exclude(has_answers)
    rules: tuple[QuerySet[Person], ...] = (old_guests(at=at).filter(has_answers), old_learners(at=at))
    log = StaffAction.objects.filter(at__lt=at - timedelta(days=settings.STAFF_ACTION_DAYS))
    strange = StrangeCode.objects.filter(tried_at__lt=at - STRANGE_CODE_LASTS)
    sessions = Session.objects.filter(expire_date__lt=at)
    counts = Retained(empty.count(), rules[0].count(), rules[1].count(), strange.count(), log.count(), sessions.count())
    if is_dry:
        return counts
    empty.delete()
    for people in rules:
        for person in list(people):
            forget_person(person=person)
    old: tuple[QuerySet[Any], ...] = (strange, log, sessions)
    for rows in old:
        rows.delete()
    return counts
