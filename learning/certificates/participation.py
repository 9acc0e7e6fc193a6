"""Participation: every lesson of a course seen or attended, nothing tested. What counts as seen: decision 0026."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import CourseVersion
from learning.certificates.errors import NotCompleted
from learning.certificates.issuing import institution_for, issue_once
from learning.certificates.models import Certificate, CertificateKind
from learning.certificates.snapshot import day_of, way_in
from learning.certificates.statement import statement_of, strongest, weakest
from learning.completion import missing_for_participation
from learning.confirming import EVIDENCE
from learning.models import Attempt, Attendance, EvidenceKind, Person


class Presence(NamedTuple):
    """That somebody was in a lesson: since when, and how we know."""

    at: datetime
    evidence: EvidenceKind


def presence_in(person: Person, course_key: UUID) -> dict[str, Presence]:
    """Lesson key -> presence, for all lessons of a course that somebody answered in or was there for. Two queries."""
    answers = Attempt.objects.filter(person=person, course_key=course_key).annotate(known=EVIDENCE)
    answered = answers.values_list("lesson_key", "known").order_by()
    met = Attendance.objects.filter(person=person, session__course_key=course_key)
    seen: dict[str, list[Presence]] = defaultdict(list)
    for key, evidence, first in answered.annotate(first=Min("occurred_at")):
        seen[str(key)].append(Presence(first, EvidenceKind(evidence)))
    for key, day in met.values_list("session__lesson_key", "session__held_on"):
        seen[str(key)].append(Presence(noon_of(day), EvidenceKind.FACILITATOR_CONFIRMED))
    return {
        key: Presence(min(one.at for one in several), strongest({one.evidence for one in several})) for key, several in seen.items()
    }


def noon_of(day: date) -> datetime:
    """The time of a meeting of which only the day is known, as its results have it."""
    return min(timezone.make_aware(datetime.combine(day, time(12))), timezone.now())


def attended_lessons(person: Person | None) -> dict[str, UUID]:
    """Lesson key -> course key, of all lessons that somebody was there for. One query; none for nobody."""
    rows = Attendance.objects.filter(person=person).values_list("session__lesson_key", "session__course_key") if person else []
    return {str(lesson): course for lesson, course in rows}


def draft_participation(*, person: Person, version: CourseVersion, name: str) -> Certificate:
    """A certificate of participation as it would be issued now, stored nowhere. Three queries. Raises `NotCompleted`.

    It is as strong as the weakest of its lessons, each taken at its best; its day is that on which the last of them was first seen.
    """
    presence = presence_in(person, version.course_key)
    if not version.lessons or missing_for_participation(version.lessons, presence):
        raise NotCompleted(_("You have not taken part in all lessons yet. Open the course: it shows the lessons that are left."))
    seen = [presence[lesson["key"]] for lesson in version.lessons]
    institution = institution_for(person, version.course_key)
    days = {key: day_of(one.at) for key, one in presence.items()}
    return Certificate(
        person=person,
        kind=CertificateKind.PARTICIPATION,
        course_key=version.course_key,
        course_version=version,
        institution=institution,
        language=version.language,
        name=name,
        statement={**statement_of(version, kind=CertificateKind.PARTICIPATION), **way_in(version, institution, days=days)},
        evidence=weakest({one.evidence for one in seen}),
        completed_at=max(one.at for one in seen),
    )


def issue_participation(*, person: Person, version: CourseVersion, name: str) -> Certificate:
    """Issues the certificate of participation for a course version, or returns the one issued before to the same name.

    A certificate of achievement that comes later leaves it standing. Raises as `issuing.issue_certificate`.
    """

    def draft(printed: str) -> Certificate:
        return draft_participation(person=person, version=version, name=printed)

    return issue_once(person=person, course_key=version.course_key, kind=CertificateKind.PARTICIPATION, name=name, draft=draft)
