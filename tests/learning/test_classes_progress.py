"""Who is stuck where, who finished, from whom nothing came; a class of thirty costs what a class of three costs."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.models import CourseVersion, LessonVersion
from learning.answers import Address, record_answer
from learning.class_progress import TRIES, ClassBoard, board_of
from learning.models import Cohort, LessonProgress, Membership, Person
from tests.cast import Member
from tests.factories import make_cohort, make_course, make_lesson, make_module, right_response, seat_learner, wrong_response
from tests.kept_rows import kept
from tests.learning.test_query_counts import cost

pytestmark = pytest.mark.django_db


@kept
def course() -> CourseVersion:
    module = make_module(make_course())
    for place in (1, 2):
        make_lesson(module, f"lesson-{place}", title=f"Lesson number {place}")
    return CourseVersion.objects.current().get()


@pytest.fixture
def cohort(facilitator: Member, course: CourseVersion) -> Cohort:
    cohort = make_cohort(facilitator.person)
    cohort.courses.create(course_key=course.course_key)
    return cohort


def answer(person: Person, place: int, *, right: bool, times: int = 1, questions: int = 99) -> None:
    """Answers the first questions of a lesson."""
    version = LessonVersion.objects.current().get(path__endswith=f"lesson-{place}")
    for question_id, index in list(version.questions.items())[:questions]:
        for _time in range(times):
            record_answer(
                uuid=uuid4(),
                person=person,
                address=Address(question_id=question_id, path=version.path),
                response=right_response(index) if right else wrong_response(index),
            )


def board(cohort: Cohort) -> ClassBoard:
    return board_of(cohort, languages=["en"], at=timezone.now())


def test_lamps_stand_by_number(cohort: Cohort) -> None:
    first, second = seat_learner(cohort), seat_learner(cohort)
    answer(first.person, 1, right=True)
    answer(second.person, 2, right=True, questions=1)
    rows = {learner.seat: sorted(learner.lamps.values()) for learner in board(cohort).learners}
    assert rows == {1: ["lit"], 2: ["half"]}
    assert [one.lit for one in board(cohort).lessons] == [1, 0]


def test_the_same_question_wrong_again_and_again_is_being_stuck(cohort: Cohort) -> None:
    tries, fewer, solved = (seat_learner(cohort) for _learner in range(3))
    answer(tries.person, 2, right=False, times=TRIES, questions=1)
    answer(fewer.person, 2, right=False, times=TRIES - 1, questions=1)
    answer(solved.person, 2, right=False, times=TRIES, questions=1)
    answer(solved.person, 2, right=True, questions=1)
    assert [one.stuck for one in board(cohort).lessons] == [[], [1]]
    assert board(cohort).stuck == 1


def test_who_has_all_lamps_has_finished_and_is_never_quiet(cohort: Cohort) -> None:
    member = seat_learner(cohort)
    for place in (1, 2):
        answer(member.person, place, right=True)
    LessonProgress.objects.update(last_answer_at=timezone.now() - timedelta(days=40))
    [learner] = board(cohort).learners
    assert learner.has_finished
    assert learner.quiet_since is None


@pytest.mark.parametrize(("days", "quiet"), [(13, False), (15, True)])
def test_nothing_for_fourteen_days_is_noticed(cohort: Cohort, days: int, quiet: bool) -> None:
    began, never = seat_learner(cohort), seat_learner(cohort)
    answer(began.person, 1, right=True, questions=1)
    ago = timezone.now() - timedelta(days=days)
    LessonProgress.objects.update(last_answer_at=ago)
    Membership.objects.filter(pk=never.pk).update(joined_at=ago)
    assert [learner.quiet_since is not None for learner in board(cohort).learners] == [quiet, quiet]


def test_answers_in_courses_of_others_do_not_count_here(cohort: Cohort) -> None:
    member = seat_learner(cohort)
    answer(member.person, 1, right=True)
    cohort.courses.all().delete()
    [learner] = board(cohort).learners
    assert learner.lamps == {}
    assert not learner.has_finished


def test_who_left_is_on_the_board_no_more(cohort: Cohort) -> None:
    member = seat_learner(cohort)
    Membership.objects.filter(pk=member.pk).update(left_at=timezone.now())
    assert board(cohort).learners == []


def test_the_page_names_numbers_lessons_and_no_codes(cohort: Cohort, facilitator: Member) -> None:
    member = seat_learner(cohort)
    answer(member.person, 2, right=False, times=TRIES, questions=1)
    for language in ("en", "ar"):
        page = facilitator.client.get(f"/{language}/classes/{cohort.uuid}/").content.decode()
        assert "Lesson number 2" in page
        assert '<span class="seat">1</span>' in page
        assert str(member.person.code) not in page


@pytest.mark.parametrize("path", ["", "log/", "learners/", "announcements/"])
def test_a_page_of_a_class_costs_the_same_however_many_learn(cohort: Cohort, facilitator: Member, path: str) -> None:
    costs = []
    for more in (3, 9):
        for _learner in range(more):
            member = seat_learner(cohort)
            answer(member.person, 1, right=False, times=TRIES, questions=1)
        costs.append(cost(lambda: facilitator.client.get(f"/en/classes/{cohort.uuid}/{path}")))
    assert costs[0] == costs[1]
    assert costs[1] <= 14


@pytest.mark.parametrize("path", ["/en/classes/", "/en/partner/"])
def test_lists_of_classes_cost_the_same_however_many_there_are(partner: Member, facilitator: Member, path: str) -> None:
    costs = []
    for more in (2, 5):
        for place in range(more):
            seat_learner(make_cohort(facilitator.person, name=f"Class {more} {place}"))
        costs.append(cost(lambda: partner.client.get(path, follow=True)))
    assert costs[0] == costs[1]
