"""What looks unlikely in results. It is shown to those who confirm them; nothing is dropped or changed for it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

from learning.bundles.results.models import Flag, FlagKind, Return

if TYPE_CHECKING:
    from learning.bundles.results.receive import Outcome

MANY: Final = 5  # answers in one second: nobody reads so fast
ALIKE_FROM: Final = 10  # answers
WRONG_FROM: Final = 3  # of them not right: what is right is alike by itself
CLOCK: Final = timedelta(hours=24)  # by how much a device's clock may be behind


class Noted(NamedTuple):
    """An answer that was recorded, or had been."""

    attempt: int
    lesson_key: UUID
    question: str
    response: Any
    is_correct: bool
    at: datetime
    published_at: datetime
    is_replay: bool


def store_flags(returned: Return, outcomes: list[Outcome]) -> None:
    """Writes what was found, once for each learner and kind; the same results again find the same. A query or two."""
    alike = alike_in(outcomes)
    found: dict[tuple[int, FlagKind], int] = {}
    for outcome in outcomes:
        if person := outcome.whose.person:
            counts = {
                FlagKind.EARLY: sum(map(is_early, outcome.noted)),
                FlagKind.AT_ONCE: at_once(outcome.noted),
                FlagKind.COPIED: outcome.copied,
                FlagKind.TWO_DEVICES: outcome.other_device,
                FlagKind.ALIKE: len(outcome.noted) if pattern_of(outcome.noted) in alike else 0,
            }
            for kind, count in counts.items():
                found[person.pk, kind] = found.get((person.pk, kind), 0) + count
    rows = [Flag(returned=returned, person_id=person, kind=kind, count=count) for (person, kind), count in found.items() if count]
    Flag.objects.bulk_create(rows, update_conflicts=True, unique_fields=["returned", "person", "kind"], update_fields=["count"])


def is_early(one: Noted) -> bool:
    """Whether an answer says that it was given before its lesson was there."""
    return bool(one.at < one.published_at - CLOCK)


def at_once(noted: Iterable[Noted]) -> int:
    """How many answers were given in seconds that have many."""
    seconds = Counter(one.at.replace(microsecond=0) for one in noted)
    return sum(count for count in seconds.values() if count >= MANY)


def alike_in(outcomes: list[Outcome]) -> set[str]:
    """Patterns of answers that several learners have in common."""
    holders: dict[str, set[int]] = defaultdict(set)
    for outcome in outcomes:
        if outcome.whose.person and (pattern := pattern_of(outcome.noted)):
            holders[pattern].add(outcome.whose.person.pk)
    return {pattern for pattern, people in holders.items() if len(people) > 1}


def pattern_of(noted: list[Noted]) -> str:
    """All answers in their order, as one text; empty where too few of them say anything."""
    if len(noted) < ALIKE_FROM or sum(not one.is_correct for one in noted) < WRONG_FROM:
        return ""
    ordered = sorted(noted, key=lambda one: (one.at, one.question))
    return json.dumps([[one.question, one.response] for one in ordered], sort_keys=True)
