"""A completion code that a learner wrote down at a device finds the answers that came home, and nobody else's."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from courses.models import LessonVersion
from learning.bundles.completion_code import GUEST, completion_code, shown_completion_code
from learning.bundles.results.claimed import claimed_by
from learning.bundles.results.errors import ResultsRefused
from learning.bundles.results.receive import take_results
from learning.models import Cohort, Membership
from tests.cast import Member
from tests.factories import make_cohort, seat_learner
from tests.learning.bundles.results.device import Device

pytestmark = pytest.mark.django_db


def bring(cohort: Cohort, by: Member, data: bytes) -> None:
    actor: Any = by.person
    take_results(data=data, by=actor, institution=cohort.institution, cohort=cohort)


def uuids(answers: list[list[Any]]) -> list[UUID]:
    return [UUID(row[0]) for row in answers]


def code_of(key: UUID, learner: str, answers: list[list[Any]]) -> str:
    return shown_completion_code(completion_code(key, learner, uuids(answers)))


@pytest.fixture
def course(device: Device, lessons: list[LessonVersion]) -> list[list[Any]]:
    """Answers to all lessons of the course, in the order of the time."""
    return [answer for lesson in lessons for answer in device.lesson(lesson)]


@pytest.mark.parametrize("who", ["guest", "learner of the device", "code"])
def test_the_code_is_found_whoever_the_device_knew(
    who: str,
    cohort: Cohort,
    member: Membership,
    facilitator: Member,
    device: Device,
    course: list[list[Any]],
    key: UUID,
    lessons: list[LessonVersion],
) -> None:
    """Also when the learner went on answering afterwards, and others' answers came in the same file."""
    code = str(member.person.code) if who == "code" else ""
    learner = device.guest if who == "guest" else str(uuid4())
    written = code_of(key, {"guest": GUEST, "code": code}.get(who, learner), course)
    more, others = [device.answer(lessons[0], next(iter(lessons[0].questions)))], device.lesson(lessons[1])
    bring(
        cohort,
        facilitator,
        device.file(
            device.learner([*course, *more], code=code, learner=learner), device.learner(others, learner=str(uuid4()), code="")
        ),
    )
    found = claimed_by(cohort, written.lower())
    assert found is not None
    assert (found.course_key, found.answers) == (key, len(course))
    assert (found.seat == member.seat) is (who == "code")
    assert found.last_at.isoformat() == course[-1][-1]


def test_a_code_of_answers_that_did_not_come_or_came_elsewhere_is_not_found(
    cohort: Cohort, facilitator: Member, device: Device, course: list[list[Any]], key: UUID
) -> None:
    written = code_of(key, GUEST, course)
    assert claimed_by(cohort, written) is None
    bring(cohort, facilitator, device.file(device.learner(course[:-1])))
    assert claimed_by(cohort, written) is None
    bring(cohort, facilitator, device.file(device.learner(course[-1:])))
    assert claimed_by(cohort, written) is not None
    other = make_cohort(facilitator.person, name="Sunday circle")  # type: ignore[arg-type]
    seat_learner(other)
    assert claimed_by(other, written) is None


@pytest.mark.parametrize("typed", ["", "x", "8YNFF8NYN6RJRAT6Z", "8YNF-F8NY-N6RJ-RAT6", "8YNF" * 40, "٣٤٥٦", "\x00"])
def test_what_is_no_code_is_said_to_be_none(cohort: Cohort, typed: str) -> None:
    with pytest.raises(ResultsRefused, match="17 letters and digits"):
        claimed_by(cohort, typed)


def test_it_costs_three_queries_however_many_learners_and_answers(
    cohort: Cohort,
    facilitator: Member,
    device: Device,
    course: list[list[Any]],
    key: UUID,
    django_assert_num_queries: Any,
) -> None:
    bring(cohort, facilitator, device.file(device.learner(course), device.learner(device_answers(course), learner=str(uuid4()))))
    with django_assert_num_queries(3):
        assert claimed_by(cohort, code_of(key, "nobody", course)) is None


def device_answers(course: list[list[Any]]) -> list[list[Any]]:
    """The same answers by another learner."""
    return [[str(uuid4()), *row[1:]] for row in course]


def test_the_page_says_whose_they_are_or_what_to_do(
    cohort: Cohort, member: Membership, facilitator: Member, partner: Member, device: Device, course: list[list[Any]], key: UUID
) -> None:
    code = str(member.person.code)
    bring(cohort, facilitator, device.file(device.learner(course, code=code, learner=str(uuid4()))))
    path = reverse("learning:class_results", args=[cohort.uuid])

    def page(typed: str) -> str:
        return facilitator.client.get(path, {"completion": typed}).content.decode()

    assert f"Number {member.seat}: {len(course)} answers, the last given on" in page(code_of(key, code, course))
    assert "fits no answers of this class" in page("8YNFF8NYN6RJRAT6Y")
    assert "17 letters and digits" in page("<b>")
    assert "<b>&quot;" not in page('<b>"')
    assert "✓" not in page("")
    assert code not in page(code_of(key, code, course))
    house = reverse("learning:partner_results", args=[cohort.institution.uuid])
    assert "completion" not in partner.client.get(house).content.decode()
