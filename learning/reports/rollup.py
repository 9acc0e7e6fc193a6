"""The roll-up: attempts that are new since the mark are added to the working rows, a batch in each transaction.

The mark moves in the same transaction, so a batch counts once, whenever the process is killed; its lock lets one roll-up work at
a time. Attempts are counted when they are two minutes old: by then no transaction is open that took a lower number and has not
committed. `rebuild` works everything out anew.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.models import LessonVersion
from learning.models import (
    MEASURES,
    Attempt,
    Cohort,
    CourseCompletion,
    LearnerFacts,
    Membership,
    QuestionCount,
    ReportedStart,
    RollupMark,
)
from learning.reports.gain import gains_of
from learning.reports.questions import count_first_answers

SETTLED_AFTER: Final = timedelta(minutes=2)
BATCH: Final = 1000  # attempts in one transaction: a second or so on a small machine
MOST_MINUTES: Final = 60  # in one lesson: a phone that lay open overnight has not learned for twelve hours
NAME: Final = "attempts"

Lesson = tuple[int, UUID]  # person, lesson
Course = tuple[int, UUID]  # person, course


@dataclass
class Known:
    """What a person had answered in a lesson before a batch, and what the batch adds."""

    right: dict[UUID, bool] = field(default_factory=dict)  # question -> ever right
    first: dict[UUID, bool] = field(default_factory=dict)  # question -> right at first
    began: datetime | None = None
    ended: datetime | None = None

    @property
    def minutes(self) -> int:
        """Between the first and the last answer, bounded."""
        if self.began is None or self.ended is None:
            return 0
        return min(int((self.ended - self.began).total_seconds() // 60), MOST_MINUTES)


def roll_up(*, at: datetime | None = None, most_batches: int = 10_000) -> int:
    """Counts what is new; returns how many attempts. Safe to run at any time, twice, or side by side."""
    at = at or timezone.now()
    RollupMark.objects.get_or_create(name=NAME)
    counted = 0
    for _batch in range(most_batches):
        with transaction.atomic():
            added = roll_up_batch(at - SETTLED_AFTER)
        counted += added
        if added == 0:
            break
    return counted


def is_caught_up(*, until: datetime) -> bool:
    """Whether every attempt recorded before a moment is counted. Two queries."""
    mark = RollupMark.objects.filter(name=NAME).first()
    later = Attempt.objects.filter(pk__gt=mark.last_attempt if mark else 0).order_by("pk").first()
    return later is None or later.recorded_at >= until


def roll_up_batch(before: datetime) -> int:
    """One batch, inside a transaction. About ten queries. An answer to a check begins a course and is counted for nothing else."""
    mark = RollupMark.objects.select_for_update().get(name=NAME)
    attempts: list[Attempt] = []
    for attempt in Attempt.objects.filter(pk__gt=mark.last_attempt).order_by("pk")[:BATCH]:
        if attempt.recorded_at > before:
            break
        attempts.append(attempt)
    if not attempts:
        return 0
    known = history(attempts, until=mark.last_attempt)
    versions = LessonVersion.objects.in_bulk({attempt.lesson_version_id for attempt in attempts})
    starts = starts_of(attempts, versions)
    of_lessons = [attempt for attempt in attempts if not versions[attempt.lesson_version_id].is_check]
    lessons = {pk: version for pk, version in versions.items() if not version.is_check}
    count_first_answers(of_lessons, lessons, known)
    for attempt in of_lessons:
        add(attempt, starts[attempt.person_id, attempt.course_key], known[attempt.person_id, attempt.lesson_key])
    note_outcomes(starts)
    store(list(starts.values()))
    mark.last_attempt = attempts[-1].pk
    mark.save(update_fields=["last_attempt"])
    return len(attempts)


def store(starts: list[ReportedStart]) -> None:
    """Writes new and changed starts by one upsert, which is many times faster than updates."""
    for start in starts:
        start.pk = None
    ReportedStart.objects.bulk_create(
        starts,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["person", "course_key"],
        update_fields=[*MEASURES, "is_completed"],
    )


def history(attempts: list[Attempt], *, until: int) -> dict[Lesson, Known]:
    """What these people had answered in these lessons before. One query over the index `attempt_progress`."""
    known: dict[Lesson, Known] = defaultdict(Known)
    rows = Attempt.objects.filter(
        pk__lte=until,
        person__in={attempt.person_id for attempt in attempts},
        lesson_key__in={attempt.lesson_key for attempt in attempts},
        course_key__in={attempt.course_key for attempt in attempts},
    ).order_by("pk")
    for row in rows.only("person_id", "lesson_key", "question_id", "is_correct", "occurred_at"):
        note(known[row.person_id, row.lesson_key], row)
    return known


def note(known: Known, attempt: Attempt) -> None:
    """Adds an answer to what is known."""
    question = attempt.question_id
    known.first.setdefault(question, attempt.is_correct)
    known.right[question] = known.right.get(question, False) or attempt.is_correct
    known.began = min(known.began or attempt.occurred_at, attempt.occurred_at)
    known.ended = max(known.ended or attempt.occurred_at, attempt.occurred_at)


def add(attempt: Attempt, start: ReportedStart, known: Known) -> None:
    """Adds an answer to the measures of its start."""
    question, minutes = attempt.question_id, known.minutes
    is_first, was_right = question not in known.first, known.right.get(question, False)
    note(known, attempt)
    start.answers += 1
    start.right_answers += attempt.is_correct
    start.questions += is_first
    start.first_right += is_first and attempt.is_correct
    start.ever_right += attempt.is_correct and not was_right
    start.minutes += known.minutes - minutes


def starts_of(attempts: list[Attempt], versions: dict[int, LessonVersion]) -> dict[Course, ReportedStart]:
    """The starts these attempts belong to; those not there yet are made, not stored, with what their people have told until now."""
    first: dict[Course, Attempt] = {}
    for attempt in attempts:
        first.setdefault((attempt.person_id, attempt.course_key), attempt)
    people, courses = {person for person, _course in first}, {course for _person, course in first}
    rows = ReportedStart.objects.filter(person__in=people, course_key__in=courses)
    found: dict[Course, ReportedStart] = {(row.person_id, row.course_key): row for row in rows}
    missing = {key: attempt for key, attempt in first.items() if key not in found}
    if missing:
        new = {person for person, _course in missing}
        facts = {fact.person_id: fact for fact in LearnerFacts.objects.filter(person__in=new)}
        classes = classes_of(new)
        made = [
            new_start(
                attempt,
                language=versions[attempt.lesson_version_id].language,
                facts=facts.get(person),
                cohort=classes.get(person),
            )
            for (person, _course), attempt in missing.items()
        ]
        found |= {(row.person_id, row.course_key): row for row in made}
    return {key: row for key, row in found.items() if key in first}


def classes_of(people: set[int]) -> dict[int, Cohort]:
    """The class each person joined last and has not left: a start counts for one class."""
    rows = Membership.objects.filter(person__in=people, left_at=None).select_related("cohort").order_by("joined_at", "pk")
    return {row.person_id: row.cohort for row in rows}


def new_start(attempt: Attempt, *, language: str, facts: LearnerFacts | None, cohort: Cohort | None) -> ReportedStart:
    """A start as its first answer makes it."""
    return ReportedStart(
        person_id=attempt.person_id,
        course_key=attempt.course_key,
        month=month_of(attempt.recorded_at),
        gender=facts.gender if facts else "",
        age_band=facts.age_band if facts else "",
        country=facts.country if facts else "",
        language=language,
        mode=attempt.evidence,
        cohort=cohort,
        institution_id=cohort.institution_id if cohort else None,
    )


def month_of(moment: datetime) -> date:
    """The first day of its month, in UTC."""
    return moment.date().replace(day=1)


def note_outcomes(starts: dict[Course, ReportedStart]) -> None:
    """Who has completed the course, and who gained what."""
    people = {person for person, _course in starts}
    done = set(CourseCompletion.objects.filter(person__in=people).values_list("person", "course_key"))
    gains = gains_of(starts.keys())
    for key, start in starts.items():
        start.is_completed = start.is_completed or key in done
        start.gain_people, start.gain_points = (1, gains[key]) if key in gains else (0, 0)


def rebuild() -> int:
    """Counts all attempts anew; returns how many. Published figures stay, and who stands in them is not published again."""
    with transaction.atomic():
        RollupMark.objects.get_or_create(name=NAME)
        mark = RollupMark.objects.select_for_update().get(name=NAME)
        QuestionCount.objects.all().delete()
        ReportedStart.objects.filter(is_released=False).delete()
        ReportedStart.objects.update(**dict.fromkeys(MEASURES, 0))
        mark.last_attempt = 0
        mark.save(update_fields=["last_attempt"])
    return roll_up()
