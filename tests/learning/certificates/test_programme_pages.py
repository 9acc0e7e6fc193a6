"""A programme's page, its links from courses and my learning, and the steps to its certificate; who sees what."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import CourseVersion
from learning.certificates.models import Certificate, Programme
from learning.models import CourseCompletion, Institution
from tests.cast import Member
from tests.learning.certificates.conftest import NAME, complete
from tests.learning.certificates.presence import answer_once, lesson_at

PAGE = "/en/programmes/everyday-ai/"
ASK = "/en/me/certificate/programmes/everyday-ai/"
CAST = ["visitor", "guest", "learner", "other_learner", "facilitator", "other_facilitator", "administrator"]


def text_of(member: Member, address: str) -> str:
    answer = member.client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_anybody_sees_its_courses_and_what_its_certificate_asks(visitor: Member, programme: Programme) -> None:
    Programme.objects.update(institution=Institution.objects.create(name="Library", country="KE"))
    page = text_of(visitor, PAGE)
    for words in ("Everyday AI", "For every day.", "Tiny course", "Second course", "0 of 2 lit", "Library"):
        assert words in page
    assert "Finish all 2 courses" in page
    assert "about 120 minutes in all" in page
    assert ASK not in page


def test_it_speaks_the_pages_language(visitor: Member, programme: Programme) -> None:
    page = text_of(visitor, "/ar/programmes/everyday-ai/")
    assert "<h1>الذكاء الاصطناعي كل يوم</h1>" in page
    assert '<bdi lang="en" dir="ltr">Tiny course</bdi>' in page
    assert '<bdi lang="en" dir="ltr">Everyday AI</bdi>' in text_of(visitor, "/sw/programmes/everyday-ai/")


def test_one_that_is_given_no_more_is_not_there(visitor: Member, learner: Member, programme: Programme) -> None:
    assert learner.person
    complete(learner.person)
    Programme.objects.update(is_active=False)
    assert visitor.client.get(PAGE).status_code == 404
    assert PAGE not in text_of(visitor, "/en/tiny-course/")
    assert PAGE not in text_of(learner, "/en/me/")
    assert learner.client.post(ASK, {"name": NAME, "confirm": "yes"}).status_code == 409
    assert visitor.client.get("/en/programmes/nothing/").status_code == 404


def test_courses_and_my_learning_lead_to_it(learner: Member, visitor: Member, programme: Programme) -> None:
    assert learner.person
    assert PAGE in text_of(visitor, "/en/tiny-course/")
    assert PAGE not in text_of(learner, "/en/me/")
    answer_once(learner.person, lesson_at("tiny-course/first/lesson-1"))
    assert PAGE in text_of(learner, "/en/me/")
    assert "0 of 2 lit" in text_of(learner, "/en/me/")
    assert 'class="half"' in text_of(learner, PAGE)


def test_a_page_that_a_phone_keeps_names_none(visitor: Member, programme: Programme) -> None:
    assert PAGE not in text_of(visitor, "/en/tiny-course/?kept")


def test_name_preview_and_confirmation_make_its_certificate(learner: Member, programme: Programme) -> None:
    assert learner.person
    assert learner.client.get(ASK).headers["Location"] == PAGE
    complete(learner.person)
    for address in (PAGE, "/en/me/"):
        assert ASK in text_of(learner, address)
    asked = text_of(learner, ASK)
    assert "You finished “Everyday AI”." in asked
    assert 'value=""' in re.search(r'<input[^>]*id="name"[^>]*>', asked)[0]  # type: ignore[index]
    preview = learner.client.post(ASK, {"name": NAME}).content.decode()
    for words in ("Certificate of a programme", "finished all courses of the programme", "Second course, version", "2 of 2 lit"):
        assert words in preview
    made = learner.client.post(ASK, {"name": NAME, "confirm": "yes"})
    certificate = Certificate.objects.get()
    address = f"/en/me/certificates/{certificate.number}/"
    assert made.headers["Location"] == address
    assert learner.client.post(ASK, {"name": NAME, "confirm": "yes"}).headers["Location"] == address
    assert learner.client.get(ASK).headers["Location"] == address
    assert f"{ASK}correct/" in text_of(learner, address)
    for page in (PAGE, "/en/me/"):
        assert address in text_of(learner, page)
        assert ASK not in text_of(learner, page)
    assert learner.client.get(f"/en/me/certificates/{certificate.number}.pdf").status_code == 200
    assert learner.client.get(f"/en/me/certificates/{certificate.number}.json").status_code == 200
    public = text_of(learner, f"/c/{certificate.shown_number}")
    assert "Everyday AI" in public
    assert NAME not in public


def test_it_is_corrected_once_at_its_own_address(learner: Member, programme: Programme) -> None:
    assert learner.person
    complete(learner.person)
    learner.client.post(ASK, {"name": NAME, "confirm": "yes"})
    old = Certificate.objects.get()
    learner.client.post(f"{ASK}correct/", {"name": "Zawadi N.", "confirm": "yes"})
    newer = Certificate.objects.get(edition=2)
    old.refresh_from_db()
    assert (old.replaced_by, newer.kind, newer.name) == (newer, "programme", "Zawadi N.")
    assert learner.client.get(f"{ASK}correct/").status_code == 409


def test_in_a_language_without_words_the_name_is_asked_in_the_words_own(learner: Member, programme: Programme) -> None:
    assert learner.person
    complete(learner.person)
    assert learner.client.get(ASK.replace("/en/", "/sw/")).headers["Location"] == ASK
    arabic = ASK.replace("/en/", "/ar/")
    assert learner.client.get(arabic).status_code == 200
    learner.client.post(arabic, {"name": "آمنة", "confirm": "yes"})
    assert Certificate.objects.get().language == "ar"


@pytest.mark.parametrize("who", [name for name in CAST if name != "learner"])
def test_nobody_sees_how_far_another_is(who: str, learner: Member, programme: Programme, request: pytest.FixtureRequest) -> None:
    assert learner.person
    complete(learner.person)
    learner.client.post(ASK, {"name": NAME, "confirm": "yes"})
    member: Member = request.getfixturevalue(who)
    page = text_of(member, PAGE)
    assert "0 of 2 lit" in page
    assert Certificate.objects.get().number not in page
    assert member.client.get(ASK).headers["Location"] == PAGE
    assert member.client.post(ASK, {"name": NAME, "confirm": "yes"}).headers["Location"] == PAGE
    assert member.client.get(f"{ASK}correct/").status_code == 404
    assert Certificate.objects.count() == 1


def test_pages_cost_what_they_cost(
    learner: Member, visitor: Member, programme: Programme, two_courses: list[CourseVersion]
) -> None:
    assert learner.person
    complete(learner.person)
    assert CourseCompletion.objects.count() == 2
    costs = {}
    for address in (PAGE, "/en/tiny-course/", "/en/me/", ASK):
        for name, member in (("visitor", visitor), ("learner", learner)):
            with CaptureQueriesContext(connection) as captured:
                member.client.get(address)
            costs[address, name] = len(captured)
    assert costs == {
        (PAGE, "visitor"): 4,
        (PAGE, "learner"): 8,
        ("/en/tiny-course/", "visitor"): 4,  # one for its programmes
        ("/en/tiny-course/", "learner"): 7,  # and those of the certificate
        ("/en/me/", "visitor"): 0,
        ("/en/me/", "learner"): 10,
        (ASK, "visitor"): 3,
        (ASK, "learner"): 10,
    }
