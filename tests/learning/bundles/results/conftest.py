"""What tests of results share: a course of two lessons, a class of the library that takes it, and a device."""

from __future__ import annotations

from uuid import UUID

import pytest

from courses.models import LessonVersion
from learning.models import Cohort, Institution, Membership
from tests.cast import Member
from tests.factories import make_cohort, make_course, make_lesson, make_module, seat_learner
from tests.kept_rows import kept
from tests.learning.bundles.results.device import Device
from tests.learning.class_of import CohortCourse


@kept
def lessons() -> list[LessonVersion]:
    """Two published lessons of a course."""
    module = make_module(make_course())
    make_lesson(module)
    make_lesson(module, "lesson-2")
    return list(LessonVersion.objects.current().order_by("path"))


@pytest.fixture
def cohort(lessons: list[LessonVersion], facilitator: Member) -> Cohort:
    """A class of the library with nobody in it."""
    found = make_cohort(facilitator.person)  # type: ignore[arg-type]
    CohortCourse.objects.create(cohort=found, course_key=lessons[0].course_key)
    return found


@pytest.fixture
def library(cohort: Cohort) -> Institution:
    return cohort.institution


@pytest.fixture
def member(cohort: Cohort) -> Membership:
    """A learner with a code in the class."""
    return seat_learner(cohort)


@pytest.fixture
def device() -> Device:
    return Device()


@pytest.fixture
def key(lessons: list[LessonVersion]) -> UUID:
    """The course's key."""
    return lessons[0].course_key
