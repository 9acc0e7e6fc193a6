"""Learners: a guest gets a code, a code opens on another phone, what a guest did is claimed, a phone is cleared.

Tries are limited per code. What limits tries per network stands at the edge, in `learning/views/throttle.py`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning import signals
from learning.codes import is_pin, new_code, pin_digest, read_code, tried_digest
from learning.errors import CodeNotAccepted, TooManyTries
from learning.models import (
    Attempt,
    Attendance,
    CourseCompletion,
    Enrolment,
    H5PResult,
    H5PState,
    LessonProgress,
    Membership,
    Person,
    StaffAction,
    StrangeCode,
)
from learning.progress import rebuild_progress

FREE_TRIES: Final = 5  # wrong PINs before the first wait
FIRST_WAIT: Final = timedelta(minutes=5)
LONGEST_WAIT: Final = timedelta(hours=24)
# What is compared for a code that nobody has: as much work as for a real one, so that time does not tell which codes exist.
NOBODY: Final = UUID(int=0)
NO_PIN: Final = ("", "", "")


class PhoneKey(NamedTuple):
    """What a phone's signed cookie says: whose it is, and since which closing of all phones."""

    uuid: UUID
    epoch: int
    is_shared: bool = False  # others use this phone: it closes by itself (`learning.visitor`)


def held(holder: Person | PhoneKey | None) -> Person:
    """The person, locked until the transaction ends; a new guest for nobody or an old cookie. One query, or two."""
    rows = Person.objects.select_for_update()
    if isinstance(holder, Person):
        return rows.get(pk=holder.pk)
    found = rows.filter(uuid=holder.uuid, phone_epoch=holder.epoch, username=None, is_active=True).first() if holder else None
    return found or Person.objects.create()


def keep_progress(*, person: Person | None, pin: tuple[str, ...]) -> Person:
    """Gives a guest (or somebody new) a learner code guarded by `pin`. Somebody who has a code keeps it and gets the new PIN."""
    with transaction.atomic():
        holder = held(person)
        if holder.code is None:
            give_code(holder)
        holder.pin_digest = pin_digest(holder.uuid, pin)
        holder.pin_failures, holder.pin_locked_until = 0, None
        holder.save(update_fields=["pin_digest", "pin_failures", "pin_locked_until"])
    return holder


def give_code(person: Person) -> None:
    """Writes a fresh code to the row. A clash among 27 thousand million codes is tried again."""
    for _try in range(5):
        try:
            with transaction.atomic():
                person.code = new_code()
                person.save(update_fields=["code"])
            return
        except IntegrityError:
            continue
    raise RuntimeError("Five new learner codes in a row were taken: the random source is broken.")


def open_code(*, typed: str, pin: tuple[str, ...] | None, guest: Person | None = None, claim: bool = False) -> Person:
    """The learner whose code and PIN were entered. With `claim`, what `guest` did on this phone becomes theirs.

    Raises `CodeNotAccepted` (the same words whether the code or the PIN is wrong) or `TooManyTries`.
    """
    refused = CodeNotAccepted(_("This code and these pictures do not belong together. Look at your card and try again."))
    code = read_code(typed)
    if code is None:  # a slip, which anybody can see without asking us
        raise refused
    with transaction.atomic():
        person, stranger = rows_tried(code)
        tried = person or stranger
        if tried.pin_locked_until and tried.pin_locked_until > timezone.now():
            raise TooManyTries(wait_sentence(tried.pin_locked_until - timezone.now()))
        uuid, digest = (person.uuid, person.pin_digest) if person else (NOBODY, "")
        is_right = is_pin(uuid, pin or NO_PIN, digest) and person is not None
        note_try(tried, is_right=is_right)
    if person is None or not is_right:
        raise refused
    if claim and guest is not None and guest.is_guest and guest.pk != person.pk:
        claim_guest(guest=guest, person=person)
    return person


def rows_tried(code: str) -> tuple[Person | None, StrangeCode]:
    """Whose code it is, and the row in which tries of it are counted when it is nobody's. Two queries, whichever it is."""
    person = Person.objects.select_for_update().filter(code=code, is_active=True).first()
    digest = tried_digest(code)
    stranger = StrangeCode.objects.select_for_update().filter(digest=digest).first()
    return person, stranger or StrangeCode(digest=digest)


