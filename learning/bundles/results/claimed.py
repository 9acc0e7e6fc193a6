"""Whose answers a completion code means: what a learner wrote down at a device, compared with what came home. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from courses.models.purpose import CHECKS
from learning.bundles.completion_code import GUEST, SIGNS, completion_code
from learning.bundles.results.errors import ResultsRefused
from learning.bundles.results.models import DeviceLearner, ReturnedAnswer
from learning.codes import read_code
from learning.cohorts import members_of
from learning.models import Cohort

Answers = list[tuple[datetime, UUID]]
# Of one learner's answers to a course on one device so many, the first, are looked at: each moment costs a digest of all before it.
MOST_ANSWERS: Final = 300


@dataclass(frozen=True)
class Claimed:
    """A learner of a class, by number, whose answers to a course's lessons a code means."""

    seat: int
    course_key: UUID
    answers: int
    last_at: datetime


def claimed_by(cohort: Cohort, typed: str) -> Claimed | None:
    """The learner of the class whose answers, as they came home from one device, have this completion code.

    The code stands for the answers up to some moment, so each moment is tried, up to `MOST_ANSWERS`. Three queries. Raises
    `ResultsRefused` for what cannot be a completion code.
    """
    code = read_code(typed, SIGNS + 1)
    if code is None:
        raise ResultsRefused(_("This is no completion code. It has 17 letters and digits; look at each once more."))
    members = {member.person_id: member for member in members_of(cohort)}
    known = device_learners(members)
    for (person, device, course), answers in answers_home(members).items():
        names = {str(members[person].person.code or GUEST), GUEST, *known[person, device]}
        for count in moments(answers[:MOST_ANSWERS]):
            uuids = [uuid for _at, uuid in answers[:count]]
            if any(completion_code(course, name, uuids) == code for name in names):
                return Claimed(members[person].seat, course, count, answers[count - 1][0])
    return None


def device_learners(people: Iterable[int]) -> dict[tuple[int, str], set[str]]:
    """Person and device -> the numbers by which the device knows the person. One query."""
    known: dict[tuple[int, str], set[str]] = defaultdict(set)
    for row in DeviceLearner.objects.filter(person__in=people):
        known[row.person_id, row.device].add(str(row.learner))
    return known


def answers_home(people: Iterable[int]) -> dict[tuple[int, str, UUID], Answers]:
    """Person, device and course -> answers to its lessons in the order they were given; checks are no lessons. One query."""
    rows = ReturnedAnswer.objects.filter(attempt__person__in=people).exclude(attempt__lesson_version__purpose__in=CHECKS)
    found: dict[tuple[int, str, UUID], Answers] = defaultdict(list)
    of = ("attempt__person", "returned__device", "attempt__course_key", "attempt__occurred_at", "attempt__uuid")
    for person, device, course, at, uuid in rows.order_by("attempt__occurred_at", "attempt__uuid").values_list(*of):
        found[person, device, course].append((at, uuid))
    return found


def moments(answers: Answers) -> Iterator[int]:
    """How many answers there were after each moment, all of one moment together; the latest first."""
    for count in range(len(answers), 0, -1):
        if count == len(answers) or answers[count][0] != answers[count - 1][0]:
            yield count
