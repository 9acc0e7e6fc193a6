"""What institutions said: the rules of a row, what holds on a day for a version, where it is shown and to whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from courses.models import CourseVersion
from learning.certificates.models import Certificate, Recognition
from learning.certificates.recognition import facts_of, recognitions_of
from learning.models import Institution
from tests.cast import Member
from tests.learning.certificates.conftest import certify
from tests.learning.certificates.recognised import recognise, said

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


def of(course: CourseVersion, *, language: str = "en", number: int = 1, on: date = TODAY) -> list[Recognition]:
    return recognitions_of(course.course_key, language=language, number=number, on=on)


# --- a row --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "one of the two"),
        ({"name": "   \u202e "}, "one of the two"),
        ({"kind": "hours", "hours": None}, "how many hours"),
        ({"credit": None}, "how much credit"),
        ({"framework": ""}, "which framework"),
        ({"statement": "\u200e\u202e"}, "blank"),
        ({"statement": "=HYPERLINK(1)"}, "formula"),
        ({"statement": "'=1"}, "formula"),
        ({"statement": "x" * 501}, "500"),
        ({"hours": "-1"}, "greater"),
        ({"first_version": 0}, "greater"),
        ({"course_language": "en", "first_version": 3, "last_version": 2}, "Exchange"),
        ({"first_version": 2}, "in which language these versions"),
        ({"valid_to": date(2025, 12, 31)}, "Exchange the two days"),
        ({"document_url": "http://ilorin.example.org/"}, "valid URL"),
        ({"document_url": "javascript:alert(1)"}, "valid URL"),
        ({"document_title": ""}, "what the document is called"),
        ({"language": "xx"}, "not known here"),
        ({"course_language": "de"}, "not known here"),
    ],
)
def test_what_does_not_go_together_is_refused_with_a_sentence(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        said(uuid4(), **changed).full_clean(exclude=["entered_by"])
    assert words in " ".join(refused.value.messages)


def test_a_partner_has_its_country_already() -> None:
    partner = Institution.objects.create(name="Library", country="KE")
    with pytest.raises(ValidationError, match="known already"):
        said(uuid4(), institution=partner, name="").full_clean(exclude=["entered_by"])
    row = recognise(uuid4(), institution=partner, name="", country="")
    assert (row.by, row.from_country) == ("Library", "KE")


@pytest.mark.parametrize("changed", [{"name": ""}, {"first_version": 3, "last_version": 2}, {"valid_to": date(2020, 1, 1)}])
def test_the_database_itself_refuses_what_no_rule_lets_through(changed: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        said(uuid4(), **changed).save()


@pytest.mark.parametrize(
    ("changed", "is_refused"),
    [
        ({}, True),
        ({"name": "university of ilorin"}, True),
        ({"valid_from": date(2027, 1, 1)}, True),  # the first has no end
        ({"valid_from": date(2025, 1, 1), "valid_to": date(2026, 1, 1)}, True),  # one day in common
        ({"valid_from": date(2025, 1, 1), "valid_to": date(2025, 12, 31)}, False),
        ({"course_language": "sw", "first_version": 4}, True),  # the first is for all languages and versions
        ({"kind": "entry"}, False),
        ({"name": "University of Jos"}, False),
    ],
)
def test_the_same_is_not_said_twice(changed: dict[str, Any], is_refused: bool) -> None:
    key = uuid4()
    recognise(key)
    if not is_refused:
        assert recognise(key, **changed)
        return
    with pytest.raises(ValidationError, match="Change that entry instead"):
        recognise(key, **changed)


def test_a_row_that_is_changed_does_not_overlap_itself() -> None:
    row = recognise(uuid4())
    row.statement = "As three credits."
    row.full_clean(exclude=["entered_by"])


# --- what holds ---------------------------------------------------------------------------------------------------------------


def test_what_holds_depends_on_day_language_and_version(course: CourseVersion, django_assert_num_queries: Any) -> None:
    key = course.course_key
    recognise(key, name="Ended", valid_from=date(2025, 1, 1), valid_to=TODAY - timedelta(days=1))
    recognise(key, name="Last day", valid_to=TODAY)
    recognise(key, name="Tomorrow", valid_from=TODAY + timedelta(days=1))
    recognise(key, name="Versions 2 and 3", course_language="en", first_version=2, last_version=3)
    recognise(key, name="In Swahili", course_language="sw")
    recognise(uuid4(), name="Another course")
    with django_assert_num_queries(1):
        assert [row.by for row in of(course)] == ["Last day"]
    assert [row.by for row in of(course, number=3)] == ["Last day", "Versions 2 and 3"]
    assert [row.by for row in of(course, number=4)] == ["Last day"]
    assert [row.by for row in of(course, language="sw", number=2)] == ["In Swahili", "Last day"]


def test_facts_are_words() -> None:
    with override("en"):
        assert facts_of(recognise(uuid4(), valid_to=date(2027, 12, 31))) == [
            "study credit",
            "12.5 hours",
            "2 ECTS",
            "from 1 January 2026 to 31 December 2027",
            "checked on 1 November 2026",
        ]
        assert "1 hour" in facts_of(recognise(uuid4(), kind="hours", hours="1"))
    with override("fr"):
        assert "12,5" in facts_of(recognise(uuid4()))[1]


# --- where it is shown --------------------------------------------------------------------------------------------------------


@pytest.fixture
def held(course: CourseVersion, learner: Member) -> Certificate:
    assert learner.person
    return certify(learner.person, course)


@pytest.mark.parametrize(
    "who", ["visitor", "guest", "learner", "other_learner", "facilitator", "other_facilitator", "administrator"]
)
def test_everybody_sees_on_the_course_who_recognises_it(course: CourseVersion, who: str, request: pytest.FixtureRequest) -> None:
    recognise(course.course_key, statement="كورس معترف به", language="ar", is_reciprocal=True)
    page = request.getfixturevalue(who).client.get("/en/tiny-course/").content.decode()
    for words in ("Who recognises it", "University of Ilorin", "Nigeria", "2 ECTS", "since 1 January 2026", "in turn"):
        assert words in page, words
    assert '<span lang="ar" dir="rtl">كورس معترف به</span>' in page
    assert 'href="https://ilorin.example.org/recognition.pdf" rel="noopener noreferrer"' in page


def test_nothing_is_drawn_where_nobody_recognises_it(course: CourseVersion, visitor: Member, held: Certificate) -> None:
    recognise(course.course_key, valid_from=timezone.localdate() + timedelta(days=1))
    for path in ("/en/tiny-course/", f"/c/{held.shown_number}"):
        assert "Who recognises it" not in visitor.client.get(path).content.decode()


def test_a_phone_keeps_no_list_that_grows_old(course: CourseVersion, visitor: Member) -> None:
    recognise(course.course_key)
    assert "Ilorin" not in visitor.client.get("/en/tiny-course/?kept").content.decode()


def test_the_certificate_shows_it_to_the_holder_and_to_whoever_checks(held: Certificate, learner: Member, visitor: Member) -> None:
    recognise(held.course_key)
    recognise(held.course_key, name="Only later versions", course_language="en", first_version=held.statement["version"] + 1)
    mine = learner.client.get(f"/en/me/certificates/{held.number}/").content.decode()
    theirs = visitor.client.get(f"/c/{held.shown_number}").content.decode()
    for page in (mine, theirs):
        assert "University of Ilorin" in page
        assert "Only later versions" not in page


def test_a_certificate_that_no_longer_stands_is_recognised_by_nobody(held: Certificate, visitor: Member) -> None:
    recognise(held.course_key)
    Certificate.objects.update(status="revoked")
    assert "Ilorin" not in visitor.client.get(f"/c/{held.shown_number}").content.decode()


def test_hostile_words_are_words(course: CourseVersion, visitor: Member) -> None:
    recognise(
        course.course_key, statement='<script>alert("x")</script>\u202eevil', name="<b>Uni</b>", document_title="<i>Paper</i>"
    )
    page = visitor.client.get("/en/tiny-course/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;Uni" in page
    assert "\u202e" not in page


def test_pages_from_right_to_left_have_it_too(course: CourseVersion, held: Certificate, visitor: Member) -> None:
    recognise(held.course_key)
    page = visitor.client.get(f"/c/{held.shown_number}", headers={"accept-language": "ar"}).content.decode()
    assert 'dir="rtl"' in page
    assert '<span lang="en" dir="ltr">We recognise this course' in page
