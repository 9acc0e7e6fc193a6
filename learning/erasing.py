"""Erasing: a learner goes with everything about them; and forgetting: who they were goes, what was answered stays as nobody's.

Nested apps hear of both by signals, inside the transaction: one of them that fails undoes all.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction

from learning import signals
from learning.models import (
    Attendance,
    GuardianConsent,
    H5PResult,
    H5PState,
    LearnerFacts,
    Membership,
    Person,
    ReportedStart,
    StaffAction,
)


@transaction.atomic
def erase_person(*, person: Person) -> None:
    """Takes a learner and all that points at them out of the database. The same person again changes nothing.

    What stays names nobody: hands that were counted in a class, counters of reports, what staff did (to whom is gone), and of each
    certificate a number that says it was erased.
    """
    found = Person.objects.select_for_update().filter(pk=person.pk, username=None).first()
    if found is None:
        return
    signals.person_erased.send(Person, person=found)
    StaffAction.objects.filter(person=found).update(person=None, detail="")
    found.delete()


@transaction.atomic
def forget_person(*, person: Person) -> None:
    """Leaves of a learner a row without a code, which answers and progress point at and which nothing can open.

    Facts, classes, attendance and consent go, also from what reports still count; so does what was done in H5P contents, where
    people write freely and which no report counts. Certificates stand, held by nobody but the paper.
    """
    found = Person.objects.select_for_update().filter(pk=person.pk, username=None, is_active=True).first()
    if found is None:
        return
    signals.person_forgotten.send(Person, person=found)
    StaffAction.objects.filter(person=found).update(person=None, detail="")
    for model in (LearnerFacts, Membership, Attendance, GuardianConsent, H5PState, H5PResult):
        model._default_manager.filter(person=found).delete()
    ReportedStart.objects.filter(person=found).update(gender="", age_band="", country="", institution=None, cohort=None)
    found.uuid = uuid4()  # an old cookie or a copy of the data names nobody now
    found.code, found.pin_digest, found.opened_on = None, "", None
    found.pin_failures, found.pin_locked_until = 0, None
    found.phone_epoch, found.is_active = 0, False
    found.save()
