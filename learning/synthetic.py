"""Invented learners for benchmarks and demonstrations: people, classes, answers and what follows from them, inserted in bulk.

Nothing goes through `record_answer`, which grades one answer at a time; the rows are those it would leave. Never on a site where
people learn: what is invented cannot be told from what is true, and is published in reports like the rest.
"""

from __future__ import annotations

import random
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any, Final

from django.db import connection, models, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from courses.models import CourseVersion, LessonVersion
from courses.questions.confirmed import confirmed_response
from learning.codes import ALPHABET
from learning.completion import needed_right
from learning.errors import LearningError
from learning.models import (
    AgeBand,
    Attempt,
    Cohort,
    CohortCourse,
    CourseCompletion,
    Enrolment,
    EvidenceKind,
    Gender,
    Institution,
    LearnerFacts,
    LessonProgress,
    Membership,
    Person,
)

CHUNK: Final = 1000  # people in one transaction
CLASS_SIZE: Final = 25
CLASSES_EACH: Final = 40  # in one institution
IN_CLASSES: Final = 0.6  # of all people; the others learn alone
COUNTRIES: Final = ("KE", "NG", "TZ", "ET", "")


class NothingToLearn(LearningError):
    """No course is published, so nobody can have learned anything."""

    status = 409


@dataclass(frozen=True)
class Taught:
    """A course as learners meet it: its current lessons in each language, with their questions."""

    course: CourseVersion
    lessons: dict[str, list[tuple[LessonVersion, list[tuple[str, Any, Any]]]]]  # language -> lesson, (question, right, wrong)


@dataclass
class Taken:
    """A lesson as one person takes it. `results` is question -> ever right."""

    version: LessonVersion
    questions: list[tuple[str, Any, Any]]
    results: dict[str, bool] = field(default_factory=dict)
    lit_at: datetime | None = None
    last_at: datetime = field(default_factory=timezone.now)

    def note(self, question: str, *, is_right: bool, at: datetime) -> None:
        """What an answer adds."""
        self.results[question] = self.results.get(question, False) or is_right
        self.last_at = at
        if self.lit_at is None and sum(self.results.values()) >= needed_right(len(self.questions)):
            self.lit_at = at

    def progress_of(self, person: Person) -> LessonProgress:
        """The row that these answers leave."""
        return LessonProgress(
            person=person,
            course_key=self.version.course_key,
            lesson_key=self.version.lesson_key,
            questions_total=len(self.questions),
            questions_tried=len(self.results),
            questions_right=sum(self.results.values()),
            completed_at=self.lit_at,
            last_answer_at=self.last_at,
        )


class Rows:
    """Rows waiting to be inserted, by model."""

    def __init__(self) -> None:
        self.waiting: dict[type[models.Model], list[models.Model]] = {}

    def add(self, row: models.Model) -> None:
        """Takes a row."""
        self.waiting.setdefault(type(row), []).append(row)

    def insert(self) -> None:
        """Inserts all: by COPY where the database has it, which is several times faster."""
        for model, rows in self.waiting.items():
            if connection.vendor == "postgresql":
                copy_in(model, rows)
            else:
                model._default_manager.bulk_create(rows, batch_size=500)
        self.waiting = {}


def make_learners(
    count: int, *, answers: int = 20, months: int = 12, seed: int = 5, say: Callable[[int], None] | None = None
) -> int:
    """Invents `count` people with about so many answers each, over the last months; returns how many answers.

    A transaction for each thousand people. Raises `NothingToLearn` when no course is published.
    """
    chance, now = random.Random(seed), timezone.now()  # noqa: S311 - the same people each time, no secrets
    courses = taught()
    classes = make_classes(round(count * IN_CLASSES), courses, now=now)
    made = 0
    for begun in range(0, count, CHUNK):
        with transaction.atomic():
            made += make_chunk(
                min(CHUNK, count - begun),
                classes,
                courses,
                chance=chance,
                answers=answers,
                span=timedelta(days=30 * months),
                now=now,
            )
        if say:
            say(min(begun + CHUNK, count))
    return made


def taught() -> list[Taught]:
    """All published courses, with their lessons in order."""
    found: dict[uuid.UUID, Taught] = {}
    for course in CourseVersion.objects.current().order_by("course_key", "pk"):
        found.setdefault(course.course_key, Taught(course, {}))
    for version in LessonVersion.objects.current().of_lessons():
        if version.course_key in found:
            questions = [
                (key, confirmed_response(index, is_right=True), confirmed_response(index, is_right=False))
                for key, index in version.questions.items()
            ]
            found[version.course_key].lessons.setdefault(version.language, []).append((version, questions))
    courses = [course for course in found.values() if course.lessons]
    places = {lesson["key"]: place for one in courses for place, lesson in enumerate(one.course.lessons)}
    for lessons in (lessons for one in courses for lessons in one.lessons.values()):
        lessons.sort(key=lambda lesson: places.get(str(lesson[0].lesson_key), len(places)))
    if not courses:
        raise NothingToLearn("No course is published. Run load_starter_courses first.")
    return courses


