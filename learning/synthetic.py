"""Invented learners for benchmarks and demonstrations: people, classes, answers and what follows from them, inserted in bulk.

Nothing goes through `record_answer`, which grades one answer at a time; the rows are those it would leave. Never on a site where
people learn: what is invented cannot be told from what is true, and is published in reports like the rest.
"""

from __future__ import annotations

import random
import secrets
import uuid
from collections.abc import Callable, Iterator
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
    last_at: datetime | None = None

    def note(self, question: str, *, is_right: bool, at: datetime) -> None:
        """What an answer adds."""
        self.results[question] = self.results.get(question, False) or is_right
        self.last_at = at
        if self.lit_at is None and sum(self.results.values()) >= needed_right(len(self.questions)):
            self.lit_at = at

    def progress(self) -> dict[str, Any]:
        """The row that these answers leave, of whoever gave them."""
        return {
            "course_key": self.version.course_key,
            "lesson_key": self.version.lesson_key,
            "questions_total": len(self.questions),
            "questions_tried": len(self.results),
            "questions_right": sum(self.results.values()),
            "completed_at": self.lit_at,
            "last_answer_at": self.last_at,
        }


class Rows:
    """Rows waiting to be inserted, by model, as plain values: twenty millions are too many for objects of models."""

    def __init__(self) -> None:
        self.waiting: dict[type[models.Model], list[tuple[Any, ...]]] = {}
        self.defaults: dict[type[models.Model], dict[str, Any]] = {}

    def add(self, model: type[models.Model], **values: Any) -> None:
        """Takes a row by its columns (`person_id`); what is left out has its default."""
        if model not in self.defaults:
            self.defaults[model] = {field.attname: field.get_default() for field in columns_of(model)}
            self.waiting[model] = []
        self.waiting[model].append(tuple((self.defaults[model] | values).values()))

    def insert(self) -> None:
        """Inserts all: by COPY where the database has it, which is several times faster."""
        for model, rows in self.waiting.items():
            if connection.vendor == "postgresql":
                copy_in(model, rows)
            else:
                model._default_manager.bulk_create((model(None, *row) for row in rows), batch_size=500)
            rows.clear()


