"""A learner about whom everything is kept that can be: answers, a class, facts, consent, a certificate, prior learning."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import uuid4

from django.utils import timezone

from courses.models import H5PContent, LessonVersion
from learning.answers import Address, record_answer
from learning.bundles.results.models import DeviceLearner, Flag, FlagKind, Return, ReturnedAnswer
from learning.certificates.issuing import issue_certificate
from learning.certificates.models import Certificate, PriorLearning
from learning.facts import tell_facts
from learning.models import (
    Attempt,
    Attendance,
    CheckResult,
    ClassSession,
    Cohort,
    Confirmation,
    GuardianConsent,
    H5PResult,
    H5PState,
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


def bring_home(person: Person, cohort: Cohort) -> None:
    """One of the answers came home from a device, looked unlikely, and was confirmed."""
    attempt = Attempt.objects.filter(person=person).earliest("pk")
    returned = Return.objects.create(institution=cohort.institution, cohort=cohort, sha256="0" * 64, device="0" * 32, language="en")
    ReturnedAnswer.objects.create(attempt=attempt, returned=returned)
    Flag.objects.create(returned=returned, person=person, kind=FlagKind.EARLY, count=1)
    DeviceLearner.objects.create(device="0" * 32, learner=uuid4(), person=person)
    Confirmation.objects.create(attempt=attempt)


def play(person: Person, version: LessonVersion) -> None:
    """What a content that a lesson showed said of somebody, and where they stopped in it."""
    content = H5PContent.objects.create(title="Torches", library="Mwanga.Questions 1.0", params={})
    keys = {"course_key": version.course_key, "lesson_key": version.lesson_key, "card_id": "card"}
    done = {"verb": "answered", "score": 1, "max_score": 1, "response": "1", "occurred_at": timezone.now()}
    H5PResult.objects.create(uuid=uuid4(), person=person, content=content, **keys, **done)
    H5PState.objects.create(person=person, content=content, data_type="state", data="[1]", content_hash="0" * 64)


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
    PriorLearning.objects.create(
        person=person,
        course_key=version.course_key,
        issuer_name="School",
        issuer_did="did:web:school.example.org",
        achievement_id="https://school.example.org/ai",
        credential_hash="0" * 64,
        awarded_on=date(2026, 2, 2),
    )
    bring_home(person, cohort)
    play(person, version)
    certificate = issue_certificate(person=person, course_key=version.course_key, name=NAME, language="en")
    return Kept(person, cohort, certificate)
