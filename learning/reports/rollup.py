"""The roll-up: attempts that are new since the mark are added to the working rows, a batch in each transaction.

The mark moves in the same transaction, so a batch counts once, whenever the process is killed; its lock lets one roll-up work at
a time. Attempts are counted when they are two minutes old: by then no transaction is open that took a lower number and has not
committed. `rebuild` works everything out anew.

The number of queries of a batch does not depend on its size. The size is chosen for about a second, since on SQLite nobody else
can write meanwhile.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

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
from learning.reports.questions import Answer, FirstAnswers, Lesson, Stored, as_stored, read_lessons

SETTLED_AFTER: Final = timedelta(minutes=2)
FIRST_BATCH: Final = 1000  # attempts in the first transaction: a second or so on the smallest machine
BATCH: Final = 10_000  # attempts in one transaction at most, which bounds the memory: some tens of megabytes
BATCH_SECONDS: Final = 1.0  # for which the next batch is made larger or smaller
MINUTE: Final = timedelta(minutes=1)
MOST_MINUTES: Final = 60  # in one lesson: a phone that lay open overnight has not learned for twelve hours
NAME: Final = "attempts"

PersonLesson = tuple[int, Stored]
PersonCourse = tuple[int, Stored]


@dataclass(slots=True)
class Known:
    """What a person has answered in a lesson."""

    first: dict[Stored, bool] = field(default_factory=dict)  # question -> right at first
    right: set[Stored] = field(default_factory=set)  # questions that were ever right
    began: datetime | None = None
    ended: datetime | None = None

    @property
    def minutes(self) -> int:
        """Between the first and the last answer, bounded."""
        if self.began is None or self.ended is None:
            return 0
        return min((self.ended - self.began) // MINUTE, MOST_MINUTES)

    def note(self, question: Stored, *, is_correct: bool, at: datetime) -> None:
        """Adds an answer."""
        self.first.setdefault(question, is_correct)
        if is_correct:
            self.right.add(question)
        if self.began is None or at < self.began:
            self.began = at
        if self.ended is None or at > self.ended:
            self.ended = at


def roll_up(*, at: datetime | None = None, most_batches: int = 10_000) -> int:
    """Counts what is new; returns how many attempts. Safe to run at any time, twice, or side by side."""
    before = (at or timezone.now()) - SETTLED_AFTER
    RollupMark.objects.get_or_create(name=NAME)
    lessons: dict[int, Lesson] = {}
    counted, size = 0, min(FIRST_BATCH, BATCH)
    with older_objects_left_alone():
        for _batch in range(most_batches):
            began = time.monotonic()
            with transaction.atomic():
                added = roll_up_batch(before, size=size, lessons=lessons)
            counted += added
            if added < size:
                break
            size = next_size(size, seconds=time.monotonic() - began)
    return counted


@contextmanager
def older_objects_left_alone() -> Iterator[None]:
    """Meanwhile the garbage collector looks at new objects only: with all of Django each time, it took a third of the time."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def next_size(size: int, *, seconds: float) -> int:
    """How many attempts the next batch has, after one of `size` took so long: at most twice as many, and never too few. Pure."""
    wished = round(size * min(BATCH_SECONDS / max(seconds, 0.001), 2))
    return min(max(wished, FIRST_BATCH // 10), BATCH)


def is_caught_up(*, until: datetime) -> bool:
    """Whether every attempt recorded before a moment is counted. Two queries."""
    mark = RollupMark.objects.filter(name=NAME).first()
    later = Attempt.objects.filter(pk__gt=mark.last_attempt if mark else 0).order_by("pk").first()
    return later is None or later.recorded_at >= until


def roll_up_batch(before: datetime, *, size: int, lessons: dict[int, Lesson]) -> int:
    """One batch, inside a transaction; returns how many attempts. About a dozen queries, whatever its size.

    An answer to a check begins a course and is counted for nothing else. `lessons` are versions read by earlier batches.
    """
    mark = RollupMark.objects.select_for_update().get(name=NAME)
    after = Attempt.objects.filter(pk__gt=mark.last_attempt).order_by("pk")
    answers = list(takewhile(lambda answer: answer.recorded_at <= before, answers_in(after[:size])))
    if not answers:
        return 0
    read_lessons(lessons, {answer.version for answer in answers})
    begun = list(ReportedStart.objects.filter(person__in={answer.person for answer in answers}))
    known = history(answers, {start.person_id for start in begun}, until=mark.last_attempt)
    starts = starts_of(answers, lessons, begun)
    first_answers = FirstAnswers({lessons[answer.version].key for answer in answers})
    for answer in answers:
        lesson = lessons[answer.version]
        if not lesson.is_check:
            of_lesson = known[answer.person, answer.lesson]
            if add(answer, starts[answer.person, answer.course], of_lesson):
                first_answers.add(answer, lesson, of_lesson.first)
    first_answers.show()
    first_answers.store()
    note_outcomes(list(starts.values()))
    store(list(starts.values()))
    mark.last_attempt = answers[-1].pk
    mark.save(update_fields=["last_attempt"])
    return len(answers)


def answers_in(rows: QuerySet[Attempt]) -> Iterable[Answer]:
    """What counting needs of some attempts, in their order. One query."""
    texts = stored("course_key", "lesson_key", "question_id", "response", "occurred_at", "recorded_at")
    values = rows.values_list("pk", "person_id", "lesson_version_id", "is_correct", "evidence", *texts)
    return (Answer._make((*facts, moment(occurred), moment(recorded))) for *facts, occurred, recorded in values)


def stored(*names: str) -> list[Any]:
    """Columns as the database writes them, which saves making objects of each value."""
    return [Cast(name, TextField()) for name in names]


def moment(text: str) -> datetime:
    """A moment as both databases write it. Django's own way takes several times as long, which shows in millions of answers."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


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


def history(answers: list[Answer], people: set[int], *, until: int) -> dict[PersonLesson, Known]:
    """What those who answer now had answered in the same lessons before. One query over the index `attempt_progress`.

    `people` are those who have begun a course; nobody else has answered anything before.
    """
    known = {(answer.person, answer.lesson): Known() for answer in answers}
    if people:
        rows = Attempt.objects.filter(pk__lte=until, person__in=people, lesson_key__in={lesson for _person, lesson in known})
        values = rows.order_by("pk").values_list("person_id", "is_correct", *stored("lesson_key", "question_id", "occurred_at"))
        for person, is_correct, lesson, question, at in values.iterator(chunk_size=FIRST_BATCH):
            if of_lesson := known.get((person, lesson)):
                of_lesson.note(question, is_correct=is_correct, at=moment(at))
    return known


def add(answer: Answer, start: ReportedStart, known: Known) -> bool:
    """Adds an answer to the measures of its start; returns whether it is the first to its question."""
    question, is_correct, minutes = answer.question, answer.is_correct, known.minutes
    is_first, was_right = question not in known.first, question in known.right
    known.note(question, is_correct=is_correct, at=answer.occurred_at)
    start.answers += 1
    start.right_answers += is_correct
    start.questions += is_first
    start.first_right += is_first and is_correct
    start.ever_right += is_correct and not was_right
    start.minutes += known.minutes - minutes
    return is_first


def starts_of(answers: list[Answer], lessons: dict[int, Lesson], begun: list[ReportedStart]) -> dict[PersonCourse, ReportedStart]:
    """The starts these answers belong to, out of those their people have `begun`.

    Those not there yet are made, not stored, with what their people have told until now.
    """
    first: dict[PersonCourse, Answer] = {}
    for answer in answers:
        first.setdefault((answer.person, answer.course), answer)
    found: dict[PersonCourse, ReportedStart] = {(row.person_id, as_stored(row.course_key)): row for row in begun}
    missing = {key: answer for key, answer in first.items() if key not in found}
    if missing:
        new = {person for person, _course in missing}
        facts = {fact.person_id: fact for fact in LearnerFacts.objects.filter(person__in=new)}
        classes = classes_of(new)
        for key, answer in missing.items():
            lesson, person = lessons[answer.version], answer.person
            found[key] = new_start(answer, language=lesson.language, facts=facts.get(person), cohort=classes.get(person))
    return {key: row for key, row in found.items() if key in first}


def classes_of(people: set[int]) -> dict[int, Cohort]:
    """The class each person joined last and has not left: a start counts for one class."""
    rows = Membership.objects.filter(person__in=people, left_at=None).select_related("cohort").order_by("joined_at", "pk")
    return {row.person_id: row.cohort for row in rows}


def new_start(answer: Answer, *, language: str, facts: LearnerFacts | None, cohort: Cohort | None) -> ReportedStart:
    """A start as its first answer makes it."""
    return ReportedStart(
        person_id=answer.person,
        course_key=UUID(answer.course),
        month=month_of(answer.recorded_at),
        gender=facts.gender if facts else "",
        age_band=facts.age_band if facts else "",
        country=facts.country if facts else "",
        language=language,
        mode=answer.evidence,
        cohort=cohort,
        institution_id=cohort.institution_id if cohort else None,
    )


def month_of(moment: datetime) -> date:
    """The first day of its month, in UTC."""
    return moment.date().replace(day=1)


def note_outcomes(starts: list[ReportedStart]) -> None:
    """Who has completed the course, and who gained what. Two queries."""
    people = {start.person_id for start in starts}
    done = set(CourseCompletion.objects.filter(person__in=people).values_list("person", "course_key"))
    gains = gains_of({(start.person_id, start.course_key) for start in starts})
    for start in starts:
        key = (start.person_id, start.course_key)
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
