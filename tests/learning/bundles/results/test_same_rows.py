"""The same results replayed, shuffled, split and from two devices end in the same rows."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from courses.models import LessonVersion
from learning.bundles.results.receive import receive_results
from learning.models import Attempt, Cohort, CourseCompletion, LessonProgress, Membership
from tests.cast import Member
from tests.learning.bundles.results.device import Device


def rows_of(cohort: Cohort) -> dict[str, Any]:
    """Everything that answers end in, by the learner's place among those of the class, without database numbers."""
    people = set(cohort.memberships.values_list("person", flat=True))
    attempts = list(Attempt.objects.filter(person__in=people).order_by("uuid"))
    who: dict[int, UUID] = {}
    for one in attempts:
        who.setdefault(one.person_id, one.uuid)
    given = ("uuid", "question_id", "response", "score", "evidence", "occurred_at", "lesson_version_id")
    progress = LessonProgress.objects.filter(person__in=people)
    done = CourseCompletion.objects.filter(person__in=people)
    fields = ("lesson_key", "questions_total", "questions_tried", "questions_right", "completed_at", "last_answer_at")
    return {
        "attempts": [[who[one.person_id], *(getattr(one, name) for name in given)] for one in attempts],
        "progress": sorted([who[row.person_id], *(str(getattr(row, name)) for name in fields)] for row in progress),
        "completions": sorted((who[row.person_id], row.course_version_id, row.questions_right, row.completed_at) for row in done),
        "learners": len(people),
    }


@pytest.mark.django_db
def test_replayed_shuffled_split_and_from_two_devices_the_rows_are_the_same(
    lessons: list[LessonVersion], cohort: Cohort, member: Membership, partner: Member
) -> None:
    """What one learner with a code and one without did, first as one file, then as hypothesis likes."""
    device, copy = Device(), Device()
    known = device.learner(
        [*device.lesson(lessons[0], is_right=False), *device.lesson(lessons[1]), *device.lesson(lessons[0])],
        code=str(member.person.code),
        learner=str(uuid4()),
    )
    guest = device.learner([*device.lesson(lessons[1], is_right=False), *device.lesson(lessons[0]), *device.lesson(lessons[1])])

    def bring(data: bytes) -> None:
        receive_results(data=data, by=partner.person, institution=cohort.institution, cohort=cohort)  # type: ignore[arg-type]

    def after(files: list[bytes]) -> dict[str, Any]:
        """The rows once these files were brought, and then all is as before."""
        with transaction.atomic():
            for data in files:
                bring(data)
            found = rows_of(cohort)
            transaction.set_rollback(True)
        return found

    expected = after([device.file(known, guest)])
    assert len(expected["attempts"]) == 30
    assert len(expected["completions"]) == 2

    @st.composite
    def journeys(draw: st.DrawFn) -> list[bytes]:
        """Files that hold every answer at least once."""
        files = []
        for learner in (known, guest):
            answers = draw(st.permutations(learner["answers"]))
            at = draw(st.integers(0, len(answers)))
            parts = [answers[:at], answers[at:], *([answers] if draw(st.booleans()) else [])]
            for part in parts:
                # The guest's phone is known by its key; a code says who it is on any device.
                bearer = draw(st.sampled_from([device, copy])) if learner is known else device
                files.append(bearer.file({**learner, "answers": part}, is_packed=draw(st.booleans())))
        return draw(st.permutations(files))

    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(journeys())
    def same(files: list[bytes]) -> None:
        assert after(files) == expected

    same()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_file_brought_twice_in_the_same_moment_is_one(
    lessons: list[LessonVersion], cohort: Cohort, partner: Member
) -> None:
    device = Device()
    data = device.file(device.learner(device.lesson(lessons[0])))
    codes: list[dict[UUID, str]] = []
    failures: list[BaseException] = []

    def bring() -> None:
        try:
            receipt = receive_results(data=data, by=partner.person, institution=cohort.institution, cohort=cohort)  # type: ignore[arg-type]
            codes.append(receipt.codes)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring) for _one in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert codes[0] == codes[1] == codes[2]
    assert Attempt.objects.count() == 5
    assert cohort.memberships.count() == 1
