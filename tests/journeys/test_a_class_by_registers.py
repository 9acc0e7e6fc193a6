"""A class of twelve, from the first meeting to certificates, by registers alone: no learner ever touches a device."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from courses.models import CourseVersion
from learning.certificates.issuing import issue_certificate
from learning.class_lessons import lessons_of
from learning.models import Attempt, CohortCourse, CourseCompletion, EvidenceKind, LessonProgress
from tests.cast import Member
from tests.factories import make_cohort, make_course, make_lesson, make_module, seat_learner

pytestmark = pytest.mark.django_db
CLASS, LESSONS = 12, 3


def form_fields(page: str) -> dict[str, str]:
    """What the register's form has filled in."""
    form = page[page.index('<form class="fields"') :]
    form = form[: form.index("</form>")]
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)
    return {name: value for name, value in found if value and name != "csrfmiddlewaretoken"}


@pytest.fixture
def course() -> CourseVersion:
    """A course in Swahili."""
    module = make_module(make_course(code="sw"))
    for place in range(1, LESSONS + 1):
        make_lesson(module, f"lesson-{place}")
    return CourseVersion.objects.current().get(language="sw")


def test_a_class_of_twelve_from_registers_to_certificates(
    facilitator: Member, course: CourseVersion, django_capture_on_commit_callbacks: Any
) -> None:
    cohort = make_cohort(facilitator.person, language="sw")
    CohortCourse.objects.create(cohort=cohort, course_key=course.course_key)
    members = [seat_learner(cohort) for _seat in range(CLASS)]
    address = f"/sw/classes/{cohort.uuid}/register/"
    for week, lesson in enumerate(lessons_of(cohort), start=1):
        # Each time the register opens at the first lesson that was not held.
        fields = form_fields(facilitator.client.get(address).content.decode())
        assert fields["lesson"] == str(lesson.key)
        there = {f"there-{member.seat}": "on" for member in members}
        with django_capture_on_commit_callbacks(execute=True):
            answer = facilitator.client.post(address, fields | there | {"everybody": "on", "held_on": f"2026-03-{week:02}"})
        assert answer.status_code == 302
    assert {progress.lamp for progress in LessonProgress.objects.all()} == {"lit"}
    assert LessonProgress.objects.count() == CLASS * LESSONS
    assert CourseCompletion.objects.count() == CLASS
    assert set(Attempt.objects.values_list("evidence", flat=True)) == {EvidenceKind.FACILITATOR_CONFIRMED}
    assert CourseCompletion.objects.first().completed_at.date() == date(2026, 3, LESSONS)  # type: ignore[union-attr]
    certificate = issue_certificate(person=members[0].person, course_key=course.course_key, name="Neema Mwakyusa", language="sw")
    assert certificate.evidence == EvidenceKind.FACILITATOR_CONFIRMED
