"""Class registers: who was there, how many hands went up, who had what right. Saved whole or not at all, and once for each uuid.

What learners had right enters as answers through `record_answer` like all others, with the evidence that a facilitator confirmed
it; their uuids come from the register's, so that the same register brought twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import LessonVersion
from courses.questions.confirmed import confirmed_response
from learning.answers import Address, record_answer
from learning.class_lessons import check_taken
from learning.cohorts import members_of
from learning.errors import RegisterConflict, RegisterRefused
from learning.models import Attempt, Attendance, ClassSession, Cohort, EvidenceKind, HandsUp, Membership, Person
from learning.staff_log import note_action
from learning.teaching import questions_asked

PROJECTOR: Final = UUID("0f6f7c2e-52a1-4f0c-9a68-2f4c0d3b7a11")
LONGEST: Final = 600  # minutes of a meeting
MOST_HANDS: Final = 999


@dataclass(frozen=True, kw_only=True)
class Register:
    """What a register says; what was left empty is not in it. Learners are their numbers, a question or choice is its id."""

    uuid: UUID
    held_on: date
    minutes: int
    present: frozenset[int] = frozenset()
    hands: Mapping[tuple[str, str], int] = field(default_factory=dict)
    results: Mapping[tuple[int, str], bool] = field(default_factory=dict)


@dataclass(frozen=True)
class SavedRegister:
    """A register as it is kept. `is_replay` when the same one had been brought before."""

    session: ClassSession
    is_replay: bool = False


def save_register(*, cohort: Cohort, version: LessonVersion, register: Register, by: Person) -> SavedRegister:
    """Keeps a register: the meeting, who was there, hands, and the learners' results as answers.

    Raises `RegisterRefused` with every problem, `RegisterConflict` when its uuid has brought another one, or what `record_answer`
    raises; then nothing is stored. Costs about seven queries for each result.
    """
    with transaction.atomic():
        # One register of a class at a time: two devices may bring the same at once.
        Cohort.objects.select_for_update().get(pk=cohort.pk)
        known = ClassSession.objects.filter(uuid=register.uuid).select_related("cohort", "lesson_version").first()
        if known and known.minutes is not None:
            return replayed(known, register, cohort=cohort, version=version)
        members = {member.seat: member for member in members_of(cohort)}
        today = timezone.localdate()
        if problems := register_problems(register, cohort=cohort, version=version, members=members, today=today):
            raise RegisterRefused(problems)
        session = meeting(known, register, cohort=cohort, version=version, by=by)
        Attendance.objects.bulk_create(
            Attendance(session=session, person=members[seat].person) for seat in sorted(register.present)
        )
        session.hands.all().delete()  # what the projector counted stands in the register already, or was taken out of it
        keep_counts(session, register.hands)
        record_results(register, version, members)
        note_action("save_register", actor=by, cohort=cohort, detail=version.path)
    return SavedRegister(session)


def register_problems(
    register: Register, *, cohort: Cohort, version: LessonVersion, members: Mapping[int, Membership], today: date
) -> list[str]:
    """What is wrong with a register, as whole sentences. Pure."""
    problems = []
    if register.held_on > today + timedelta(days=1):  # a phone may be a day ahead of the server
        problems.append(_("The day %(day)s lies in the future. Write the day of the meeting.") % {"day": shown(register.held_on)})
    if register.held_on < cohort.starts_on:
        sentence = _("The day %(day)s lies before the first day of the class, %(first)s. Correct one of the two.")
        problems.append(sentence % {"day": shown(register.held_on), "first": shown(cohort.starts_on)})
    if not 1 <= register.minutes <= LONGEST:
        problems.append(_("The minutes must be a number from 1 to %(most)s.") % {"most": LONGEST})
    for seat in sorted({*register.present, *(seat for seat, _question in register.results)} - members.keys()):
        problems.append(_("The class has nobody with the number %(number)s. Correct the number.") % {"number": seat})
    for seat in sorted({seat for seat, _question in register.results} - register.present):
        problems.append(_("Number %(number)s has results but was not there. Correct one of the two.") % {"number": seat})
    known = {(asked.id, choice.id) for asked in questions_asked(version) for choice in asked.choices}
    if not set(register.hands) <= known or not {question for _seat, question in register.results} <= set(version.questions):
        problems.append(_("The register names a question that this lesson does not have. Open an empty register and copy it over."))
    if not all(0 <= count <= MOST_HANDS for count in register.hands.values()):
        problems.append(_("Hands must be numbers from 0 to %(most)s.") % {"most": MOST_HANDS})
    return problems


def shown(day: date) -> str:
    """A day as the language writes it."""
    return date_format(day, "DATE_FORMAT")


def meeting(known: ClassSession | None, register: Register, *, cohort: Cohort, version: LessonVersion, by: Person) -> ClassSession:
    """The meeting's row: a new one, or the one that the projector had begun. Raises `RegisterConflict`."""
    if known and (known.cohort_id, known.lesson_key) != (cohort.pk, version.lesson_key):
        raise another_register()
    session = known or ClassSession(uuid=register.uuid, cohort=cohort)
    session.lesson_version = version
    session.course_key, session.lesson_key = version.course_key, version.lesson_key
    session.held_on, session.minutes = register.held_on, register.minutes
    session.recorded_by, session.recorded_at = by, timezone.now()
    session.save()
    return session


