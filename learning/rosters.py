"""Who is in a class: learners join it with its code, are made in numbers by a facilitator, leave it or are taken out.

Seats are numbers, given in order and never again: the number on a card means one learner as long as the class exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.classes import class_to_join, enrol
from learning.codes import new_pin
from learning.cohorts import members_of
from learning.errors import NoSuchLearner, RosterRefused, SeenOnce
from learning.models import Cohort, LearnerFacts, Membership, Person
from learning.people import PhoneKey, close_phones, held, keep_progress
from learning.staff_log import note_action

MOST_AT_ONCE: Final = 200  # new learners: a hall full, and a few seconds of work
MOST_IN_CLASS: Final = 1000


@dataclass(frozen=True)
class NewLearner:
    """A learner to be made: a number, and what is known of them."""

    seat: int
    age_band: str = ""
    gender: str = ""
    country: str = ""


class Card(NamedTuple):
    """What is printed for a learner, once: nobody can read the pictures again."""

    seat: int
    code: str
    pin: tuple[str, ...]


def join_class(*, holder: Person | PhoneKey | None, typed: str, today: date) -> Membership:
    """Seats somebody (a new guest for nobody) in the class whose code they typed; who is in it already keeps their seat.

    Raises `ClassCodeNotAccepted` for a wrong code or a class that has ended, `RosterRefused` for one that is full.
    """
    with transaction.atomic():
        cohort = Cohort.objects.select_for_update().get(pk=class_to_join(typed, today=today).pk)
        person = held(holder)
        member = cohort.memberships.filter(person=person).first()
        if member is None:
            member = Membership(cohort=cohort, person=person, seat=last_seat(cohort) + 1)
        member.left_at = None
        check_room(cohort, 0 if member.pk else 1)
        member.save()
        enrol([person.pk], course_keys(cohort))
    return member


def last_seat(cohort: Cohort) -> int:
    """The highest number given so far, whoever has left since. One query."""
    return cohort.memberships.aggregate(last=Max("seat"))["last"] or 0


def check_room(cohort: Cohort, more: int) -> None:
    """Raises `RosterRefused` when so many more do not fit."""
    if cohort.memberships.count() + more > MOST_IN_CLASS:
        raise RosterRefused(_("A class holds %(most)s learners at most. Make another class.") % {"most": MOST_IN_CLASS})


def course_keys(cohort: Cohort) -> list[UUID]:
    """The courses of a class. One query."""
    return list(cohort.courses.values_list("course_key", flat=True))


def next_learners(cohort: Cohort, count: int) -> list[NewLearner]:
    """So many learners on the seats that come next."""
    first = last_seat(cohort) + 1
    return [NewLearner(seat) for seat in range(first, first + count)]


@transaction.atomic
def make_learners(*, actor: Person, cohort: Cohort, learners: list[NewLearner], seen_last_seat: int, today: date) -> list[Card]:
    """Makes learners with codes and random pictures; returns their cards. All of them or none.

    `seen_last_seat` is the highest number the form was made for: a form that is sent twice is refused with `SeenOnce`, since the
    first answer held pictures that nobody can show again. Raises `RosterRefused`. About six queries for each learner.
    """
    cohort = Cohort.objects.select_for_update().select_related("institution").get(pk=cohort.pk)
    if last_seat(cohort) != seen_last_seat:
        raise SeenOnce(
            _("The class has changed since you opened this page, or these cards were made already. Look at the class first.")
        )
    check_learners(cohort, learners, today=today)
    cards = [make_learner(cohort, learner) for learner in learners]
    people = list(cohort.memberships.filter(seat__in=[card.seat for card in cards]).values_list("person", flat=True))
    enrol(people, course_keys(cohort))
    note_action("make_learners", actor=actor, cohort=cohort, detail=numbers_of(cards))
    return cards


def check_learners(cohort: Cohort, learners: list[NewLearner], *, today: date) -> None:
    """Raises `RosterRefused` when the class has ended, is full, or a number is taken."""
    if cohort.has_ended(at=today):
        raise RosterRefused(_("This class has ended and takes nobody. Change its last day first."))
    if not 1 <= len(learners) <= MOST_AT_ONCE:
        raise RosterRefused(
            _("Between 1 and %(most)s codes can be made at once, not %(count)s.") % {"most": MOST_AT_ONCE, "count": len(learners)}
        )
    check_room(cohort, len(learners))
    seats = [learner.seat for learner in learners]
    taken = sorted(cohort.memberships.filter(seat__in=seats).values_list("seat", flat=True))
    if taken:
        raise RosterRefused(
            _("Nothing was stored: these numbers are taken in the class."),
            tuple(_("Number %(seat)s is taken.") % {"seat": seat} for seat in taken),
        )


def make_learner(cohort: Cohort, learner: NewLearner) -> Card:
    """One learner on a seat."""
    pin = new_pin()
    person = keep_progress(person=None, pin=pin)
    Membership.objects.create(cohort=cohort, person=person, seat=learner.seat)
    if learner.age_band or learner.gender or learner.country:
        LearnerFacts.objects.create(person=person, age_band=learner.age_band, gender=learner.gender, country=learner.country)
    return Card(learner.seat, str(person.code), pin)


def numbers_of(cards: list[Card]) -> str:
    """Which cards were made, for the log: the same in every language."""
    seats = [card.seat for card in cards]
    return str(seats[0]) if len(seats) == 1 else f"{min(seats)}–{max(seats)}"


def member_on(cohort: Cohort, seat: int) -> Membership:
    """The learner on a seat now. Raises `NoSuchLearner`."""
    member = members_of(cohort).filter(seat=seat).first()
    if member is None:
        raise NoSuchLearner(_("Nobody has the number %(seat)s in this class now.") % {"seat": seat})
    return member


@transaction.atomic
def reset_pin(*, actor: Person, member: Membership, seen_epoch: int) -> Card:
    """New random pictures for a learner with a code; every phone that is open on them closes.

    `seen_epoch` is the person's `phone_epoch` when the form was made: sent twice, it is refused with `SeenOnce`. Raises
    `RosterRefused` for a guest.
    """
    person = Person.objects.select_for_update().get(pk=member.person_id)
    if person.code is None:
        raise RosterRefused(_("This learner has no code yet, so there are no pictures to change."))
    if person.phone_epoch != seen_epoch:
        raise SeenOnce(_("New pictures were made already, and they were shown once. Make new ones if nobody wrote them down."))
    pin = new_pin()
    keep_progress(person=person, pin=pin)
    close_phones(person=person)
    note_action("reset_pin", actor=actor, cohort=member.cohort, person=person, detail=str(member.seat))
    return Card(member.seat, person.code, pin)


@transaction.atomic
def take_out(*, actor: Person, member: Membership) -> None:
    """Ends a learner's time in the class. What they learned stays theirs, and their number is not given again."""
    end_membership(member)
    note_action("take_out", actor=actor, cohort=member.cohort, person=member.person, detail=str(member.seat))


@transaction.atomic
def leave_class(*, person: Person, cohort: Cohort) -> None:
    """A learner leaves by themselves. With the class's code they can come back to their number."""
    for member in cohort.memberships.filter(person=person, left_at=None):
        end_membership(member)


def end_membership(member: Membership) -> None:
    """Writes that a learner is out, and wants to hear nothing more."""
    member.left_at, member.wants_announcements = timezone.now(), False
    member.save(update_fields=["left_at", "wants_announcements"])
