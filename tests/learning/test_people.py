"""Guests, codes, waiting after wrong pictures, claiming what a guest did."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.models import LessonVersion
from learning.answers import Address, record_answer
from learning.errors import CodeNotAccepted, TooManyTries
from learning.models import Attempt, CourseCompletion, Enrolment, LessonProgress, Person, StaffAction
from learning.people import FREE_TRIES, claim_guest, keep_progress, open_code
from learning.progress import rebuild_progress
from tests.cast import PIN
from tests.factories import make_course, make_lesson, make_module, right_response

pytestmark = pytest.mark.django_db
WRONG = ("key", "key", "key")


def answer(person: Person, places: slice) -> LessonVersion:
    version = LessonVersion.objects.current().get()
    for question_id, index in list(version.questions.items())[places]:
        address = Address(question_id=question_id, path=version.path)
        record_answer(uuid=uuid4(), person=person, address=address, response=right_response(index))
    return version


def test_a_guest_who_keeps_progress_gets_a_code_and_stays_the_same_person() -> None:
    guest = Person.objects.create()
    kept = keep_progress(person=guest, pin=PIN)
    assert kept.pk == guest.pk
    assert kept.code
    assert open_code(typed=kept.code, pin=PIN) == guest
    assert keep_progress(person=kept, pin=WRONG).code == kept.code


def test_wrong_code_and_wrong_pictures_get_the_same_words() -> None:
    person = keep_progress(person=None, pin=PIN)
    sentences = set()
    for typed, pin in ((person.code, WRONG), ("AAAA-AAAA", PIN), ("nonsense", PIN), (person.code, None)):
        with pytest.raises(CodeNotAccepted) as refusal:
            open_code(typed=typed, pin=pin)
        sentences.add(str(refusal.value))
    assert len(sentences) == 1


def test_after_five_wrong_tries_even_the_right_pictures_wait_and_then_open() -> None:
    person = keep_progress(person=None, pin=PIN)
    for _try in range(FREE_TRIES):
        with pytest.raises(CodeNotAccepted):
            open_code(typed=person.code, pin=WRONG)
    with pytest.raises(TooManyTries, match="5 minutes"):
        open_code(typed=person.code, pin=PIN)
    Person.objects.update(pin_locked_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(CodeNotAccepted):
        open_code(typed=person.code, pin=WRONG)
    with pytest.raises(TooManyTries, match="10 minutes"):
        open_code(typed=person.code, pin=PIN)
    Person.objects.update(pin_locked_until=None)
    assert open_code(typed=person.code, pin=PIN) == person
    assert Person.objects.get().pin_failures == 0


def test_claiming_moves_every_answer_and_lights_the_lamp_both_made_together() -> None:
    make_lesson(make_module(make_course()))
    person, guest = keep_progress(person=None, pin=PIN), Person.objects.create()
    answer(person, slice(0, 2))
    answer(guest, slice(2, 4))
    opened = open_code(typed=person.code, pin=PIN, guest=guest, claim=True)
    assert opened == person
    assert not Person.objects.filter(pk=guest.pk).exists()
    assert Attempt.objects.filter(person=person).count() == 4
    assert LessonProgress.objects.get().lamp == "lit"
    assert CourseCompletion.objects.filter(person=person).count() == Enrolment.objects.count() == 1


def test_without_claiming_the_guest_keeps_what_is_theirs() -> None:
    make_lesson(make_module(make_course()))
    person, guest = keep_progress(person=None, pin=PIN), Person.objects.create()
    answer(guest, slice(0, 2))
    open_code(typed=person.code, pin=PIN, guest=guest, claim=False)
    assert Attempt.objects.filter(person=guest).count() == 2


def test_a_learner_with_a_code_is_never_claimed_by_another() -> None:
    make_lesson(make_module(make_course()))
    person, other = keep_progress(person=None, pin=PIN), keep_progress(person=None, pin=WRONG)
    answer(other, slice(0, 1))
    open_code(typed=person.code, pin=PIN, guest=other, claim=True)
    assert Attempt.objects.get().person == other


def test_progress_can_be_rebuilt_from_the_attempts_alone() -> None:
    make_lesson(make_module(make_course()))
    person = Person.objects.create()
    answer(person, slice(0, 5))
    before = LessonProgress.objects.values("questions_total", "questions_tried", "questions_right").get()
    LessonProgress.objects.all().delete()
    CourseCompletion.objects.all().delete()
    assert rebuild_progress(person) == 1
    assert LessonProgress.objects.values("questions_total", "questions_tried", "questions_right").get() == before
    assert LessonProgress.objects.get().lamp == "lit"
    assert CourseCompletion.objects.filter(person=person).exists()


def test_lamps_a_guest_has_lit_stay_lit_when_the_lesson_asks_more_today() -> None:
    make_lesson(make_module(make_course()))
    person, guest = keep_progress(person=None, pin=PIN), Person.objects.create()
    answer(guest, slice(0, 5))
    lit_at = LessonProgress.objects.get().completed_at
    version = LessonVersion.objects.get()
    questions = [card for card in version.content["cards"] if "question" in card]
    version.content["cards"] += [
        {**card, "id": str(uuid4()), "question": {**card["question"], "id": str(uuid4())}} for card in questions
    ]
    version.save()
    claim_guest(guest=guest, person=person)
    assert LessonProgress.objects.get(person=person).completed_at == lit_at
    assert CourseCompletion.objects.filter(person=person).count() == 1


def test_what_staff_did_for_a_guest_goes_along() -> None:
    person, guest = keep_progress(person=None, pin=PIN), Person.objects.create()
    StaffAction.objects.create(action="take_out", person=guest)
    claim_guest(guest=guest, person=person)
    assert StaffAction.objects.get().person == person


def test_claiming_twice_changes_nothing_more() -> None:
    make_lesson(make_module(make_course()))
    person, guest = keep_progress(person=None, pin=PIN), Person.objects.create()
    answer(guest, slice(0, 2))
    claim_guest(guest=guest, person=person)
    claim_guest(guest=guest, person=person)
    assert Attempt.objects.filter(person=person).count() == 2
