"""Participation: every lesson answered in or attended; nothing tested, plainly said; beside the certificate of achievement."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import CourseVersion
from learning.certificates.credential import credential_of
from learning.certificates.errors import AlreadyIssued, NotCompleted
from learning.certificates.issuing import correct_certificate, issue_certificate, valid_certificate
from learning.certificates.models import Certificate, CertificateKind
from learning.certificates.participation import draft_participation, issue_participation
from learning.completion import missing_for_participation
from learning.models import Attempt, CourseCompletion, LessonProgress, Person
from tests.cast import Member
from tests.factories import make_cohort, seat_learner
from tests.learning.certificates.conftest import NAME, complete
from tests.learning.certificates.presence import DAY, EARLY, answer_once, attend, lesson_at

PARTICIPATION = CertificateKind.PARTICIPATION
ASK = "/en/me/certificate/second-course/participation/"
COURSE = "/en/second-course/"


@pytest.fixture
def course(two_courses: list[CourseVersion]) -> CourseVersion:
    """The one of two lessons."""
    return two_courses[1]


@pytest.fixture
def person(learner: Member) -> Person:
    assert learner.person
    return learner.person


def take_part(person: Person) -> None:
    """One lesson answered in, the other attended."""
    answer_once(person, lesson_at("second-course/first/lesson-1"), occurred_at=EARLY)
    attend(person, lesson_at("second-course/first/lesson-2"))


def issue(person: Person, course: CourseVersion, name: str = NAME) -> Certificate:
    return issue_participation(person=person, version=course, name=name)


def test_the_rule_counts_lessons_in_order() -> None:
    lessons = [{"key": "a"}, {"key": "b"}, {"key": "c"}]
    assert missing_for_participation(lessons, {"b"}) == [{"key": "a"}, {"key": "c"}]
    assert missing_for_participation(lessons, {"a": "x", "b": "y", "c": "z"}) == []
    assert missing_for_participation([], set()) == []


def test_answered_and_attended_lessons_count_together(person: Person, course: CourseVersion) -> None:
    take_part(person)
    certificate = issue(person, course)
    assert (certificate.kind, certificate.course_version, certificate.edition) == ("participation", course, 1)
    assert certificate.evidence == "facilitator-confirmed"
    assert not CourseCompletion.objects.exists()
    assert not LessonProgress.objects.filter(completed_at__isnull=False).exists()


def test_its_day_is_that_of_the_lesson_seen_last_at_its_first_seeing(person: Person, course: CourseVersion) -> None:
    take_part(person)
    assert issue(person, course).completed_at == datetime(2026, 3, 4, 12, tzinfo=UTC)
    answer_once(person, lesson_at("second-course/first/lesson-1"))
    attend(person, lesson_at("second-course/first/lesson-2"), day=date(2026, 5, 1))
    assert draft_participation(person=person, version=course, name="").completed_at.date() == DAY


def test_each_lesson_counts_at_its_best_and_the_weakest_lesson_decides(person: Person, course: CourseVersion) -> None:
    for lesson in ("lesson-1", "lesson-2"):
        answer_once(person, lesson_at(f"second-course/first/{lesson}"))
    Attempt.objects.update(evidence="self-reported")
    assert draft_participation(person=person, version=course, name="").evidence == "self-reported"
    for lesson in ("lesson-1", "lesson-2"):
        attend(person, lesson_at(f"second-course/first/{lesson}"))
    assert draft_participation(person=person, version=course, name="").evidence == "facilitator-confirmed"


def test_with_a_lesson_left_there_is_none(person: Person, course: CourseVersion) -> None:
    answer_once(person, lesson_at("second-course/first/lesson-1"))
    attend(person, lesson_at("tiny-course/first/lesson-1"))
    with pytest.raises(NotCompleted, match="not taken part in all lessons"):
        issue(person, course)
    assert not Certificate.objects.exists()


def test_asked_again_it_is_the_same_one(person: Person, course: CourseVersion) -> None:
    take_part(person)
    first = issue(person, course)
    assert issue(person, course, f" {NAME} ") == first
    with pytest.raises(AlreadyIssued):
        issue(person, course, "Another Name")


def test_what_it_says_claims_nothing_that_was_not_tested(person: Person, course: CourseVersion) -> None:
    take_part(person)
    certificate = issue(person, course)
    told = certificate.statement
    assert told["pass_rule"].startswith("Took part: in each of 2 lessons")
    assert told["pass_rule"].endswith("What was learned was not tested.")
    assert (told["kind"], told["mastery"], told["competencies"]) == ("participation", 0, [])
    credential = credential_of(certificate)
    achievement = credential["credentialSubject"]["achievement"]
    assert achievement["achievementType"] == "CertificateOfCompletion"
    assert credential["name"] == achievement["name"] == "Participation: Second course"
    assert "not tested" in achievement["criteria"]["narrative"]
    assert achievement["id"].endswith(f"/en/second-course/#participation-version-{course.number}")
    assert "alignment" not in achievement


def test_achievement_later_leaves_participation_standing(person: Person, course: CourseVersion) -> None:
    take_part(person)
    took_part = issue(person, course)
    complete(person)
    achieved = issue_certificate(person=person, course_key=course.course_key, name=NAME, language="en")
    assert valid_certificate(person, course.course_key) == achieved
    assert valid_certificate(person, course.course_key, kind=PARTICIPATION) == took_part
    assert achieved.edition == 1
    assert achieved.credential is not None
    assert took_part.credential is not None
    subjects = [row.credential["credentialSubject"]["achievement"]["id"] for row in (achieved, took_part)]
    assert subjects[0] != subjects[1]


def test_a_class_names_its_institution(person: Person, course: CourseVersion) -> None:
    cohort = make_cohort()
    cohort.courses.create(course_key=course.course_key)
    seat_learner(cohort, person)
    take_part(person)
    certificate = issue(person, course)
    assert certificate.institution == cohort.institution


def test_its_name_is_corrected_as_any_other(person: Person, course: CourseVersion) -> None:
    take_part(person)
    old = issue(person, course)
    new = correct_certificate(certificate=old, name="Zawadi N.")
    assert (new.kind, new.edition, new.statement) == ("participation", 2, old.statement)


def test_issuing_costs_what_it_costs(person: Person, course: CourseVersion) -> None:
    take_part(person)
    draft = draft_participation(person=person, version=course, name=NAME)
    assert draft.pk is None
    with CaptureQueriesContext(connection) as captured:
        draft_participation(person=person, version=course, name=NAME)
    assert len(captured) == 3


# --- pages ------------------------------------------------------------------------------------------------------------


def test_the_course_page_offers_it_while_lamps_are_left(learner: Member, person: Person, course: CourseVersion) -> None:
    answer_once(person, lesson_at("second-course/first/lesson-1"))
    assert ASK not in learner.client.get(COURSE).content.decode()
    attend(person, lesson_at("second-course/first/lesson-2"))
    for address in (COURSE, "/en/me/"):
        page = learner.client.get(address).content.decode()
        assert "You took part in all lessons. 2 lamps are still to light for the certificate of achievement." in page, address
        assert ASK in page, address
    certificate = issue(person, course)
    for address in (COURSE, "/en/me/"):
        page = learner.client.get(address).content.decode()
        assert ASK not in page, address
        assert f"/en/me/certificates/{certificate.number}/" in page, address
    assert "Certificate of participation" in learner.client.get("/en/me/").content.decode()
    complete(person)
    page = learner.client.get(COURSE).content.decode()
    assert "You took part" not in page
    assert "/en/me/certificate/second-course/" in page


def test_who_only_attended_finds_it_too(learner: Member, person: Person, course: CourseVersion) -> None:
    for lesson in ("lesson-1", "lesson-2"):
        attend(person, lesson_at(f"second-course/first/{lesson}"))
    assert ASK in learner.client.get(COURSE).content.decode()
    assert ASK in learner.client.get("/en/me/").content.decode()


def test_name_preview_and_confirmation_make_it(learner: Member, person: Person, course: CourseVersion) -> None:
    take_part(person)
    asked = learner.client.get(ASK).content.decode()
    assert "You took part in “Second course”." in asked
    preview = learner.client.post(ASK, {"name": NAME}).content.decode()
    for words in (
        "Certificate of participation",
        "took part in the course",
        "What was learned was not tested.",
        f"<bdi>{NAME}</bdi>",
    ):
        assert words in preview
    assert "What was learned</dt>" not in preview
    made = learner.client.post(ASK, {"name": NAME, "confirm": "yes"})
    certificate = Certificate.objects.get()
    address = f"/en/me/certificates/{certificate.number}/"
    assert made.headers["Location"] == address
    page = learner.client.get(address).content.decode()
    assert f"{ASK}correct/" in page
    assert 'class="half"' in page
    assert 'class="lit"' not in page
    assert learner.client.get(ASK).headers["Location"] == address
    public = learner.client.get(f"/c/{certificate.shown_number}").content.decode()
    assert "Certificate of participation" in public
    assert NAME not in public


def test_it_is_corrected_at_its_own_address(learner: Member, person: Person, course: CourseVersion) -> None:
    take_part(person)
    old = issue(person, course)
    assert learner.client.get("/en/me/certificate/second-course/correct/").status_code == 404
    made = learner.client.post(f"{ASK}correct/", {"name": "Zawadi N.", "confirm": "yes"})
    newer = Certificate.objects.get(edition=2)
    assert made.headers["Location"] == f"/en/me/certificates/{newer.number}/"
    assert newer.kind == PARTICIPATION
    assert Certificate.objects.get(pk=old.pk).replaced_by == newer


def test_before_it_is_due_the_page_says_what_is_left(learner: Member, person: Person, course: CourseVersion) -> None:
    answer_once(person, lesson_at("second-course/first/lesson-1"))
    page = learner.client.get(ASK).content.decode()
    assert "1 of 2 left" in page
    assert "second-course/first/lesson-2" in page
    assert learner.client.post(ASK, {"name": NAME, "confirm": "yes"}).status_code == 409
    assert not Certificate.objects.exists()


def test_who_finished_the_course_is_led_to_the_better_one(learner: Member, person: Person, course: CourseVersion) -> None:
    complete(person)
    assert learner.client.get(ASK).headers["Location"] == "/en/me/certificate/second-course/"


@pytest.mark.parametrize("who", ["visitor", "guest", "other_learner", "facilitator", "other_facilitator", "administrator"])
def test_nobody_else_is_offered_it(who: str, person: Person, course: CourseVersion, request: pytest.FixtureRequest) -> None:
    take_part(person)
    member: Member = request.getfixturevalue(who)
    assert "You took part" not in member.client.get(COURSE).content.decode()
    assert "Not finished yet" in member.client.get(ASK).content.decode()
    assert member.client.post(ASK, {"name": NAME, "confirm": "yes"}).status_code == 409
    assert member.client.get(f"{ASK}correct/").status_code == 404
    assert not Certificate.objects.exists()
