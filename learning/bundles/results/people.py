"""Whose results are whose: codes of learners in the institution's classes, and learners of a device who have no code yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.bundles.results.format import DeviceResults, ResultsFile
from learning.bundles.results.models import DeviceLearner, Return
from learning.codes import read_code
from learning.models import Cohort, Membership, Person
from learning.rosters import last_seat, make_learners, next_learners


@dataclass(frozen=True)
class Whose:
    """The person behind a learner of the device, or the sentence why there is none."""

    person: Person | None = None
    refusal: str = ""


def people_of(returned: Return, file: ResultsFile) -> dict[UUID, Whose]:
    """Learner of the device -> person. Those without a code get one, once for each device, in the class that was chosen.

    Raises `RosterRefused` for a class that has ended or is full; then nothing is stored.
    """
    bringing = [one for one in file.learners if one.answers or one.claims or one.plays]
    found: dict[UUID, Whose] = {}
    members = members_with({code for one in bringing if (code := read_code(one.code))}, returned)
    for one in bringing:
        if one.code:
            person = members.get(read_code(one.code) or "")
            found[one.learner] = Whose(person) if person else Whose(refusal=not_in_a_class(returned))
    return found | of_the_device(returned, [one for one in bringing if not one.code])


def members_with(codes: set[str], returned: Return) -> dict[str, Person]:
    """Code -> learner, of those who are in a class of the institution now. One query."""
    rows = Membership.objects.filter(left_at=None, cohort__institution=returned.institution_id, person__code__in=codes)
    return {str(row.person.code): row.person for row in rows.select_related("person") if row.person.is_active}


def not_in_a_class(returned: Return) -> str:
    """The same words for a code that nobody has and for one of somebody elsewhere."""
    return _(
        "This learner code is in no class of “%(institution)s”. Let the learner come into a class, then bring the results again."
    ) % {"institution": returned.institution.name}


def of_the_device(returned: Return, bringing: list[DeviceResults]) -> dict[UUID, Whose]:
    """Those without a code."""
    if not bringing:
        return {}
    try:
        known = known_or_made(returned, [one.learner for one in bringing])
    except IntegrityError:  # another class of the same learners was chosen elsewhere in this moment, and came first
        known = known_or_made(returned, [one.learner for one in bringing])
    without = Whose(refusal=_("Choose a class for learners without a code, then bring the results again."))
    return {one.learner: known.get(one.learner, without) for one in bringing}


def known_or_made(returned: Return, learners: list[UUID]) -> dict[UUID, Whose]:
    """Those who are known, and, where a class was chosen, the others as new learners of it."""
    with transaction.atomic():
        if returned.cohort:
            # Two devices' results, or the same twice, may come at once: one after the other makes learners of a class.
            Cohort.objects.select_for_update().get(pk=returned.cohort.pk)
        known = known_of(returned, learners)
        new = [learner for learner in learners if learner not in known]
        if new and returned.cohort:
            known |= {learner: Whose(person) for learner, person in made(returned, returned.cohort, new).items()}
    return known


def known_of(returned: Return, learners: list[UUID]) -> dict[UUID, Whose]:
    """Those whom earlier results of this device have made learners. Of another institution's nothing is told. Two queries."""
    rows = list(DeviceLearner.objects.filter(device=returned.device, learner__in=learners).select_related("person"))
    ours = set(
        Membership.objects.filter(
            left_at=None, cohort__institution=returned.institution_id, person__in=[row.person_id for row in rows]
        ).values_list("person", flat=True)
    )
    elsewhere = Whose(refusal=not_in_a_class(returned))
    return {row.learner: Whose(row.person) if row.person_id in ours else elsewhere for row in rows}


def made(returned: Return, cohort: Cohort, learners: list[UUID]) -> dict[UUID, Person]:
    """New learners of the class with codes. Their pictures are given on their page in the class. The caller holds the class."""
    actor: Any = returned.received_by
    cards = make_learners(
        actor=actor,
        cohort=cohort,
        learners=next_learners(cohort, len(learners)),
        seen_last_seat=last_seat(cohort),
        today=timezone.localdate(),
    )
    seated = {
        row.seat: row.person for row in cohort.memberships.filter(seat__in=[card.seat for card in cards]).select_related("person")
    }
    people = {learner: seated[card.seat] for learner, card in zip(learners, cards, strict=True)}
    DeviceLearner.objects.bulk_create(
        DeviceLearner(device=returned.device, learner=learner, person=person) for learner, person in people.items()
    )
    return people
