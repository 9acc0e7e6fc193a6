"""What must not grow with learners: the queries of a batch of the roll-up, and what its figures depend on; invented crowds."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import LessonVersion
from learning.models import Attempt, Cohort, Membership, QuestionCount, ReportedStart, RollupMark
from learning.reports import rollup
from learning.reports.rollup import BATCH, BATCH_SECONDS, FIRST_BATCH, next_size, rebuild, roll_up
from learning.synthetic import CLASS_SIZE, make_learners

pytestmark = pytest.mark.django_db

SOON = timedelta(minutes=5)
WORKED_OUT = ("is_completed", "answers", "right_answers", "questions", "first_right", "ever_right", "minutes", "gain_people")
COUNTED = ("people", "right", "chosen", "pairs", "sum_x", "sum_y", "sum_yy", "sum_xy")


def figures() -> tuple[list[Any], list[Any]]:
    """All that the roll-up works out, but for what trainers are shown, which moves by ten people from batch to batch."""
    starts = ReportedStart.objects.order_by("person", "course_key").values("person", "course_key", "language", "mode", *WORKED_OUT)
    counts = QuestionCount.objects.order_by("lesson_key", "question_id", "language").values("question_id", "language", *COUNTED)
    return list(starts), list(counts)


def counted_in(most: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Counts one batch of at most so many answers; how many queries that took."""
    monkeypatch.setattr(rollup, "BATCH", most)
    with CaptureQueriesContext(connection) as captured:
        assert roll_up(at=timezone.now() + SOON, most_batches=1) == most
    return len(captured)


def test_a_batch_costs_the_same_queries_whatever_its_size(version: LessonVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond some fifty people of a batch the upsert of their starts is split: SQLite takes a thousand values at once."""
    made = make_learners(60, answers=10)
    roll_up(most_batches=0)  # the mark is there
    new_ones = [counted_in(size, monkeypatch) for size in (10, 100, 200)]
    assert max(new_ones) - min(new_ones) <= 1, new_ones  # one more where the first person of a batch had answered before
    assert max(new_ones) <= 20
    assert made > 310
    roll_up(at=timezone.now() + SOON)
    people = list(ReportedStart.objects.order_by("person").values_list("person", flat=True)[:40])
    costs = []
    for few in (people[:2], people):
        mark = RollupMark.objects.get()
        again = Attempt.objects.filter(person__in=few).values()
        rows = [{**row, "id": None, "uuid": f"{row['id']:08x}-0000-4000-8000-{len(few):012x}"} for row in again]
        Attempt.objects.bulk_create([Attempt(**row) for row in rows])
        assert Attempt.objects.filter(pk__gt=mark.last_attempt).count() == len(rows)
        costs.append(counted_in(len(rows), monkeypatch))
    assert costs[0] == costs[1] <= 20, costs


def test_figures_do_not_depend_on_where_batches_end(version: LessonVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_learners(30, answers=14)
    # As on a site: the answers of one person lie among those of all others.
    order = list(Attempt.objects.order_by("uuid").values())
    Attempt.objects.all().delete()
    Attempt.objects.bulk_create([Attempt(**{**row, "id": None}) for row in order])
    assert roll_up(at=timezone.now() + SOON) == made
    whole = figures()
    assert sum(row["answers"] for row in whole[0]) == made
    assert any(row["pairs"] for row in whole[1])
    monkeypatch.setattr(rollup, "SETTLED_AFTER", -SOON)
    for most in (1, 7, 64):
        monkeypatch.setattr(rollup, "BATCH", most)
        assert rebuild() == made
        assert figures() == whole


def test_the_next_batch_is_chosen_for_about_a_second() -> None:
    sizes = [FIRST_BATCH]
    for _batch in range(20):
        sizes.append(next_size(sizes[-1], seconds=sizes[-1] / 4000))
    assert sizes[-1] == 4000 * BATCH_SECONDS
    assert all(later <= 2 * earlier for earlier, later in pairwise(sizes))
    assert next_size(BATCH, seconds=0) == BATCH
    assert 0 < next_size(FIRST_BATCH, seconds=1000) < FIRST_BATCH


def test_learners_invented_later_sit_in_classes_of_their_own(version: LessonVersion) -> None:
    make_learners(60, answers=2)
    first = set(Cohort.objects.values_list("pk", flat=True))
    make_learners(60, answers=2, seed=6)
    for classes in (Cohort.objects.filter(pk__in=first), Cohort.objects.exclude(pk__in=first)):
        sizes = [Membership.objects.filter(cohort=cohort).count() for cohort in classes.order_by("pk")]
        assert sum(sizes) > CLASS_SIZE
        assert all(size == CLASS_SIZE for size in sizes[:-1])
