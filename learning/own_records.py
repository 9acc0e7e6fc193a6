"""The parts of what is kept about a learner that this app has itself, in words where a row holds identities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.countries import country_name
from courses.models import CourseVersion, LessonVersion
from learning.codes import shown_code
from learning.models import (
    Attempt,
    Attendance,
    CheckResult,
    Confirmation,
    CourseCompletion,
    Enrolment,
    EvidenceKind,
    GuardianConsent,
    LearnerFacts,
    LessonProgress,
    Membership,
    Person,
    ReportedStart,
    StaffAction,
)
from learning.records import Part, Row, add_part
from learning.staff_log import ACTIONS


def titles_of(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Key -> title of courses. One query."""
    return first_titles(CourseVersion.objects.filter(course_key__in=set(keys)), "course_key")


def lesson_titles_of(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Key -> title of lessons. One query."""
    return first_titles(LessonVersion.objects.filter(lesson_key__in=set(keys)), "lesson_key")


def first_titles(versions: QuerySet[Any], key: str) -> dict[UUID, str]:
    """Key -> title, in the language each was published in first."""
    titles: dict[UUID, str] = {}
    for found, title in versions.order_by("-is_current", "pk").values_list(key, "title"):
        titles.setdefault(found, title)
    return titles


def person_rows(person: Person) -> list[Row]:
    """The row itself. The pictures are kept as a digest only, from which nobody can read them."""
    code = shown_code(person.code) if person.code else ""
    return [{"code": code, "uuid": person.uuid, "joined_at": person.joined_at, "opened_on": person.opened_on}]


def fact_rows(person: Person) -> list[Row]:
    """What was told, as it is kept and as people read it."""
    language = get_language() or settings.LANGUAGE_CODE
    return [
        {
            "age": facts.age_band,
            "age_in_words": facts.get_age_band_display(),
            "gender": facts.gender,
            "gender_in_words": facts.get_gender_display(),
            "country": facts.country,
            "country_in_words": country_name(facts.country, language),
            "told_at": facts.told_at,
        }
        for facts in LearnerFacts.objects.filter(person=person)
    ]


def attempt_rows(person: Person) -> list[Row]:
    """Every answer, with the question and the answer in words. Four queries."""
    attempts = list(Attempt.objects.filter(person=person).order_by("pk"))
    confirmed = dict(Confirmation.objects.filter(attempt__person=person).values_list("attempt", "confirmed_at"))
    versions = LessonVersion.objects.in_bulk({attempt.lesson_version_id for attempt in attempts})
    courses = titles_of(attempt.course_key for attempt in attempts)
    rows = []
    for attempt in attempts:
        version = versions[attempt.lesson_version_id]
        index = version.questions.get(str(attempt.question_id), {})
        # A facilitator confirms that it was right or not yet; which answer it was, nobody wrote down.
        response = None if attempt.evidence == EvidenceKind.FACILITATOR_CONFIRMED else attempt.response
        rows.append(
            {
                "uuid": attempt.uuid,
                "course": courses.get(attempt.course_key, ""),
                "lesson": version.title,
                "language": version.language,
                "question": index.get("prompt", ""),
                "answer": "" if response is None else answer_in_words(index, response),
                "response": response,
                "score": attempt.score,
                "right": attempt.is_correct,
                "evidence": attempt.evidence,
                "confirmed_at": confirmed.get(attempt.pk),
                "occurred_at": attempt.occurred_at,
                "recorded_at": attempt.recorded_at,
            }
        )
    return rows


def answer_in_words(index: dict[str, Any], response: Any) -> str:
    """What was chosen or typed, as people read it."""
    words = {option["id"]: option.get("text", option["id"]) for name in ("options", "items") for option in index.get(name) or []}
    chosen = response.values() if isinstance(response, dict) else response if isinstance(response, list) else [response]
    return " · ".join(str(words.get(one, one)) for one in chosen)


def progress_rows(person: Person) -> list[Row]:
    """How far somebody is in each lesson. Three queries."""
    found = list(LessonProgress.objects.filter(person=person).order_by("pk"))
    courses, lessons = titles_of(row.course_key for row in found), lesson_titles_of(row.lesson_key for row in found)
    return [
        {
            "course": courses.get(row.course_key, ""),
            "lesson": lessons.get(row.lesson_key, ""),
            "questions": row.questions_total,
            "tried": row.questions_tried,
            "right": row.questions_right,
            "completed_at": row.completed_at,
            "last_answer_at": row.last_answer_at,
        }
        for row in found
    ]


def course_rows(person: Person) -> list[Row]:
    """Courses begun, and those completed. Three queries."""
    begun = list(Enrolment.objects.filter(person=person).order_by("pk"))
    done = {row.course_key: row for row in CourseCompletion.objects.filter(person=person)}
    titles = titles_of([*(row.course_key for row in begun), *done])
    rows: list[Row] = [{"course": titles.get(row.course_key, ""), "begun_at": row.enrolled_at} for row in begun]
    for row, enrolment in zip(rows, begun, strict=True):
        row["completed_at"] = done[enrolment.course_key].completed_at if enrolment.course_key in done else None
    return rows


def class_rows(person: Person) -> list[Row]:
    """Classes, with the number in each, and the meetings somebody was at. Two queries."""
    memberships = Membership.objects.filter(person=person).select_related("cohort__institution").order_by("pk")
    attended = Attendance.objects.filter(person=person).select_related("session").order_by("pk")
    days: dict[int, list[str]] = {}
    for row in attended:
        days.setdefault(row.session.cohort_id, []).append(row.session.held_on.isoformat())
    return [
        {
            "class": row.cohort.name,
            "institution": row.cohort.institution.name,
            "number": row.seat,
            "joined_at": row.joined_at,
            "left_at": row.left_at,
            "wants_announcements": row.wants_announcements,
            "present_on": days.get(row.cohort_id, []),
        }
        for row in memberships
    ]


def consent_rows(person: Person) -> list[Row]:
    """A guardian's consent, as an institution attested it. The guardian's name is not kept."""
    return [
        {
            "institution": row.institution.name,
            "attested_at": row.attested_at,
            "below_age": row.below_age,
            "withdrawn_at": row.withdrawn_at,
        }
        for row in GuardianConsent.objects.filter(person=person).select_related("institution").order_by("pk")
    ]


def staff_action_rows(person: Person) -> list[Row]:
    """What staff did about somebody. Who did it is staff's own matter."""
    rows = StaffAction.objects.filter(person=person).order_by("pk")
    return [
        {"action": row.action, "in_words": str(ACTIONS.get(row.action, row.action)), "at": row.at, "detail": row.detail}
        for row in rows
    ]


def check_rows(person: Person) -> list[Row]:
    """What the questions before and after a course gave. Two queries."""
    found = list(CheckResult.objects.filter(person=person).order_by("pk"))
    titles = titles_of(row.course_key for row in found)
    names = ("start_answered", "start_right", "end_answered", "end_right", "language", "done_in")
    return [{"course": titles.get(row.course_key, ""), **{name: getattr(row, name) for name in names}} for row in found]


def counted_rows(person: Person) -> list[Row]:
    """What reports count of somebody. Two queries."""
    found = list(ReportedStart.objects.filter(person=person).select_related("institution", "cohort").order_by("pk"))
    titles = titles_of(row.course_key for row in found)
    names = ("month", "gender", "age_band", "country", "language", "mode", "is_completed", "is_released")
    return [
        {
            "course": titles.get(row.course_key, ""),
            **{name: getattr(row, name) for name in names},
            "institution": str(row.institution or ""),
            "class": str(row.cohort or ""),
        }
        for row in found
    ]


COURSE, LESSON, WHEN = _("Course"), _("Lesson"), _("When")

for part in (
    Part(
        "learner",
        _("My code"),
        _("So that you can go on with any phone."),
        {"code": _("My learner code"), "joined_at": _("Since"), "opened_on": _("Last opened with the code")},
        person_rows,
        ("learning.Person",),
    ),
    Part(
        "about",
        _("About me"),
        _("So that reports can say whether a course reaches everybody. Small groups are never shown."),
        {"age_in_words": _("Age"), "gender_in_words": _("Gender"), "country_in_words": _("Country")},
        fact_rows,
        ("learning.LearnerFacts",),
    ),
    Part(
        "courses",
        _("My courses"),
        _("So that you find what you began."),
        {"course": COURSE, "begun_at": _("Begun"), "completed_at": _("Completed")},
        course_rows,
        ("learning.Enrolment", "learning.CourseCompletion"),
    ),
    Part(
        "progress",
        _("My lamps"),
        _("So that you can go on where you stopped."),
        {"lesson": LESSON, "right": _("Right"), "questions": _("Questions"), "completed_at": _("Completed")},
        progress_rows,
        ("learning.LessonProgress",),
    ),
    Part(
        "answers",
        _("My answers"),
        _("So that lamps and certificates rest on what you answered."),
        {"occurred_at": WHEN, "lesson": LESSON, "question": _("Question"), "answer": _("Answer"), "right": _("Right")},
        attempt_rows,
        ("learning.Attempt", "learning.Confirmation"),
    ),
    Part(
        "checks",
        _("Questions before and after"),
        _("So that we see whether a course teaches anything. Shown for ten people or more."),
        {"course": COURSE, "start_right": _("Right before"), "end_right": _("Right after")},
        check_rows,
        ("learning.CheckResult",),
    ),
    Part(
        "counted",
        _("What reports count of me"),
        _("So that groups of ten people or more can be counted. What you told is dropped once it is counted."),
        {"course": COURSE, "month": _("Month"), "class": _("Class"), "is_completed": _("Completed")},
        counted_rows,
        ("learning.ReportedStart",),
    ),
    Part(
        "classes",
        _("My classes"),
        _("So that whoever leads your class sees who needs help, by number and without a name."),
        {"class": _("Class"), "institution": _("Institution"), "number": _("My number"), "present_on": _("Present on")},
        class_rows,
        ("learning.Membership", "learning.Attendance"),
    ),
    Part(
        "consents",
        _("A guardian’s consent"),
        _("So that a child can have a certificate where the law asks for consent."),
        {"institution": _("Institution"), "attested_at": WHEN, "below_age": _("Asked below the age of")},
        consent_rows,
        ("learning.GuardianConsent",),
    ),
    Part(
        "staff_actions",
        _("What staff did for me"),
        _("So that it can be seen later, such as new pictures for my code."),
        {"at": WHEN, "in_words": _("What"), "detail": _("Note")},
        staff_action_rows,
        ("learning.StaffAction",),
    ),
):
    add_part(part)
