"""A learner about whom everything is kept that can be: answers, a class, facts, consent, a certificate."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import uuid4

from courses.models import LessonVersion
from learning.answers import Address, record_answer
from learning.certificates.issuing import issue_certificate
from learning.certificates.models import Certificate
from learning.facts import tell_facts
from learning.models import (
    Attendance,
    CheckResult,
    ClassSession,
    Cohort,
    GuardianConsent,
    HandsUp,
    Person,
    ReportedStart,
    StaffAction,
)
from tests.factories import make_cohort, make_course, make_lesson, make_module, right_response, seat_learner

NAME = "Zawadi Nakupenda"


class Kept(NamedTuple):
    """Whom it is about, and where."""

    person: Person
    cohort: Cohort
    certificate: Certificate


def answer_all(person: Person, *, evidence: str = "online") -> LessonVersion:
    """Answers every question of the only lesson."""
    version: LessonVersion = LessonVersion.objects.current().get()
    for question_id, index in version.questions.items():
        address = Address(question_id=question_id, path=version.path)
        record_answer(uuid=uuid4(), person=person, address=address, response=right_response(index))
    return version


def keep_everything(person: Person, facilitator: Person) -> Kept:
    """Fills every table that knows learners."""
    make_lesson(make_module(make_course()), title="Ask twice")
    version = answer_all(person)
    cohort = make_cohort(facilitator)
    seat_learner(cohort, person)
    session = ClassSession.objects.create(
        uuid=uuid4(),
        cohort=cohort,
        lesson_version=version,
        course_key=version.course_key,
        lesson_key=version.lesson_key,
        held_on=date(2026, 3, 3),
        recorded_by=facilitator,
    )
    Attendance.objects.create(session=session, person=person)
    HandsUp.objects.create(session=session, question_id=uuid4(), choice="true", count=7)
    tell_facts(person=person, age_band="13-17", gender="woman", country="KE")
    GuardianConsent.objects.create(person=person, institution=cohort.institution, attested_by=facilitator, below_age=18)
    StaffAction.objects.create(actor=facilitator, action="reset_pin", cohort=cohort, person=person, detail="number 1")
    CheckResult.objects.create(person=person, course_key=version.course_key, start_answered=4, start_right=1, language="en")
    told = {"gender": "woman", "age_band": "13-17", "country": "KE", "institution": cohort.institution, "cohort": cohort}
    ReportedStart.objects.get_or_create(
        person=person,
        course_key=version.course_key,
        defaults={"month": date(2026, 3, 1), "language": "en", "mode": "online", **told},
    )
    certificate = issue_certificate(person=person, course_key=version.course_key, name=NAME, language="en")
    return Kept(person, cohort, certificate)
