"""The gain between the check before a course and the one after, as far as reports need it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from courses.models.purpose import QUESTIONS_IN_CHECK
from learning.models import CheckResult

Course = tuple[int, UUID]  # person, course key


def gains_of(starts: Collection[Course]) -> dict[Course, int]:
    """Person and course -> gain in percentage points, -100 to 100, of those who did both checks. One query."""
    people, courses = {person for person, _course in starts}, {course for _person, course in starts}
    rows = CheckResult.objects.of_both_checks().filter(person__in=people, course_key__in=courses)
    return {(row.person_id, row.course_key): round(100 * (row.end_right - row.start_right) / QUESTIONS_IN_CHECK) for row in rows}
