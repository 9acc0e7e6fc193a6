"""The one door for answers: online, offline, from a class register or a machine, all enter through `record_answer`.

One transaction holds the attempt, the progress and the completion; what follows from them happens after commit. The person's row is
locked first, so that two phones of one person never count past each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import CourseVersion, LessonVersion
from courses.questions import KINDS, Grade, WrongShape
from courses.questions.page_names import identified, names_in, question_names
from learning import signals
from learning.checks import store_check_result
from learning.errors import AnswerConflict, AnswerNotUnderstood, LessonNotPublished, UnknownQuestion
from learning.models import Attempt, CourseCompletion, Enrolment, EvidenceKind, LessonProgress, Person
from learning.people import PhoneKey, held
from learning.progress import complete_course, standing_of, store_lesson_progress

# A phone's clock may be wrong by this much into the future; more is refused, for it would spoil every date after it.
CLOCK_TOLERANCE: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Address:
    """Which question of which lesson: the lesson by its path, or by key and language; `version` None means the current one.

    A form may use the question's name in the page instead of its id (`courses.questions.page_names`).
    """

    question_id: str
    path: str = ""
    lesson_key: UUID | None = None
    language: str = ""
    version: int | None = None


@dataclass(frozen=True)
class FormResponse:
    """A response as a plain HTML form sent it; the question's kind knows its fields."""

    data: QueryDict


@dataclass(frozen=True)
class Recorded:
    """A recorded answer. `is_replay` when the same uuid had brought it before; `progress` is None then, and for a check."""

    attempt: Attempt
    grade: Grade
    version: LessonVersion
    is_replay: bool = False
    progress: LessonProgress | None = None
    lesson_completed: bool = False
    completion: CourseCompletion | None = None


def record_answer(
    *,
    uuid: UUID,
    person: Person | PhoneKey | None,
    address: Address,
    response: Any,
    occurred_at: datetime | None = None,
    evidence: str = EvidenceKind.ONLINE,
) -> Recorded:
    """Grades an answer and keeps it, once for each `uuid`.

    Costs at most six queries besides BEGIN and COMMIT. `person` None makes a guest, unless the uuid is known: then the answer
    is that guest's, whose phone never got our first reply.

    Raises `LessonNotPublished`, `UnknownQuestion`, `AnswerNotUnderstood` or `AnswerConflict`; then nothing is stored.
    """
    try:
        with transaction.atomic():
            return add_attempt(held(person), address, response, uuid=uuid, at=when(occurred_at), evidence=evidence)
    except IntegrityError:
        known = Attempt.objects.select_related("person", "lesson_version").filter(uuid=uuid).first()
        if known is None:
            raise
        return replayed(known, person, address=address, response=response)


def add_attempt(person: Person, address: Address, response: Any, *, uuid: UUID, at: datetime, evidence: str) -> Recorded:
    """Inside the transaction: grade, append, derive."""
    version, course = published(address)
    question_id, grade, checked = graded(version, address.question_id, response)
    attempt = Attempt.objects.create(
        uuid=uuid,
        person=person,
        course_key=version.course_key,
        lesson_key=version.lesson_key,
        question_id=question_id,
        lesson_version=version,
        response=checked,
        score=grade.score,
        is_correct=grade.is_correct,
        evidence=evidence,
        occurred_at=at,
    )
    if version.is_check:
        return add_to_check(Recorded(attempt, grade, version), person)
    standing = standing_of(person, version.course_key)
    was_lit = str(version.lesson_key) in standing.lit
    progress = store_lesson_progress(person, version, standing, at=at)
    if sum(len(results) for results in standing.results.values()) == 1:
        Enrolment.objects.bulk_create([Enrolment(person=person, course_key=version.course_key)], ignore_conflicts=True)
    lesson_completed = progress.completed_at is not None and not was_lit
    completion = complete_course(person, course, standing, at=at) if lesson_completed else None
    announce(attempt, progress, completion, person=person, lesson_completed=lesson_completed)
    return Recorded(attempt, grade, version, False, progress, lesson_completed, completion)


