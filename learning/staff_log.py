"""The log of what staff do to learners, classes and each other's accounts, and of what they take out of the house.

Each action writes its line in the same transaction.
"""

from __future__ import annotations

from django.db.models import QuerySet

from learning.models import Cohort, Institution, Person, StaffAction


def note_action(
    action: str,
    *,
    actor: Person | None,
    cohort: Cohort | None = None,
    institution: Institution | None = None,
    person: Person | None = None,
    detail: str = "",
) -> StaffAction:
    """Writes one line. The institution is the class's unless it is named. `detail` never holds a code or a PIN. One query."""
    return StaffAction.objects.create(
        action=action,
        actor=actor,
        cohort=cohort,
        institution=institution or (cohort.institution if cohort else None),
        person=person,
        detail=detail[:200],
    )


def log_of(cohort: Cohort) -> QuerySet[StaffAction]:
    """What was done in a class, the newest first."""
    return cohort.actions.select_related("actor").order_by("-at", "-pk")
