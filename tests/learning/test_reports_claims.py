"""What reports count of a guest and a learner who turn out to be one person is what counting anew would give."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.models import LessonVersion
from courses.models.purpose import CHECKS
from learning.answers import Address, record_answer
from learning.models import MEASURES, EvidenceKind, Person, QuestionCount, ReportedStart
from learning.people import claim_guest, keep_progress
from learning.reports import rollup
from learning.reports.rollup import rebuild, roll_up
from tests.cast import PIN
from tests.factories import make_check, right_response, wrong_response

pytestmark = pytest.mark.django_db
SUMS = ("people", "right", "chosen", "pairs", "sum_x", "sum_y", "sum_yy", "sum_xy")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are counted the moment they are there."""
    monkeypatch.setattr(rollup, "SETTLED_AFTER", timedelta(minutes=-1))


def answer(person: Person, version: LessonVersion, rights: str, **more: Any) -> None:
    """Answers the lesson's first questions, each right (1) or wrong (0) or not at all (-)."""
    for place, ((question, index), mark) in enumerate(zip(version.questions.items(), rights, strict=False)):
        if mark != "-":
            response = right_response(index) if mark == "1" else wrong_response(index)
            at = timezone.now() - timedelta(hours=1) + timedelta(minutes=3 * place)
            address = Address(question_id=question, path=version.path)
            record_answer(uuid=uuid4(), person=person, address=address, response=response, occurred_at=at, **more)


def counted() -> tuple[list[Any], list[Any]]:
    """Everything that is counted, but what was published or shown of it before."""
    fields = ("person", "course_key", "month", "gender", "age_band", "language", "mode", "cohort", "is_completed", *MEASURES)
    rows = QuestionCount.objects.order_by("question_id", "language").values("question_id", "language", *SUMS)
    return list(ReportedStart.objects.order_by("course_key").values(*fields)), list(rows)


def both() -> tuple[Person, Person]:
    return Person.objects.create(), keep_progress(person=None, pin=PIN)


@pytest.mark.parametrize(
    ("first", "second"),
    [("01010", "11111"), ("11111", "00000"), ("01---", "--110"), ("1----", ""), ("", "0101"), ("00000", "1----")],
)
@pytest.mark.parametrize("is_guest_first", [True, False])
def test_after_a_claim_the_counts_are_those_of_counting_anew(
    version: LessonVersion, first: str, second: str, is_guest_first: bool
) -> None:
    guest, person = both()
    answer(Person.objects.create(), version, "10101")
    for who, rights in zip((guest, person) if is_guest_first else (person, guest), (first, second), strict=True):
        answer(who, version, rights)
        answer(who, version, rights[:2])
        roll_up()
    claim_guest(guest=guest, person=person)
    kept = counted()
    rebuild()
    assert counted() == kept
    assert {row["people"] for row in kept[1]} <= {1, 2}


def test_what_waits_to_be_counted_is_counted_once(version: LessonVersion) -> None:
    guest, person = both()
    answer(guest, version, "01")
    answer(person, version, "1-1")
    roll_up()
    answer(guest, version, "11111")
    answer(person, version, "-01")
    claim_guest(guest=guest, person=person)
    roll_up()
    kept = counted()
    rebuild()
    assert counted() == kept


def test_a_guest_of_whom_nothing_is_counted_brings_only_answers(version: LessonVersion) -> None:
    guest, person = both()
    answer(person, version, "01")
    roll_up()
    before = counted()
    answer(guest, version, "111")
    claim_guest(guest=guest, person=person)
    assert counted() == before
    roll_up()
    kept = counted()
    rebuild()
    assert counted() == kept


def test_a_check_before_as_a_guest_and_one_after_as_a_learner_are_one_gain(version: LessonVersion) -> None:
    guest, person = both()
    module = version.page.get_parent().specific  # type: ignore[union-attr]
    checks = [make_check(module, purpose) for purpose in CHECKS]
    start, end = (LessonVersion.objects.current().get(lesson_key=check.translation_key) for check in checks)
    answer(guest, start, "0001")
    answer(person, end, "0111")
    roll_up()
    claim_guest(guest=guest, person=person)
    kept = counted()
    rebuild()
    assert counted() == kept
    assert [(row["gain_people"], row["gain_points"]) for row in kept[0]] == [(1, 50)]


@pytest.mark.parametrize("published", ["guest", "learner", "both"])
def test_who_was_published_as_one_of_the_two_is_not_published_again(version: LessonVersion, published: str) -> None:
    guest, person = both()
    for who in (guest, person):
        answer(who, version, "11111")
    roll_up()
    names = {"guest": [guest], "learner": [person], "both": [guest, person]}
    ReportedStart.objects.filter(person__in=names[published]).update(is_released=True)
    claim_guest(guest=guest, person=person)
    assert list(ReportedStart.objects.values_list("person", "is_released")) == [(person.pk, True)]
    kept = counted()
    rebuild()
    assert counted() == kept


def test_how_the_first_answer_came_is_how_the_person_began(version: LessonVersion) -> None:
    guest, person = both()
    answer(guest, version, "1", evidence=EvidenceKind.FACILITATOR_CONFIRMED)
    answer(person, version, "11111")
    roll_up()
    claim_guest(guest=guest, person=person)
    assert [start.mode for start in ReportedStart.objects.all()] == [EvidenceKind.FACILITATOR_CONFIRMED]
