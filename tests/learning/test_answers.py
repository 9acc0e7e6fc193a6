"""`record_answer`: the one door for answers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import CourseVersion, LessonPage, LessonVersion
from learning.answers import Address, record_answer
from learning.errors import AnswerConflict, AnswerNotUnderstood, LessonNotPublished, UnknownQuestion
from learning.models import Attempt, CourseCompletion, Enrolment, LessonProgress, Person
from tests.factories import right_response, wrong_response

pytestmark = pytest.mark.django_db


def answer(version: LessonVersion, question_id: str, response: object, person: Person | None = None, uuid: UUID | None = None):
    return record_answer(
        uuid=uuid or uuid4(), person=person, address=Address(question_id=question_id, path=version.path), response=response
    )


def queries_of(action) -> int:
    """Statements that read or write, without BEGIN, COMMIT and savepoints."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        action()
    return sum(not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for q in captured.captured_queries)


def test_a_right_answer_of_each_kind_scores_one_and_lights_the_lamp(version: LessonVersion) -> None:
    person = Person.objects.create()
    for question_id, index in version.questions.items():
        recorded = answer(version, question_id, right_response(index), person)
        assert recorded.grade.score == 1, index["kind"]
    progress = LessonProgress.objects.get(person=person)
    assert (progress.questions_total, progress.questions_right, progress.lamp) == (5, 5, "lit")
    assert CourseCompletion.objects.get(person=person).course_version == CourseVersion.objects.current().get()
    assert Enrolment.objects.get(person=person).course_key == version.course_key


def test_a_wrong_answer_scores_less_and_can_be_mended(version: LessonVersion) -> None:
    person = Person.objects.create()
    for question_id, index in version.questions.items():
        assert answer(version, question_id, wrong_response(index), person).grade.score < 1, index["kind"]
    assert LessonProgress.objects.get(person=person).lamp == "half"
    for question_id, index in version.questions.items():
        answer(version, question_id, right_response(index), person)
    assert LessonProgress.objects.get(person=person).lamp == "lit"
    assert Attempt.objects.filter(person=person).count() == 10


def test_four_of_five_are_enough_and_a_later_mistake_takes_nothing_away(version: LessonVersion) -> None:
    person = Person.objects.create()
    questions = list(version.questions.items())
    for question_id, index in questions[:4]:
        answer(version, question_id, right_response(index), person)
    assert LessonProgress.objects.get(person=person).lamp == "lit"
    answer(version, questions[0][0], wrong_response(questions[0][1]), person)
    assert LessonProgress.objects.get(person=person).questions_right == 4


def test_the_same_uuid_again_is_the_same_answer(version: LessonVersion) -> None:
    question_id, index = next(iter(version.questions.items()))
    uuid = uuid4()
    first = answer(version, question_id, right_response(index), uuid=uuid)
    again = answer(version, question_id, right_response(index), first.attempt.person, uuid=uuid)
    without_cookie = answer(version, question_id, right_response(index), None, uuid=uuid)
    assert again.is_replay
    assert without_cookie.attempt.person == first.attempt.person
    assert Attempt.objects.count() == Person.objects.count() == 1


@pytest.mark.parametrize("change", ["response", "question", "person"])
def test_a_uuid_used_for_another_answer_is_refused(version: LessonVersion, change: str) -> None:
    (question_id, index), (other_id, other_index) = list(version.questions.items())[:2]
    uuid = uuid4()
    person = answer(version, question_id, right_response(index), uuid=uuid).attempt.person
    question, response, who = {
        "response": (question_id, wrong_response(index), person),
        "question": (other_id, right_response(other_index), person),
        "person": (question_id, right_response(index), Person.objects.create()),
    }[change]
    with pytest.raises(AnswerConflict):
        answer(version, question, response, who, uuid=uuid)
    assert Attempt.objects.count() == 1


def test_refusals_store_nothing_not_even_a_guest(version: LessonVersion, lesson: LessonPage) -> None:
    question_id, index = next(iter(version.questions.items()))
    with pytest.raises(UnknownQuestion):
        answer(version, str(uuid4()), "x")
    with pytest.raises(AnswerNotUnderstood):
        answer(version, question_id, ["a", {"b": []}])
    with pytest.raises(AnswerNotUnderstood):
        record_answer(
            uuid=uuid4(),
            person=None,
            address=Address(question_id=question_id, path=version.path, version=99),
            response=right_response(index),
        )
    with pytest.raises(AnswerNotUnderstood):
        record_answer(
            uuid=uuid4(),
            person=None,
            address=Address(question_id=question_id, path=version.path),
            response=right_response(index),
            occurred_at=timezone.now() + timedelta(days=2),
        )
    lesson.unpublish()
    with pytest.raises(LessonNotPublished):
        answer(version, question_id, right_response(index))
    assert not Attempt.objects.exists()
    assert not Person.objects.exists()


def test_an_answer_to_an_older_version_is_graded_by_that_version(lesson: LessonPage, version: LessonVersion) -> None:
    question_id, index = next(iter(version.questions.items()))
    old_right = right_response(index)
    lesson.body[1].value["options"][0]["is_right"], lesson.body[1].value["options"][1]["is_right"] = True, False
    lesson.save_revision().publish()
    address = Address(question_id=question_id, path=version.path, version=1)
    assert record_answer(uuid=uuid4(), person=None, address=address, response=old_right).grade.is_correct
    assert not answer(version, question_id, old_right).grade.is_correct


def test_recording_costs_six_queries_at_most(version: LessonVersion) -> None:
    questions = list(version.questions.items())
    person = Person.objects.create()
    first_of_guest = queries_of(lambda: answer(version, questions[0][0], right_response(questions[0][1])))
    costs = [
        queries_of(lambda q=question_id, i=index: answer(version, q, right_response(i), person)) for question_id, index in questions
    ]
    assert first_of_guest == 6
    assert costs == [6, 5, 5, 6, 5]  # the first enrols, the fourth completes the course
