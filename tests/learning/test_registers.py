"""Registers: saved whole or not at all, once for each uuid; what learners had right lights their lamps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.models import LessonVersion
from courses.questions import KINDS
from courses.questions.confirmed import confirmed_response
from learning.errors import AnswerConflict, LessonNotPublished, RegisterConflict, RegisterRefused
from learning.models import Attempt, Attendance, ClassSession, Cohort, EvidenceKind, HandsUp, LessonProgress, StaffAction
from learning.registers import Register, keep_hands, kept_register, projector_uuid, save_register
from learning.staff_log import log_of
from learning.teaching import questions_asked
from learning.views.lesson import states_of
from tests.cast import Member
from tests.factories import make_course, make_lesson, make_module, seat_learner
from tests.learning.class_of import make_class

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 3)


def all_right(version: LessonVersion, *seats: int) -> dict[tuple[int, str], bool]:
    return {(seat, question): True for seat in seats for question in version.questions}


def register_for(version: LessonVersion, *seats: int, **more: Any) -> Register:
    """A register in which these were there and had everything right."""
    fields = {"uuid": uuid4(), "held_on": DAY, "minutes": 27, "present": frozenset(seats), "results": all_right(version, *seats)}
    return Register(**(fields | more))


def save(cohort: Cohort, version: LessonVersion, register: Register, by: Member) -> Any:
    return save_register(cohort=cohort, version=version, register=register, by=by.person)  # type: ignore[arg-type]


def rows() -> dict[str, int]:
    models = (ClassSession, Attendance, HandsUp, Attempt, LessonProgress, StaffAction)
    return {model.__name__: model.objects.count() for model in models}


def test_a_register_lights_the_lamps_of_those_who_had_everything_right(
    cohort: Cohort, version: LessonVersion, facilitator: Member
) -> None:
    saved = save(cohort, version, register_for(version, 1, 3), facilitator)
    assert not saved.is_replay
    assert (saved.session.held_on, saved.session.minutes, saved.session.recorded_by) == (DAY, 27, facilitator.person)
    lit = {progress.person_id for progress in LessonProgress.objects.all() if progress.lamp == "lit"}
    seats = {member.seat: member.person_id for member in cohort.memberships.all()}
    assert lit == {seats[1], seats[3]}
    assert set(Attempt.objects.values_list("evidence", flat=True)) == {EvidenceKind.FACILITATOR_CONFIRMED}
    assert {timezone.localdate(one) for one in Attempt.objects.values_list("occurred_at", flat=True)} == {DAY}
    assert StaffAction.objects.get().action == "save_register"


def test_the_same_register_brought_twice_changes_nothing(cohort: Cohort, version: LessonVersion, facilitator: Member) -> None:
    asked = questions_asked(version)
    hands = {(asked[0].id, choice.id): choice.number for choice in asked[0].choices}
    register = register_for(version, 1, 2, hands=hands)
    save(cohort, version, register, facilitator)
    before = rows()
    saved = save(cohort, version, register, facilitator)
    assert saved.is_replay
    assert rows() == before
    assert kept_register(saved.session) == register


def test_a_uuid_that_brings_another_register_is_refused(cohort: Cohort, version: LessonVersion, facilitator: Member) -> None:
    register = register_for(version, 1)
    save(cohort, version, register, facilitator)
    before = rows()
    for other in (replace(register, minutes=30), replace(register, present=frozenset({1, 2})), replace(register, results={})):
        with pytest.raises(RegisterConflict, match="said something else"):
            save(cohort, version, other, facilitator)
    another = make_class(version, name="Another")
    with pytest.raises(RegisterConflict):
        save(another, version, register, facilitator)
    assert rows() == before | {}


def test_wrong_answers_are_kept_as_answers_that_are_not_right(cohort: Cohort, version: LessonVersion, facilitator: Member) -> None:
    results = {(1, question): False for question in version.questions}
    save(cohort, version, register_for(version, 1, results=results), facilitator)
    assert Attempt.objects.count() == len(version.questions)
    assert not Attempt.objects.filter(is_correct=True).exists()
    assert LessonProgress.objects.get().lamp == "half"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"held_on": date(2025, 12, 31)}, "before the first day"),
        ({"held_on": date(2400, 1, 1)}, "in the future"),
        ({"minutes": 0}, "from 1 to 600"),
        ({"present": frozenset({1, 9})}, "nobody with the number 9"),
        ({"present": frozenset()}, "Number 1 has results but was not there"),
        ({"hands": {("no-question", "x"): 1}}, "does not have"),
        ({"results": {(1, str(uuid4())): True}}, "does not have"),
    ],
)
def test_a_register_with_something_wrong_stores_nothing(
    cohort: Cohort, version: LessonVersion, facilitator: Member, change: dict[str, Any], words: str
) -> None:
    before = rows()
    with pytest.raises(RegisterRefused, match=words):
        save(cohort, version, replace(register_for(version, 1), **change), facilitator)
    assert rows() == before


def test_every_problem_is_named_at_once(cohort: Cohort, version: LessonVersion, facilitator: Member) -> None:
    with pytest.raises(RegisterRefused) as refused:
        save(cohort, version, register_for(version, 8, 9, minutes=0), facilitator)
    assert len(refused.value.problems) == 3


def test_an_answer_that_cannot_be_kept_takes_the_whole_register_back(
    cohort: Cohort, version: LessonVersion, facilitator: Member, learner: Member
) -> None:
    register = register_for(version, 1, 2)
    save(cohort, version, register, facilitator)
    # The second learner's first answer is in the way under another response: everything of the new register goes back.
    ClassSession.objects.all().delete()
    person = cohort.memberships.get(seat=2).person
    Attempt.objects.filter(person=person).update(response="something else")
    before = rows()
    with pytest.raises(AnswerConflict):
        save(cohort, version, register, facilitator)
    assert rows() == before
    assert not ClassSession.objects.exists()


def test_who_has_left_the_class_is_nobody_in_it(cohort: Cohort, version: LessonVersion, facilitator: Member) -> None:
    cohort.memberships.filter(seat=2).update(left_at=timezone.now())
    with pytest.raises(RegisterRefused, match="nobody with the number 2"):
        save(cohort, version, register_for(version, 2), facilitator)


def test_hands_counted_on_the_projector_are_the_days_and_end_with_its_register(
    cohort: Cohort, version: LessonVersion, facilitator: Member
) -> None:
    asked = questions_asked(version)[0]
    today = timezone.localdate()
    counts = {(asked.id, choice.id): 4 for choice in asked.choices}
    keep_hands(cohort=cohort, version=version, counts=counts, by=facilitator.person)
    keep_hands(cohort=cohort, version=version, counts=dict.fromkeys(counts, 5), by=facilitator.person)
    assert set(HandsUp.objects.values_list("count", flat=True)) == {5}
    uuid = projector_uuid(cohort, version.lesson_key, today)
    cohort.starts_on = today - timedelta(days=1)
    register = register_for(version, 1, uuid=uuid, held_on=today, hands={(asked.id, asked.choices[0].id): 6})
    saved = save(cohort, version, register, facilitator)
    assert ClassSession.objects.count() == 1
    assert [row.count for row in saved.session.hands.all()] == [6]
    assert keep_hands(cohort=cohort, version=version, counts=counts, by=facilitator.person) is None
    assert [row.count for row in saved.session.hands.all()] == [6]


def test_hands_are_kept_for_lessons_of_the_class_alone(cohort: Cohort, facilitator: Member) -> None:
    other = make_lesson(make_module(make_course("other-course")))
    foreign = LessonVersion.objects.current().get(lesson_key=other.translation_key)
    asked = questions_asked(foreign)[0]
    before = rows()
    with pytest.raises(LessonNotPublished, match="does not take this lesson"):
        keep_hands(cohort=cohort, version=foreign, counts={(asked.id, asked.choices[0].id): 4}, by=facilitator.person)
    assert rows() == before


def test_hands_that_are_kept_stand_in_the_log_unless_nothing_changed(
    cohort: Cohort, version: LessonVersion, facilitator: Member
) -> None:
    asked = questions_asked(version)[0]
    for hands in (4, 4, 5):
        counts = {(asked.id, choice.id): hands for choice in asked.choices}
        keep_hands(cohort=cohort, version=version, counts=counts, by=facilitator.person)
    lines = [(row.action, row.actor, row.detail) for row in log_of(cohort)]
    assert lines == [("keep_hands", facilitator.person, version.path)] * 2


def test_a_not_yet_is_shown_to_the_learner_as_no_choice_of_theirs(
    cohort: Cohort, version: LessonVersion, facilitator: Member, learner: Member
) -> None:
    seat = seat_learner(cohort, learner.person).seat
    right, *others = version.questions
    results = {(seat, right): True} | {(seat, question): False for question in others}
    save(cohort, version, register_for(version, seat, results=results), facilitator)
    states = states_of(learner.person, version)
    assert [(state["correct"], state["chosen"], state["feedback"]) for state in states.values() if not state["correct"]] == [
        (False, {}, [])
    ] * len(others)
    assert states[right]["chosen"]
    assert learner.client.get(f"/{version.path}/answer/").content.decode().count("Try again.") == len(others)
    rows = json.loads(learner.client.get("/en/me/data/export/").content)["parts"]["answers"]["rows"]
    assert [(row["answer"], row["response"], row["right"]) for row in rows] == [
        ("", None, question == right) for question in sorted(version.questions)
    ]


@pytest.mark.parametrize("is_right", [True, False])
def test_a_confirmed_response_of_each_kind_is_graded_as_it_was_confirmed(version: LessonVersion, is_right: bool) -> None:
    for index in version.questions.values():
        kind = KINDS[index["kind"]]
        response = kind.check(index, confirmed_response(index, is_right=is_right))
        assert kind.grade(index, response).is_correct is is_right


def test_where_every_option_is_right_one_alone_is_not_yet_all() -> None:
    options = [{"id": name, "text": name, "correct": True, "feedback": "Yes."} for name in ("a", "b")]
    index = {"id": "q", "kind": "several_answers", "prompt": "?", "options": options}
    assert confirmed_response(index, is_right=True) == ["a", "b"]
    assert not KINDS["several_answers"].grade(index, confirmed_response(index, is_right=False)).is_correct