def add_to_check(recorded: Recorded, person: Person) -> Recorded:
    """Inside the transaction: what follows from an answer to a check. It begins the course, and counts for no lamp."""
    attempt = recorded.attempt
    result = store_check_result(person, attempt.course_key)
    if result and result.start_answered + result.end_answered == 1:
        Enrolment.objects.bulk_create([Enrolment(person=person, course_key=attempt.course_key)], ignore_conflicts=True)
    announce(attempt, None, None, person=person, lesson_completed=False)
    return recorded


def published(address: Address) -> tuple[LessonVersion, CourseVersion]:
    """The version an answer is given to, and the course it counts for. A query, or two for an older version or a former address."""
    rows = LessonVersion.objects.current().with_course()
    by_key = {"lesson_key": address.lesson_key, "language": address.language}
    version = rows.filter(**({"path": address.path} if address.path else by_key)).first()
    if version is None and address.path:
        # Kept on a phone, or open in a tab, since before its address changed.
        version = rows.formerly_at(address.path).first()
    course = version.course if version else None
    if version is None or course is None:
        raise LessonNotPublished(_("This lesson is not published. Open the list of courses and choose another one."))
    if address.version not in (None, version.number):
        older = LessonVersion.objects.filter(
            lesson_key=version.lesson_key, language=version.language, number=address.version
        ).first()
        if older is None:
            raise AnswerNotUnderstood(
                _("This lesson has no version %(number)s. Open the lesson again.") % {"number": address.version}
            )
        version = older
    return version, course


def graded(version: LessonVersion, question_id: str, response: Any) -> tuple[str, Grade, Any]:
    """The question's id, the grade, and the response in its canonical shape. Pure. A form may use the page's names."""
    is_form = isinstance(response, FormResponse)
    found_id = identified(question_id, question_names(version.questions)) if is_form else question_id
    index = version.questions.get(found_id)
    if index is None:
        raise UnknownQuestion(_("This lesson has no such question. Open the lesson again: it may have changed."))
    kind = KINDS[index["kind"]]
    given = identified(kind.read_form(response.data), names_in(kind.shown(index))) if is_form else response
    try:
        checked = kind.check(index, given)
    except WrongShape as refusal:
        raise AnswerNotUnderstood(str(refusal)) from refusal
    return found_id, kind.grade(index, checked), checked


def replayed(known: Attempt, person: Person | PhoneKey | None, *, address: Address, response: Any) -> Recorded:
    """The answer that a known uuid has brought before. Raises `AnswerConflict` when it now brings another one."""
    is_theirs = known.person.uuid == person.uuid if person else known.person.is_guest
    question_id, grade, checked = graded(known.lesson_version, address.question_id, response) if is_theirs else ("", None, None)
    is_same_lesson = (
        known.lesson_version.path == address.path or known.lesson_key == address.lesson_key or was_at(known, address.path)
    )
    if grade is None or not is_same_lesson or str(known.question_id) != question_id or known.response != checked:
        raise AnswerConflict(
            _("This answer's number is already used for another answer. Open the lesson again and answer once more.")
        )
    return Recorded(known, grade, known.lesson_version, is_replay=True)


def was_at(known: Attempt, path: str) -> bool:
    """Whether an attempt's lesson stood at an address before. One query."""
    return LessonVersion.objects.formerly_at(path).filter(lesson_key=known.lesson_key).exists()


def when(occurred_at: datetime | None) -> datetime:
    """When the answer was given: now, or the device's time, never in the future."""
    now = timezone.now()
    if occurred_at is None:
        return now
    if timezone.is_naive(occurred_at) or occurred_at > now + CLOCK_TOLERANCE:
        raise AnswerNotUnderstood(
            _("The answer's time, %(time)s, lies in the future. Set the clock of the phone.") % {"time": occurred_at}
        )
    return min(occurred_at, now)


def announce(
    attempt: Attempt,
    progress: LessonProgress | None,
    completion: CourseCompletion | None,
    *,
    person: Person,
    lesson_completed: bool,
) -> None:
    """Tells the listeners after commit."""
    send = partial(transaction.on_commit, robust=True)
    send(partial(signals.answer_recorded.send, Person, person=person, attempt=attempt, progress=progress))
    if lesson_completed:
        send(partial(signals.lesson_completed.send, Person, person=person, progress=progress))
    if completion:
        send(partial(signals.course_completed.send, Person, person=person, completion=completion))
