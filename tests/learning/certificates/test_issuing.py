"""Issuing and correcting: once however often asked, only for a completed course, in the words of the day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from courses.models import CourseVersion
from learning.certificates.errors import AlreadyIssued, CorrectionUsed, NameRefused, NotCompleted, NotValid
from learning.certificates.issuing import certificates_of, correct_certificate, issue_certificate, valid_certificate
from learning.certificates.models import Certificate, CertificateStatus
from learning.certificates.numbers import read_number
from learning.certificates.statement import weakest
from learning.models import Attempt, CourseCompletion, LessonProgress, Person
from tests.cast import Member
from tests.learning.certificates.conftest import NAME, certify, complete


def issue(person: Person, course: CourseVersion, name: str = NAME, language: str = "en") -> Certificate:
    return issue_certificate(person=person, course_key=course.course_key, name=name, language=language)


def test_asked_again_with_the_same_name_it_is_the_same_certificate(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    first = certify(learner.person, course)
    assert issue(learner.person, course, f"  {NAME} ") == first
    assert list(certificates_of(learner.person)) == [first]
    assert read_number(first.shown_number) == first.number
    assert first.edition == 1


def test_asked_again_with_another_name_it_is_refused(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    certify(learner.person, course)
    with pytest.raises(AlreadyIssued, match="correct the name"):
        issue(learner.person, course, "Another Name")
    assert Certificate.objects.count() == 1


def test_without_a_completed_course_there_is_none(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    with pytest.raises(NotCompleted, match="not finished"):
        issue(learner.person, course)
    assert not Certificate.objects.exists()


def test_without_a_name_there_is_none(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    complete(learner.person)
    with pytest.raises(NameRefused):
        issue(learner.person, course, "undefined")
    assert not Certificate.objects.exists()


def test_lamps_all_lit_without_a_completion_are_completed_by_issuing(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    complete(learner.person)
    CourseCompletion.objects.all().delete()
    assert issue(learner.person, course).edition == 1
    LessonProgress.objects.update(completed_at=None)
    assert CourseCompletion.objects.count() == 1


def test_the_statement_keeps_what_the_course_was(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    certificate = certify(learner.person, course)
    CourseVersion.objects.filter(pk=course.pk).update(title="Another title")
    statement = Certificate.objects.get().statement
    assert statement["course"] == "Tiny course"
    assert statement["version"] == course.number
    assert [(lesson["title"], lesson["language"]) for lesson in statement["lessons"]] == [("Lesson-1", "en")]
    assert [competency["name"] for competency in statement["competencies"]] == ["Human agency"]
    assert "80 %" in statement["pass_rule"]
    assert statement["not_a_degree"] == "This is not a degree."
    assert (statement["minutes"], statement["level"], statement["licence"]) == (60, "Understand", "CC BY 4.0")
    assert certificate.completed_at == CourseCompletion.objects.get().completed_at


def test_evidence_is_that_of_the_weakest_answer(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    complete(learner.person)
    assert issue(learner.person, course).evidence == "online"
    Certificate.objects.all().delete()
    Attempt.objects.filter(pk=Attempt.objects.first().pk).update(evidence="facilitator-confirmed")  # type: ignore[union-attr]
    assert issue(learner.person, course).evidence == "facilitator-confirmed"
    assert weakest({"online", "self-reported", "facilitator-confirmed"}) == "self-reported"
    assert weakest(set()) == "self-reported"


def test_a_course_that_is_not_in_a_language_is_certified_in_its_own(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    complete(learner.person)
    assert issue(learner.person, course, language="sw").language == "en"


def test_the_sister_version_of_the_day_is_named_in_another_language(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    complete(learner.person)
    done = CourseCompletion.objects.get()
    fields = {"course_key": course.course_key, "language": "ar", "slug": course.slug, "content": course.content}
    for number, published_at in ((1, course.published_at), (2, done.completed_at + timedelta(days=30_000))):
        row = CourseVersion(number=number, title=f"دورة {number}", published_at=published_at, is_current=number == 2, **fields)
        row.content_hash = str(number)
        row.save()
    certificate = issue(learner.person, course, language="ar")
    assert (certificate.language, certificate.statement["course"]) == ("ar", "دورة 1")


def test_a_revoked_certificate_is_not_issued_again(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    certificate = certify(learner.person, course)
    Certificate.objects.update(status=CertificateStatus.REVOKED)
    with pytest.raises(NotValid, match="revoked"):
        issue(learner.person, course)
    with pytest.raises(NotValid, match="revoked"):
        correct_certificate(certificate=certificate, name="Another Name")
    assert Certificate.objects.count() == 1


def test_one_correction_is_free_and_the_old_one_is_replaced(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    old = certify(learner.person, course)
    new = correct_certificate(certificate=old, name="Zawadi Nakupendeza")
    old.refresh_from_db()
    assert (old.status, old.replaced_by, old.name) == ("replaced", new, NAME)
    assert old.status_changed_at
    assert (new.status, new.edition, new.statement, new.completed_at) == ("valid", 2, old.statement, old.completed_at)
    assert new.number != old.number
    assert new.uuid != old.uuid
    assert valid_certificate(learner.person, course.course_key) == new
    assert issue(learner.person, course, "Zawadi Nakupendeza") == new


def test_a_second_correction_is_refused_and_the_same_one_twice_is_one(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    old = certify(learner.person, course)
    new = correct_certificate(certificate=old, name="Zawadi Nakupendeza")
    assert correct_certificate(certificate=old, name="Zawadi Nakupendeza") == new
    assert correct_certificate(certificate=new, name=" Zawadi  Nakupendeza") == new
    for certificate in (old, new):
        with pytest.raises(CorrectionUsed, match="corrected once"):
            correct_certificate(certificate=certificate, name="A Third Name")
    assert Certificate.objects.count() == 2


def test_a_correction_to_the_same_name_uses_nothing_up(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    certificate = certify(learner.person, course)
    assert correct_certificate(certificate=certificate, name=NAME) == certificate
    assert Certificate.objects.get().is_correctable
