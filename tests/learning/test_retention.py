"""What grows old goes: guests, silent codes, tries, the log; what is in use stays, and a dry run changes nothing."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from learning.certificates.models import Certificate
from learning.models import (
    Attempt,
    Attendance,
    ClassSession,
    GuardianConsent,
    H5PResult,
    H5PState,
    LearnerFacts,
    LessonProgress,
    Membership,
    Person,
    ReportedStart,
    StaffAction,
    StrangeCode,
)
from learning.people import open_code
from learning.retention import Retained, apply_retention
from learning.tasks import apply_retention as task
from tests.cast import PIN, Member
from tests.learning.kept_learner import NAME, Kept, answer_all, keep_everything

pytestmark = pytest.mark.django_db
NOTHING = Retained(0, 0, 0, 0, 0, 0)


def days_ago(days: int) -> object:
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def kept(learner: Member, facilitator: Member) -> Kept:
    return keep_everything(learner.person, facilitator.person)  # type: ignore[arg-type]


def silence(person: Person, days: int) -> None:
    """As if nobody had been here for so long."""
    Membership.objects.filter(person=person).update(joined_at=days_ago(days))
    ClassSession.objects.update(recorded_at=days_ago(days))
    Person.objects.filter(pk=person.pk).update(joined_at=days_ago(days), opened_on=None)
    Attempt.objects.filter(person=person).update(recorded_at=days_ago(days))
    H5PResult.objects.filter(person=person).update(recorded_at=days_ago(days))
    H5PState.objects.filter(person=person).update(updated_at=days_ago(days))


def test_what_is_in_use_stays(kept: Kept, guest: Member) -> None:
    assert apply_retention(at=timezone.now()) == NOTHING
    assert Person.objects.filter(username=None).count() == 2


def test_a_guest_without_answers_goes_and_one_with_answers_becomes_nobody(kept: Kept, guest: Member) -> None:
    empty = Person.objects.create(joined_at=days_ago(settings.GUEST_DAYS + 1))
    answer_all(guest.person)  # type: ignore[arg-type]
    silence(guest.person, settings.GUEST_DAYS + 1)  # type: ignore[arg-type]
    assert apply_retention(at=timezone.now()) == NOTHING._replace(guests_deleted=1, guests_forgotten=1)
    assert not Person.objects.filter(pk=empty.pk).exists()
    shell = Person.objects.get(pk=guest.person.pk)  # type: ignore[union-attr]
    assert not shell.is_active
    assert shell.uuid != guest.person.uuid  # type: ignore[union-attr]
    assert "Tiny course" not in guest.client.get("/en/me/").content.decode()
    assert apply_retention(at=timezone.now()) == NOTHING


def test_a_silent_code_is_let_go_and_its_answers_stay_as_nobodys(kept: Kept) -> None:
    silence(kept.person, settings.INACTIVE_CODE_DAYS + 1)
    assert apply_retention(at=timezone.now()) == NOTHING._replace(learners_forgotten=1)
    shell = Person.objects.get(pk=kept.person.pk)
    assert (shell.code, shell.pin_digest, shell.opened_on, shell.is_active) == (None, "", None, False)
    for model in (LearnerFacts, Membership, Attendance, GuardianConsent):
        assert not model._default_manager.exists(), model
    assert Attempt.objects.filter(person=shell).count() == 5
    assert LessonProgress.objects.filter(person=shell).exists()
    assert StaffAction.objects.get().person is None
    start = ReportedStart.objects.get()
    assert (start.gender, start.age_band, start.country, start.institution, start.cohort) == ("", "", "", None, None)


def test_the_certificate_of_a_silent_learner_stands_and_points_at_nobody(kept: Kept, visitor: Member) -> None:
    silence(kept.person, settings.INACTIVE_CODE_DAYS + 1)
    apply_retention(at=timezone.now())
    row = Certificate.objects.get()
    assert (row.person, row.name, row.is_valid) == (None, NAME, True)
    page = visitor.client.get(f"/c/{row.shown_number}").content.decode()
    assert "Genuine" in page
    assert NAME not in page


def test_opening_with_the_code_counts_as_being_here(kept: Kept) -> None:
    code = str(kept.person.code)
    silence(kept.person, settings.INACTIVE_CODE_DAYS + 1)
    open_code(typed=code, pin=PIN)
    assert apply_retention(at=timezone.now()) == NOTHING


@pytest.mark.parametrize(("model", "field"), [(Membership, "joined_at"), (ClassSession, "recorded_at")])
def test_a_class_counts_as_being_here(kept: Kept, model: type[Membership | ClassSession], field: str) -> None:
    silence(kept.person, settings.INACTIVE_CODE_DAYS + 1)
    model._default_manager.update(**{field: days_ago(1)})
    assert apply_retention(at=timezone.now()) == NOTHING


def test_tries_and_the_log_grow_old(kept: Kept) -> None:
    StrangeCode.objects.create(digest="x", tried_at=days_ago(3))
    StrangeCode.objects.create(digest="y")
    StaffAction.objects.update(at=days_ago(settings.STAFF_ACTION_DAYS + 1))
    assert apply_retention(at=timezone.now()) == NOTHING._replace(strange_codes=1, staff_actions=1)
    assert StrangeCode.objects.get().digest == "y"


def test_staff_never_go_by_themselves(facilitator: Member) -> None:
    Person.objects.update(joined_at=days_ago(4000))
    assert apply_retention(at=timezone.now()) == NOTHING


def test_a_dry_run_counts_and_changes_nothing(kept: Kept) -> None:
    silence(kept.person, settings.INACTIVE_CODE_DAYS + 1)
    said = io.StringIO()
    call_command("apply_retention", "--dry-run", stdout=said)
    assert "learners forgotten: 1 would go." in said.getvalue()
    assert Person.objects.get(pk=kept.person.pk).code == kept.person.code
    call_command("apply_retention", stdout=said)
    assert "learners forgotten: 1 went." in said.getvalue()


def test_the_clock_does_it_daily(kept: Kept) -> None:
    assert settings.CELERY_BEAT_SCHEDULE["apply-retention"] == {"task": task.name, "schedule": 24 * 3600.0}
    silence(kept.person, settings.INACTIVE_CODE_DAYS + 1)
    task()
    assert Person.objects.get(pk=kept.person.pk).code is None
