"""A class with learners and a course of its own, for tests of registers, the projector and the print pack."""

from __future__ import annotations

from typing import Any

from courses.models import LessonPage, LessonVersion
from learning.models import Cohort, CohortCourse, Person
from tests.factories import make_cohort, seat_learner

SCRIPT = [("step", {"minutes": 2, "title": "Welcome", "text": "Greet everybody."})]


def script_of_lesson(**more: Any) -> dict[str, Any]:
    """Fields of a lesson with a script."""
    block = LessonPage._meta.get_field("script").stream_block
    steps = block.normalize([(kind, block.child_blocks[kind].normalize(value)) for kind, value in SCRIPT])
    return {"materials": "A torch\nA radio", "paper_activity": "Sort the cards.", "script": steps, **more}


def make_for_own_phones(version: LessonVersion, *places: int) -> LessonVersion:
    """Marks cards of a version, by their places, as for each one's own phone."""
    for place in places:
        version.content["cards"][place]["own_phone"] = True
    version.save()
    return version


def make_class(version: LessonVersion, *facilitators: Person, learners: int = 3, **fields: Any) -> Cohort:
    """A class that takes the lesson's course."""
    cohort = make_cohort(*facilitators, **fields)
    CohortCourse.objects.create(cohort=cohort, course_key=version.course_key)
    for _seat in range(learners):
        seat_learner(cohort)
    return cohort