def make_classes(members: int, courses: list[Taught], *, now: datetime) -> list[Cohort]:
    """Institutions with classes enough for so many people."""
    classes: list[Cohort] = []
    label = secrets.token_hex(3)
    for number in range(-(-members // CLASS_SIZE)):
        if number % CLASSES_EACH == 0:
            name = f"Invented school {label}-{number // CLASSES_EACH + 1}"
            house = Institution.objects.create(name=name, country=COUNTRIES[number // CLASSES_EACH % 4])
        code = "".join(secrets.choice(ALPHABET) for _place in range(6))
        start = (now - timedelta(days=360)).date()
        classes.append(Cohort(institution=house, name=f"Class {number + 1}", join_code=code, language="en", starts_on=start))
    Cohort.objects.bulk_create(classes, batch_size=500)
    CohortCourse.objects.bulk_create(
        [CohortCourse(cohort=cohort, course_key=courses[0].course.course_key) for cohort in classes], batch_size=500
    )
    return classes


def make_chunk(
    count: int, classes: list[Cohort], courses: list[Taught], *, chance: random.Random, answers: int, span: timedelta, now: datetime
) -> int:
    """Some people with all their rows; returns how many answers."""
    people = Person.objects.bulk_create([Person(joined_at=now) for _one in range(count)])
    taken = Membership.objects.count()
    rows = Rows()
    made = 0
    for person in people:
        began = now - timedelta(seconds=chance.random() * span.total_seconds())
        if taken < len(classes) * CLASS_SIZE and chance.random() < IN_CLASSES + 0.05:
            cohort, seat = classes[taken // CLASS_SIZE], taken % CLASS_SIZE + 1
            rows.add(Membership(cohort=cohort, person=person, seat=seat, joined_at=began))
            taken += 1
        if chance.random() < 0.8:
            rows.add(
                LearnerFacts(
                    person=person,
                    gender=chance.choices([*Gender.values, ""], [55, 33, 1, 3, 8])[0],
                    age_band=chance.choices([*AgeBand.values, ""], [5, 30, 35, 15, 8, 7])[0],
                    country=chance.choice(COUNTRIES),
                    told_at=began,
                )
            )
        made += learn(person, chance.choice(courses), rows, chance=chance, answers=answers, began=began)
    rows.insert()
    return made


def learn(person: Person, course: Taught, rows: Rows, *, chance: random.Random, answers: int, began: datetime) -> int:
    """One person takes a course, lesson after lesson and from the first again, until the answers are used up."""
    evidence = chance.choices(EvidenceKind.values, [75, 20, 5])[0]
    lessons = [Taken(version, questions) for version, questions in course.lessons[chance.choice(list(course.lessons))]]
    ability, at = 0.35 + 0.6 * chance.random(), began
    total = max(1, round(chance.gauss(answers, answers / 4)))
    rows.add(Enrolment(person=person, course_key=course.course.course_key, enrolled_at=began))
    asked = cycle((lesson, *question) for lesson in lessons for question in lesson.questions)
    lesson, question, good, bad = next(asked)
    for _answer in range(total):
        is_right = chance.random() < ability
        at += timedelta(seconds=chance.randint(20, 150))
        response = good if is_right else bad
        rows.add(attempt_of(person, lesson.version, question, is_right=is_right, response=response, at=at, how=evidence))
        lesson.note(question, is_right=is_right, at=at)
        if is_right or chance.random() < 0.3:
            last, (lesson, question, good, bad) = lesson, next(asked)
            at += timedelta(days=chance.random() * 5 if lesson is not last else 0)
    for lesson in lessons:
        if lesson.results:
            rows.add(lesson.progress_of(person))
    lit = [lesson.lit_at for lesson in lessons if lesson.lit_at]
    if len(lit) == len(course.course.lessons):
        rows.add(
            CourseCompletion(
                person=person,
                course_key=course.course.course_key,
                course_version=course.course,
                questions_total=sum(len(lesson.questions) for lesson in lessons),
                questions_right=sum(sum(lesson.results.values()) for lesson in lessons),
                completed_at=max(lit),
            )
        )
    return total


def attempt_of(
    person: Person, version: LessonVersion, question: str, *, is_right: bool, response: Any, at: datetime, how: str
) -> Attempt:
    """One answer."""
    return Attempt(
        uuid=uuid.uuid4(),
        person=person,
        course_key=version.course_key,
        lesson_key=version.lesson_key,
        question_id=question,
        lesson_version=version,
        response=response,
        score=1.0 if is_right else 0.0,
        is_correct=is_right,
        evidence=how,
        occurred_at=at,
        recorded_at=min(at, timezone.now()),
    )


def copy_in(model: type[models.Model], rows: list[models.Model]) -> None:
    """PostgreSQL's COPY, which has no returning of keys and asks no hooks."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    json_fields = {field.attname for field in fields if isinstance(field, models.JSONField)}
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            values = [getattr(row, field.attname) for field in fields]
            copy.write_row(
                [Jsonb(value) if field.attname in json_fields else value for field, value in zip(fields, values, strict=True)]
            )
