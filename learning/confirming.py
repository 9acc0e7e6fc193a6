"""A facilitator confirms what learners of a class reported. Answers are facts and stay; how we know them gets better."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from learning.models import Attempt, Cohort, Confirmation, EvidenceKind, Person
from learning.staff_log import note_action

# How an answer is known today: what stood in it when it came, or what a facilitator made of it since.
EVIDENCE: Final = Case(
    When(evidence=EvidenceKind.SELF_REPORTED, confirmation__isnull=False, then=Value(EvidenceKind.FACILITATOR_CONFIRMED.value)),
    default=F("evidence"),
)


def unconfirmed(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """Those that rest on the learner's word alone."""
    return attempts.filter(evidence=EvidenceKind.SELF_REPORTED, confirmation=None)


@transaction.atomic
def confirm_answers(*, cohort: Cohort, attempts: QuerySet[Attempt], by: Person) -> int:
    """Confirms reported answers of those who are in the class now; returns how many that were not confirmed before. Logged.

    Who may do so is asked before, by `cohorts.cohort_for`.
    """
    members = cohort.memberships.filter(left_at=None).values("person")
    found = list(unconfirmed(attempts).filter(person__in=members).values_list("pk", flat=True))
    Confirmation.objects.bulk_create(
        [Confirmation(attempt_id=attempt, confirmed_by=by) for attempt in found], batch_size=500, ignore_conflicts=True
    )
    if found:
        note_action("confirm_answers", actor=by, cohort=cohort, detail=str(len(found)))
    return len(found)


def known_kinds(person: Person, course_keys: Iterable[UUID]) -> set[str]:
    """How the answers of somebody in some courses are known. One query.

    A reported answer does not count where the same question was answered right online or in class.
    """
    answers = Attempt.objects.filter(person=person, course_key__in=course_keys)
    sure = Attempt.objects.exclude(evidence=EvidenceKind.SELF_REPORTED).filter(
        person=OuterRef("person"), lesson_key=OuterRef("lesson_key"), question_id=OuterRef("question_id"), is_correct=True
    )
    return set(answers.exclude(Q(evidence=EvidenceKind.SELF_REPORTED) & Exists(sure)).values_list(EVIDENCE, flat=True).distinct())
