"""A child's certificate waits for a guardian's consent where an institution could attest it, and nowhere else."""

from __future__ import annotations

import pytest
from django.utils import timezone

from courses.models import CourseVersion
from learning.certificates.errors import ConsentAwaited
from learning.certificates.issuing import correct_certificate, issue_certificate
from learning.certificates.models import Certificate
from learning.consents import attest_consent, withdraw_consent
from learning.facts import tell_facts
from learning.models import ConsentAge, Institution, Membership, Person
from tests.cast import Member
from tests.factories import make_cohort, seat_learner
from tests.learning.certificates.conftest import NAME, certify, complete

SHORT = "Zawadi N."
ASK = "/en/me/certificate/tiny-course/"


def tell_age(person: Person, band: str, country: str = "") -> None:
    tell_facts(person=person, age_band=band, gender="", country=country)


@pytest.fixture
def person(learner: Member, course: CourseVersion) -> Person:
    """A learner of 13 to 17 years who has finished the course."""
    assert learner.person
    complete(learner.person)
    tell_age(learner.person, "13-17")
    return learner.person


@pytest.fixture
def member(person: Person, facilitator: Member) -> Membership:
    assert facilitator.person
    return seat_learner(make_cohort(facilitator.person), person)


def issue(person: Person, course: CourseVersion, name: str = NAME) -> Certificate:
    return issue_certificate(person=person, course_key=course.course_key, name=name, language="en")


def test_it_waits_until_the_institution_attests_and_no_name_is_asked_before(
    member: Membership, course: CourseVersion, learner: Member, facilitator: Member
) -> None:
    assert facilitator.person
    for answer in (learner.client.get(ASK), learner.client.post(ASK, {"name": NAME, "confirm": "yes"})):
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "a parent or guardian must agree first" in page
        assert 'id="name"' not in page
    with pytest.raises(ConsentAwaited):
        issue(member.person, course)
    assert not Certificate.objects.exists()
    attest_consent(actor=facilitator.person, member=member)
    assert learner.client.get(ASK).status_code == 200
    assert issue(member.person, course).name == NAME


def test_a_consent_that_was_taken_back_is_none(member: Membership, course: CourseVersion, facilitator: Member) -> None:
    assert facilitator.person
    attest_consent(actor=facilitator.person, member=member)
    withdraw_consent(actor=facilitator.person, member=member)
    with pytest.raises(ConsentAwaited):
        issue(member.person, course)


def test_a_certificate_made_before_stands_and_may_be_corrected(person: Person, course: CourseVersion, learner: Member) -> None:
    certificate = certify(person, course, SHORT)
    seat_learner(make_cohort(), person)
    assert issue(person, course, SHORT) == certificate
    assert learner.client.get(ASK).status_code == 302
    assert correct_certificate(certificate=certificate, name="Zuwena N.").name == "Zuwena N."


def test_the_limit_is_that_of_the_country(member: Membership, course: CourseVersion) -> None:
    ConsentAge.objects.create(country="ET", age=13)
    tell_age(member.person, "13-17", "ET")
    assert issue(member.person, course).name == NAME


@pytest.mark.parametrize("band", ["18-24", ""])
def test_who_told_no_age_below_the_limit_waits_for_nobody(member: Membership, course: CourseVersion, band: str) -> None:
    tell_age(member.person, band)
    assert issue(member.person, course).name == NAME


def test_who_is_in_no_class_waits_for_nobody(person: Person, course: CourseVersion) -> None:
    assert issue(person, course, SHORT).name == SHORT


def test_who_left_the_class_waits_for_nobody(member: Membership, course: CourseVersion) -> None:
    Membership.objects.update(left_at=timezone.now())
    assert issue(member.person, course, SHORT).name == SHORT


def test_an_institution_that_is_closed_could_not_attest(member: Membership, course: CourseVersion) -> None:
    Institution.objects.update(is_active=False)
    assert issue(member.person, course, SHORT).name == SHORT