def another_register() -> RegisterConflict:
    """For a uuid that has brought something else."""
    return RegisterConflict(
        _("This register was saved before and said something else then. For another meeting, begin with a new empty register.")
    )


def replayed(known: ClassSession, register: Register, *, cohort: Cohort, version: LessonVersion) -> SavedRegister:
    """The register that a known uuid has brought before. Raises `RegisterConflict` when it now says something else."""
    if known.cohort_id != cohort.pk or known.lesson_key != version.lesson_key or kept_register(known) != register:
        raise another_register()
    return SavedRegister(known, is_replay=True)


def kept_register(session: ClassSession) -> Register:
    """A register as it is kept. Four queries when its class and lesson version came along with the meeting."""
    members = {member.person_id: member for member in session.cohort.memberships.select_related("person")}
    present = [person for person in session.attendances.values_list("person_id", flat=True) if person in members]
    questions = list(session.lesson_version.questions)
    asked = {
        answer_uuid(session.uuid, members[person].person, question): (members[person].seat, question)
        for person in present
        for question in questions
    }
    answers = Attempt.objects.filter(uuid__in=asked).values_list("uuid", "is_correct")
    return Register(
        uuid=session.uuid,
        held_on=session.held_on,
        minutes=session.minutes or 0,
        present=frozenset(members[person].seat for person in present),
        hands={(str(row.question_id), row.choice): row.count for row in session.hands.all()},
        results={asked[uuid]: is_correct for uuid, is_correct in answers},
    )


def answer_uuid(register: UUID, person: Person, question: str) -> UUID:
    """The uuid of the answer that a register confirms."""
    return uuid5(register, f"{person.uuid}/{question}")


def record_results(register: Register, version: LessonVersion, members: Mapping[int, Membership]) -> None:
    """The learners' results as answers, inside the caller's transaction."""
    noon = timezone.make_aware(datetime.combine(register.held_on, time(12)))
    for (seat, question), is_right in sorted(register.results.items()):
        person = members[seat].person
        record_answer(
            uuid=answer_uuid(register.uuid, person, question),
            person=person,
            address=Address(question_id=question, lesson_key=version.lesson_key, language=version.language, version=version.number),
            response=confirmed_response(version.questions[question], is_right=is_right),
            occurred_at=min(noon, timezone.now()),
            evidence=EvidenceKind.FACILITATOR_CONFIRMED,
        )


# --- hands, counted on the projector ------------------------------------------------------------------------------------------


def projector_uuid(cohort: Cohort, lesson_key: UUID, day: date) -> UUID:
    """The uuid of what a class is shown on a day: the projector and the register of that day speak of the same meeting."""
    return uuid5(PROJECTOR, f"{cohort.uuid}/{lesson_key}/{day}")


def keep_hands(*, cohort: Cohort, version: LessonVersion, counts: Mapping[tuple[str, str], int], by: Person) -> ClassSession | None:
    """Keeps the hands for a question that a class was just asked. A second count of the same question takes the first one's place.

    Nothing changes, and None is returned, once the day's register is saved: it is what the facilitator signed for. Raises
    `LessonNotPublished` for a lesson that the class does not take. The same count again writes nothing.
    """
    check_taken(cohort, version)
    today = timezone.localdate()
    with transaction.atomic():
        Cohort.objects.select_for_update().get(pk=cohort.pk)
        session, _made = ClassSession.objects.get_or_create(
            uuid=projector_uuid(cohort, version.lesson_key, today),
            defaults={
                "cohort": cohort,
                "lesson_version": version,
                "course_key": version.course_key,
                "lesson_key": version.lesson_key,
                "held_on": today,
                "recorded_by": by,
            },
        )
        if session.minutes is not None:
            return None
        if hands_of(session, {question for question, _choice in counts}) != counts:
            keep_counts(session, counts)
            note_action("keep_hands", actor=by, cohort=cohort, detail=version.path)
    return session


def keep_counts(session: ClassSession, counts: Mapping[tuple[str, str], int]) -> None:
    """Replaces the counts of the questions named; those of others stay."""
    session.hands.filter(question_id__in={question for question, _choice in counts}).delete()
    HandsUp.objects.bulk_create(
        HandsUp(session=session, question_id=question, choice=choice, count=count) for (question, choice), count in counts.items()
    )


def hands_of(session: ClassSession | None, questions: Iterable[str]) -> dict[tuple[str, str], int]:
    """The counts a meeting has for questions. One query, none without a meeting."""
    if session is None:
        return {}
    rows = session.hands.filter(question_id__in=list(questions))
    return {(str(row.question_id), row.choice): row.count for row in rows}
