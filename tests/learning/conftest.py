"""A course of one lesson with a question of each kind, and a class that takes it: what most tests of learning stand on."""

from __future__ import annotations

import pytest

from courses.models import LessonPage, LessonVersion
from learning.models import Cohort
from tests.cast import Member
from tests.factories import make_course, make_lesson, make_module
from tests.kept_rows import kept
from tests.learning.class_of import make_class


@kept
def lesson() -> LessonPage:
    """A published lesson."""
    return make_lesson(make_module(make_course()))


@kept
def version(lesson: LessonPage) -> LessonVersion:
    """What publishing left behind; a file with a `lesson` of its own gets that one's."""
    return LessonVersion.objects.current().get(lesson_key=lesson.translation_key)


@pytest.fixture
def cohort(version: LessonVersion, facilitator: Member) -> Cohort:
    """The facilitator's class of three that takes the lesson's course."""
    return make_class(version, facilitator.person)