def columns_of(model: type[models.Model]) -> list[Any]:
    """The fields of a model that are columns, in order, without the primary key."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@dataclass
class Invention:
    """What all invented people share."""

    courses: list[Taught]
    seats: Iterator[tuple[Cohort, int]]
    chance: random.Random
    answers: int
    span: timedelta
    now: datetime
    rows: Rows = field(default_factory=Rows)


def make_learners(
    count: int, *, answers: int = 20, months: int = 12, seed: int = 5, say: Callable[[int], None] | None = None
) -> int:
    """Invents `count` people with about so many answers each, over the last months; returns how many answers.

    A transaction for each thousand people. Raises `NothingToLearn` when no course is published.
    """
    courses, now = taught(), timezone.now()
    invention = Invention(
        courses=courses,
        seats=free_seats(make_classes(round(count * IN_CLASSES), courses, now=now)),
        chance=random.Random(seed),  # noqa: S311 - the same people each time, no secrets
        answers=answers,
        span=timedelta(days=30 * months),
        now=now,
    )
    made = 0
    for begun in range(0, count, CHUNK):
        with transaction.atomic():
            made += make_chunk(invention, min(CHUNK, count - begun))
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
    label, start = secrets.token_hex(3), (now - timedelta(days=360)).date()
    codes = free_codes()
    for number in range(-(-members // CLASS_SIZE)):
        if number % CLASSES_EACH == 0:
            name = f"Invented school {label}-{number // CLASSES_EACH + 1}"
            house = Institution.objects.create(name=name, country=COUNTRIES[number // CLASSES_EACH % 4])
        classes.append(Cohort(institution=house, name=f"Class {number + 1}", join_code=next(codes), language="en", starts_on=start))
    Cohort.objects.bulk_create(classes, batch_size=500)
    CohortCourse.objects.bulk_create(
        [CohortCourse(cohort=cohort, course_key=courses[0].course.course_key) for cohort in classes], batch_size=500
    )
    return classes


def free_codes() -> Iterator[str]:
    """Codes that no class has: among many thousands, two drawn by chance are sometimes the same."""
    taken = set(Cohort.objects.values_list("join_code", flat=True))
    while True:
        code = "".join(secrets.choice(ALPHABET) for _place in range(6))
        if code not in taken:
            taken.add(code)
            yield code


def free_seats(classes: list[Cohort]) -> Iterator[tuple[Cohort, int]]:
    """Class after class, number after number."""
    return ((cohort, seat) for cohort in classes for seat in range(1, CLASS_SIZE + 1))


def make_chunk(invention: Invention, count: int) -> int:
    """Some people with all their rows; returns how many answers."""
    chance, rows = invention.chance, invention.rows
    made = 0
    for person in Person.objects.bulk_create([Person(joined_at=invention.now) for _one in range(count)]):
        began = invention.now - timedelta(seconds=chance.random() * invention.span.total_seconds())
        if chance.random() < IN_CLASSES + 0.05 and (place := next(invention.seats, None)):
            cohort, seat = place
            rows.add(Membership, cohort_id=cohort.pk, person_id=person.pk, seat=seat, joined_at=began)
        if chance.random() < 0.8:
            rows.add(
                LearnerFacts,
                person_id=person.pk,
                gender=chance.choices([*Gender.values, ""], [55, 33, 1, 3, 8])[0],
                age_band=chance.choices([*AgeBand.values, ""], [5, 30, 35, 15, 8, 7])[0],
                country=chance.choice(COUNTRIES),
                told_at=began,
            )
        made += learn(person.pk, invention, began=began)
    rows.insert()
    return made


def learn(person: int, invention: Invention, *, began: datetime) -> int:
    """One person takes a course, lesson after lesson and from the first again, until the answers are used up."""
    chance, rows = invention.chance, invention.rows
    taught = chance.choice(invention.courses)
    course = taught.course
    evidence = chance.choices(EvidenceKind.values, [75, 20, 5])[0]
    lessons = [Taken(version, questions) for version, questions in taught.lessons[chance.choice(list(taught.lessons))]]
    ability, at = 0.35 + 0.6 * chance.random(), began
    total = max(1, round(chance.gauss(invention.answers, invention.answers / 4)))
    rows.add(Enrolment, person_id=person, course_key=course.course_key, enrolled_at=began)
    asked = cycle((lesson, *question) for lesson in lessons for question in lesson.questions)
    lesson, question, good, bad = next(asked)
    for _answer in range(total):
        is_right = chance.random() < ability
        at += timedelta(seconds=20 + 130 * chance.random())
        rows.add(
            Attempt,
            uuid=uuid.uuid4(),
            person_id=person,
            course_key=lesson.version.course_key,
            lesson_key=lesson.version.lesson_key,
            question_id=question,
            lesson_version_id=lesson.version.pk,
            response=good if is_right else bad,
            score=float(is_right),
            is_correct=is_right,
            evidence=evidence,
            occurred_at=at,
            recorded_at=min(at, invention.now),
        )
        lesson.note(question, is_right=is_right, at=at)
        if is_right or chance.random() < 0.3:
            last, (lesson, question, good, bad) = lesson, next(asked)
            at += timedelta(days=chance.random() * 5 if lesson is not last else 0)
    leave(person, course, lessons, rows=rows)
    return total


def leave(person: int, course: CourseVersion, lessons: list[Taken], *, rows: Rows) -> None:
    """What the answers of one person add up to."""
    for lesson in lessons:
        if lesson.results:
            rows.add(LessonProgress, person_id=person, **lesson.progress())
    lit = [lesson.lit_at for lesson in lessons if lesson.lit_at]
    if len(lit) == len(course.lessons):
        rows.add(
            CourseCompletion,
            person_id=person,
            course_key=course.course_key,
            course_version_id=course.pk,
            questions_total=sum(len(lesson.questions) for lesson in lessons),
            questions_right=sum(sum(lesson.results.values()) for lesson in lessons),
            completed_at=max(lit),
        )


def copy_in(model: type[models.Model], rows: list[tuple[Any, ...]]) -> None:
    """PostgreSQL's COPY, which has no returning of keys and asks no hooks."""
    fields = columns_of(model)
    names = ", ".join(f'"{field.column}"' for field in fields)
    as_json = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            if as_json:
                row = tuple(Jsonb(value) if place in as_json else value for place, value in enumerate(row))
            copy.write_row(row)
