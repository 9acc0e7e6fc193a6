"""Children's names: first name and one letter, offered first; the whole name only where a guardian's consent is attested."""

from __future__ import annotations

import pytest

from courses.models import CourseVersion
from learning.certificates.errors import NameRefused
from learning.certificates.issuing import correct_certificate, issue_certificate
from learning.certificates.models import Certificate
from learning.certificates.names import printed_name, short_form
from learning.consents import attest_consent, is_child
from learning.facts import tell_facts
from learning.models import ConsentAge, Person
from tests.cast import Member
from tests.factories import make_cohort, seat_learner
from tests.learning.certificates.conftest import NAME, complete

ASK = "/en/me/certificate/tiny-course/"
SHORT = "Zawadi N."


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Amina Yusuf", "Amina Y."),
        ("Amina Yusuf Bello", "Amina B."),
        ("Amina", "Amina"),
        ("Amina Y.", "Amina Y."),
        ("آمنة عبد الرحمن الحسن", "آمنة ا."),
        ("प्रियंका श्रीवास्तव", "प्रियंका श्री."),
        ("ትዕግሥት በቀለ", "ትዕግሥት በ."),
        ("王小明", "小明"),
        ("王芳", "王芳"),
        ("김민수", "민수"),
        ("Amina 🌻", "Amina 🌻"),
    ],
)
def test_the_short_form_is_the_first_name_and_one_letter(name: str, short: str) -> None:
    assert short_form(name) == short
    assert short_form(short) == short
    assert printed_name(short) == short


@pytest.fixture
def child(learner: Member, course: CourseVersion) -> Person:
    """A learner of 13 to 17 years, in no class, who has finished the course."""
    assert learner.person
    complete(learner.person)
    tell_facts(person=learner.person, age_band="13-17", gender="", country="")
    return learner.person


@pytest.fixture
def child_with_consent(child: Person, facilitator: Member) -> Person:
    assert facilitator.person
    attest_consent(actor=facilitator.person, member=seat_learner(make_cohort(facilitator.person), child))
    return child


def test_who_is_a_child_is_told_by_the_country(child: Person) -> None:
    assert is_child(child)
    ConsentAge.objects.create(country="ET", age=13)
    tell_facts(person=child, age_band="13-17", gender="", country="ET")
    assert not is_child(child)
    tell_facts(person=child, age_band="", gender="", country="")
    assert not is_child(child)


def test_the_form_says_so_and_the_preview_shows_the_short_form(child: Person, learner: Member) -> None:
    asked = learner.client.get(ASK).content.decode()
    assert "your first name and one letter" in asked
    assert 'name="length"' not in asked
    preview = learner.client.post(ASK, {"name": NAME, "length": "whole"}).content.decode()
    assert f"<bdi>{SHORT}</bdi>" in preview
    assert NAME not in preview
    learner.client.post(ASK, {"name": NAME, "length": "whole", "confirm": "yes"})
    assert Certificate.objects.get().name == SHORT
    learner.client.post(f"{ASK}correct/", {"name": "Zuwena Nakupenda", "confirm": "yes"})
    assert Certificate.objects.get(status="valid").name == "Zuwena N."


def test_no_way_around_the_form_takes_a_whole_name(child: Person, course: CourseVersion) -> None:
    with pytest.raises(NameRefused, match="Zawadi N"):
        issue_certificate(person=child, course_key=course.course_key, name=NAME, language="en")
    certificate = issue_certificate(person=child, course_key=course.course_key, name=SHORT, language="en")
    with pytest.raises(NameRefused):
        correct_certificate(certificate=certificate, name=NAME)


def test_with_consent_the_short_form_is_offered_first(child_with_consent: Person, learner: Member) -> None:
    asked = learner.client.get(ASK).content.decode()
    assert 'value="short" checked' in asked
    assert f"<bdi>{SHORT}</bdi>" in learner.client.post(ASK, {"name": NAME, "length": "short"}).content.decode()
    assert f"<bdi>{SHORT}</bdi>" in learner.client.post(ASK, {"name": NAME}).content.decode()
    preview = learner.client.post(ASK, {"name": NAME, "length": "whole"}).content.decode()
    assert f"<bdi>{NAME}</bdi>" in preview
    assert 'name="length" value="whole"' in preview
    learner.client.post(ASK, {"name": NAME, "length": "whole", "confirm": "yes"})
    assert Certificate.objects.get().name == NAME


def test_a_refused_name_keeps_the_choice(child_with_consent: Person, learner: Member) -> None:
    page = learner.client.post(ASK, {"name": "12345", "length": "whole"}).content.decode()
    assert 'value="whole" checked' in page
    assert 'value="short" checked' not in page


def test_grown_people_are_asked_for_no_form_of_their_name(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    complete(learner.person)
    page = learner.client.get(ASK).content.decode()
    assert 'name="length"' not in page
    assert "your first name and one letter" not in page
    assert f"<bdi>{NAME}</bdi>" in learner.client.post(ASK, {"name": NAME}).content.decode()
