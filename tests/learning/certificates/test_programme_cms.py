"""Programmes are edited by administrators and by nobody else; what the database would refuse is said in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from courses.models import CourseVersion
from learning.certificates.models import Programme
from learning.certificates.programmes import issue_programme_certificate
from tests.cast import Member
from tests.learning.certificates.conftest import NAME, complete

ADD = "wagtailsnippets_certificates_programme:add"


def form_of(courses: list[str], languages: list[str], **fields: Any) -> dict[str, Any]:
    """What the CMS's form sends."""
    form: dict[str, Any] = {"slug": "everyday-ai", "institution": "", "is_active": "on", **fields}
    for relation, rows in (
        ("courses", [{"course_key": key} for key in courses]),
        ("texts", [{"language": code, "title": f"Title {code}", "description": ""} for code in languages]),
    ):
        total = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 1, "MAX_NUM_FORMS": 1000}
        form |= {f"{relation}-{name}": value for name, value in total.items()}
        for place, row in enumerate(rows):
            values = {"id": "", "ORDER": place + 1, "DELETE": "", **row}
            form |= {f"{relation}-{place}-{name}": value for name, value in values.items()}
    return form


def keys_of(versions: list[CourseVersion]) -> list[str]:
    return [str(version.course_key) for version in versions]


def test_an_administrator_makes_one(administrator: Member, two_courses: list[CourseVersion]) -> None:
    page = administrator.client.get(reverse(ADD)).content.decode()
    assert "Second course" in page
    keys = keys_of(two_courses)
    answer = administrator.client.post(reverse(ADD), form_of(keys[::-1], ["en", "ar"]))
    assert answer.status_code == 302, answer.content.decode()
    programme = Programme.objects.get()
    assert [str(row.course_key) for row in programme.courses.all()] == keys[::-1]
    assert {text.language for text in programme.texts.all()} == {"en", "ar"}
    listed = administrator.client.get(reverse("wagtailsnippets_certificates_programme:list")).content.decode()
    assert "everyday-ai" in listed


@pytest.mark.parametrize(
    ("courses", "languages", "sentence"),
    [
        ([0, 0], ["en"], "duplicate data for programme and course"),
        ([0, 1], ["en", "en"], "duplicate data for programme and language"),
    ],
)
def test_the_same_twice_is_refused_in_words(
    administrator: Member, two_courses: list[CourseVersion], courses: list[int], languages: list[str], sentence: str
) -> None:
    keys = keys_of(two_courses)
    answer = administrator.client.post(reverse(ADD), form_of([keys[place] for place in courses], languages))
    assert sentence in answer.content.decode()
    assert not Programme.objects.exists()


def test_without_a_course_or_words_there_is_none(administrator: Member, two_courses: list[CourseVersion]) -> None:
    for form in (form_of([], ["en"]), form_of(keys_of(two_courses), [])):
        assert administrator.client.post(reverse(ADD), form).status_code == 200
    assert not Programme.objects.exists()


def test_certificates_stand_when_their_programme_is_deleted(administrator: Member, learner: Member, programme: Programme) -> None:
    assert learner.person
    complete(learner.person)
    certificate = issue_programme_certificate(person=learner.person, programme=programme, name=NAME, language="en")
    administrator.client.post(reverse("wagtailsnippets_certificates_programme:delete", args=[programme.pk]))
    assert not Programme.objects.exists()
    certificate.refresh_from_db()
    assert (certificate.status, certificate.programme, certificate.course_key) == ("valid", None, programme.key)
    assert "Everyday AI" in learner.client.get(f"/en/me/certificates/{certificate.number}/").content.decode()
    correct = "/en/me/certificate/programmes/everyday-ai/correct/"
    learner.client.post(correct, {"name": "Zawadi N.", "confirm": "yes"})
    certificate.refresh_from_db()
    assert certificate.replaced_by is not None
    assert certificate.replaced_by.name == "Zawadi N."
    assert learner.client.get("/en/me/certificate/programmes/everyday-ai/").status_code == 404


@pytest.mark.parametrize("who", ["visitor", "guest", "learner", "facilitator", "partner", "trainer", "hausa_translator"])
def test_nobody_else_comes_in(
    who: str, programme: Programme, two_courses: list[CourseVersion], request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(who).client
    for view, arguments in (("add", []), ("list", []), ("edit", [programme.pk]), ("delete", [programme.pk])):
        address = reverse(f"wagtailsnippets_certificates_programme:{view}", args=arguments)
        assert client.get(address).status_code in {302, 403}, view
    client.post(reverse(ADD), form_of(keys_of(two_courses), ["en"], slug="another"))
    assert list(Programme.objects.all()) == [programme]
