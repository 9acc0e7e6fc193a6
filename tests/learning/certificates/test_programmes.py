"""A programme's certificate: once, for all of its courses, in the words and versions of the day."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from courses.models import CourseVersion
from learning.certificates.credential import credential_of
from learning.certificates.erasing import erase_certificates, let_go_of_certificates
from learning.certificates.errors import AlreadyIssued, NotCompleted, NotValid
from learning.certificates.issuing import correct_certificate
from learning.certificates.models import Certificate, CertificateStatus, Programme, ProgrammeText
from learning.certificates.pdf import certificate_pdf
from learning.certificates.programmes import issue_programme_certificate, texts_about
from learning.certificates.records import certificate_rows
from learning.certificates.seals import token_text
from learning.certificates.token import from_text, read_token
from learning.models import Attempt, CourseCompletion, Institution, LessonProgress, Person
from learning.multibase import from_multikey
from tests.cast import Member
from tests.learning.certificates.conftest import NAME, complete
from tests.learning.certificates.programme_of import make_programme


@pytest.fixture
def person(learner: Member) -> Person:
    assert learner.person
    return learner.person


def issue(person: Person, programme: Programme, name: str = NAME, language: str = "en") -> Certificate:
    return issue_programme_certificate(person=person, programme=programme, name=name, language=language)


def test_all_courses_completed_make_one(person: Person, programme: Programme, two_courses: list[CourseVersion]) -> None:
    complete(person)
    certificate = issue(person, programme)
    assert (certificate.kind, certificate.programme, certificate.course_key) == ("programme", programme, programme.key)
    assert (certificate.course_version, certificate.evidence, certificate.edition) == (None, "online", 1)
    assert certificate.completed_at == max(CourseCompletion.objects.values_list("completed_at", flat=True))
    assert issue(person, programme) == certificate
    with pytest.raises(AlreadyIssued, match="for this programme"):
        issue(person, programme, "Another Name")


def test_a_course_that_is_left_stands_in_the_way(person: Person, programme: Programme) -> None:
    complete(person)
    CourseCompletion.objects.filter(course_version__slug="second-course").delete()
    LessonProgress.objects.filter(course_key=programme.courses.last().course_key).update(completed_at=None)  # type: ignore[union-attr]
    with pytest.raises(NotCompleted, match="not finished"):
        issue(person, programme)
    assert not Certificate.objects.exists()


def test_lamps_all_lit_without_a_completion_are_completed_by_issuing(person: Person, programme: Programme) -> None:
    complete(person)
    CourseCompletion.objects.all().delete()
    assert issue(person, programme).edition == 1
    assert CourseCompletion.objects.count() == 2


def test_a_programme_that_is_given_no_more_gives_none(person: Person, programme: Programme) -> None:
    complete(person)
    Programme.objects.update(is_active=False)
    programme.refresh_from_db()
    with pytest.raises(NotCompleted, match="no certificate now"):
        issue(person, programme)


def test_its_statement_names_courses_with_their_versions(
    person: Person, programme: Programme, two_courses: list[CourseVersion]
) -> None:
    complete(person)
    told = issue(person, programme).statement
    assert (told["kind"], told["course"], told["slug"]) == ("programme", "Everyday AI", "everyday-ai")
    assert [(course["title"], course["version"]) for course in told["courses"]] == [
        (version.title, version.number) for version in two_courses
    ]
    assert [len(course["lessons"]) for course in told["courses"]] == [1, 2]
    assert told["minutes"] == 120
    assert told["pass_rule"].startswith("2 courses finished: in each of their lessons, at least 80 %")
    assert [competency["name"] for competency in told["competencies"]] == ["Human agency"]


def test_later_changes_of_the_programme_change_nothing(person: Person, programme: Programme) -> None:
    complete(person)
    before = issue(person, programme).statement
    ProgrammeText.objects.update(title="Another title")
    programme.courses.last().delete()  # type: ignore[union-attr]
    after = Certificate.objects.get()
    assert after.statement == before
    assert b"%PDF" in certificate_pdf(after)


def test_it_is_in_the_language_of_its_words(person: Person, programme: Programme) -> None:
    complete(person)
    certificate = issue(person, programme, language="ar")
    assert (certificate.language, certificate.statement["course"]) == ("ar", "الذكاء الاصطناعي كل يوم")
    assert certificate.statement["courses"][0]["language"] == "en"  # no other there is


def test_words_that_are_missing_in_a_language_are_those_written_first(person: Person, programme: Programme) -> None:
    complete(person)
    assert issue(person, programme, language="sw").language == "en"


def test_evidence_is_that_of_the_weakest_answer_in_any_course(person: Person, programme: Programme) -> None:
    complete(person)
    Attempt.objects.filter(pk=Attempt.objects.last().pk).update(evidence="facilitator-confirmed")  # type: ignore[union-attr]
    assert issue(person, programme).evidence == "facilitator-confirmed"


def test_credential_and_token_say_which_programme(person: Person, programme: Programme, two_courses: list[CourseVersion]) -> None:
    complete(person)
    certificate = issue(person, programme)
    achievement = credential_of(certificate)["credentialSubject"]["achievement"]
    numbers = "-".join(str(version.number) for version in two_courses)
    assert achievement["id"].endswith(f"/en/programmes/everyday-ai/#versions-{numbers}")
    assert achievement["achievementType"] == "Certificate"
    assert "version" not in achievement
    assert f"Second course, version {two_courses[1].number}." in achievement["description"]
    assert certificate.signing_key is not None
    token = read_token(from_text(token_text(certificate)), public_key=from_multikey(certificate.signing_key.public_key))
    assert token.course == "programmes/everyday-ai"


def test_it_names_the_institution_that_offers_it(person: Person, two_courses: list[CourseVersion]) -> None:
    house = Institution.objects.create(name="Library", country="KE")
    complete(person)
    certificate = issue(person, make_programme(*(version.course_key for version in two_courses), institution=house))
    assert certificate.institution == house


def test_it_is_corrected_and_revoked_as_any_other(person: Person, programme: Programme) -> None:
    complete(person)
    old = issue(person, programme)
    new = correct_certificate(certificate=old, name="Zawadi N.")
    assert (new.programme, new.course_version, new.edition, new.statement) == (programme, None, 2, old.statement)
    Certificate.objects.filter(pk=new.pk).update(status=CertificateStatus.REVOKED)
    with pytest.raises(NotValid, match="revoked"):
        issue(person, programme)


def test_export_and_erasing_know_it(person: Person, programme: Programme) -> None:
    complete(person)
    certificate = issue(person, programme)
    assert certificate_rows(person)[0]["course"] == "Everyday AI"
    erase_certificates(person=person)
    certificate.refresh_from_db()
    assert (certificate.status, certificate.programme, certificate.statement) == ("erased", programme, {})


def test_it_stands_when_its_holder_is_forgotten(person: Person, programme: Programme) -> None:
    complete(person)
    certificate = issue(person, programme)
    let_go_of_certificates(person=person)
    certificate.refresh_from_db()
    assert (certificate.person, certificate.status) == (None, "valid")


def test_a_certificate_is_of_a_course_or_of_a_programme(person: Person, programme: Programme) -> None:
    complete(person)
    certificate = issue(person, programme)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(kind="achievement")
    with pytest.raises(ValidationError):
        Certificate(kind="programme").full_clean()


def test_programmes_are_found_by_their_courses(programme: Programme, two_courses: list[CourseVersion]) -> None:
    keys = [version.course_key for version in two_courses]
    assert [text.title for text in texts_about(keys, ["sw", "ar", "en"])] == ["الذكاء الاصطناعي كل يوم"]
    assert texts_about([], ["en"]) == []
    assert texts_about([programme.key], ["en"]) == []
    Programme.objects.update(is_active=False)
    assert texts_about(keys, ["en"]) == []


def test_issuing_costs_what_it_costs(person: Person, programme: Programme) -> None:
    complete(person)
    issue(person, programme)
    Certificate.objects.all().delete()
    with CaptureQueriesContext(connection) as captured:
        issue(person, programme)
    statements = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) == 14, "\n".join(statements)