def note_try(tried: Person | StrangeCode, *, is_right: bool) -> None:
    """Counts wrong PINs; from the fifth on, each doubles the wait. One statement, whether the code is somebody's or nobody's."""
    if is_right:
        tried.pin_failures, tried.pin_locked_until = 0, None
    else:
        tried.pin_failures = min(tried.pin_failures + 1, 100)
        over = tried.pin_failures - FREE_TRIES
        if over >= 0:
            tried.pin_locked_until = timezone.now() + min(FIRST_WAIT * 2 ** min(over, 12), LONGEST_WAIT)
    if isinstance(tried, Person):
        tried.opened_on = timezone.localdate() if is_right else tried.opened_on
        tried.save(update_fields=["pin_failures", "pin_locked_until", "opened_on"])
    else:
        tried.tried_at = timezone.now()
        fields = ["pin_failures", "pin_locked_until", "tried_at"]
        StrangeCode.objects.bulk_create([tried], update_conflicts=True, unique_fields=["digest"], update_fields=fields)


def wait_sentence(wait: timedelta) -> str:
    """How long to wait, in whole minutes."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return ngettext(
        "Too many tries. Wait %(count)s minute, then try again.",
        "Too many tries. Wait %(count)s minutes, then try again.",
        minutes,
    ) % {"count": minutes}


@transaction.atomic
def claim_guest(*, guest: Person, person: Person) -> None:
    """Moves what a guest did to a learner and works out the learner's progress anew. The guest's row goes.

    A guest has told nothing and so needs no consent: for both one holds a code. Results of checks are made anew with the progress.
    Both rows are locked in the order of their ids, so that two claims at once cannot block each other.
    """
    signals.guest_claiming.send(Person, guest=guest, person=person)
    list(Person.objects.select_for_update().filter(pk__in=[guest.pk, person.pk]).order_by("pk"))
    attempts = frozenset(Attempt.objects.filter(person=guest).values_list("pk", flat=True))
    Attempt.objects.filter(person=guest).update(person=person)
    for rows in (Enrolment.objects.all(), CourseCompletion.objects.all()):
        theirs = list(rows.filter(person=person).values_list("course_key", flat=True))
        rows.filter(person=guest).exclude(course_key__in=theirs).update(person=person)
    keep_lamps_lit(guest=guest, person=person)
    move_memberships(guest=guest, person=person)
    move_played(guest=guest, person=person)
    StaffAction.objects.filter(person=guest).update(person=person)
    rebuild_progress(person)
    signals.guest_claimed.send(Person, guest=guest, person=person, attempts=attempts)
    Person.objects.filter(pk=guest.pk).delete()


def keep_lamps_lit(*, guest: Person, person: Person) -> None:
    """Moves a guest's lamps to a learner: one that either of them has lit stays lit, whatever the lesson asks now."""
    theirs = {row.lesson_key: row for row in LessonProgress.objects.filter(person=person)}
    for row in LessonProgress.objects.filter(person=guest):
        mine = theirs.get(row.lesson_key)
        if mine is None:
            LessonProgress.objects.filter(pk=row.pk).update(person=person)
        elif row.completed_at and not (mine.completed_at and mine.completed_at <= row.completed_at):
            LessonProgress.objects.filter(pk=mine.pk).update(completed_at=row.completed_at)


def move_memberships(*, guest: Person, person: Person) -> None:
    """Moves a guest's places in classes and registers to a learner. Who is in a class already keeps their own number."""
    theirs = set(Membership.objects.filter(person=person).values_list("cohort", flat=True))
    for row in Membership.objects.filter(person=guest):
        if row.cohort_id not in theirs:
            Membership.objects.filter(pk=row.pk).update(person=person)
        elif row.left_at is None:
            Membership.objects.filter(cohort=row.cohort_id, person=person).update(left_at=None)
    there = Attendance.objects.filter(person=person).values_list("session", flat=True)
    Attendance.objects.filter(person=guest).exclude(session__in=list(there)).update(person=person)


def move_played(*, guest: Person, person: Person) -> None:
    """Moves what a guest did in H5P contents to a learner. Of two places in the same part of a content the newer stays."""
    H5PResult.objects.filter(person=guest).update(person=person)
    theirs = {(row.content_id, row.data_type, row.sub_content_id): row for row in H5PState.objects.filter(person=person)}
    for row in H5PState.objects.filter(person=guest):
        other = theirs.get((row.content_id, row.data_type, row.sub_content_id))
        if other and other.updated_at >= row.updated_at:
            continue
        if other:
            other.delete()
        H5PState.objects.filter(pk=row.pk).update(person=person)


def close_phones(*, person: Person) -> None:
    """Closes every phone this person is open on: their cookies no longer fit."""
    Person.objects.filter(pk=person.pk).update(phone_epoch=person.phone_epoch + 1)
