"""Anyone checks a certificate: one word, the facts, and never the full name."""

from __future__ import annotations

import pytest

from courses.models import CourseVersion
from learning.certificates.issuing import correct_certificate
from learning.certificates.models import Certificate, CertificateStatus
from learning.certificates.numbers import shown_number
from tests.cast import Member
from tests.learning.certificates.conftest import certify

FULL_NAME = "آمنة عبد الرحمن الحسن"


UNKNOWN = "BJMNCPEJEC9CUBQN"  # a well-formed number that no certificate has


@pytest.fixture
def certificate(learner: Member, course: CourseVersion) -> Certificate:
    assert learner.person
    return certify(learner.person, course, FULL_NAME)


def address(certificate: Certificate) -> str:
    return f"/c/{certificate.shown_number}"


def test_a_genuine_one_shows_the_facts_and_a_masked_name(visitor: Member, certificate: Certificate) -> None:
    answer = visitor.client.get(address(certificate))
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Genuine", "Tiny course", "Human agency", "80 %", "online", "Mwanga", certificate.shown_number, "آ*** ا."):
        assert words in page
    assert '<meta name="robots" content="noindex">' in page
    assert not visitor.client.cookies


def test_the_full_name_is_never_there(visitor: Member, learner: Member, certificate: Certificate) -> None:
    correct_certificate(certificate=certificate, name="آمنة الحسن")
    for row in Certificate.objects.all():
        for client in (visitor.client, learner.client):
            page = client.get(address(row)).content.decode()
            assert row.name not in page
            for word in row.name.split():
                assert word not in page


def test_a_replaced_one_leads_to_the_newer(visitor: Member, certificate: Certificate) -> None:
    newer = correct_certificate(certificate=certificate, name="آمنة الحسن")
    page = visitor.client.get(address(certificate)).content.decode()
    assert "Replaced" in page
    assert f'href="{address(newer)}"' in page
    assert "Genuine" in visitor.client.get(address(newer)).content.decode()


def test_a_revoked_one_says_so(visitor: Member, certificate: Certificate) -> None:
    Certificate.objects.update(status=CertificateStatus.REVOKED)
    page = visitor.client.get(address(certificate)).content.decode()
    assert "Revoked" in page
    assert "Genuine" not in page


@pytest.mark.parametrize("typed", [shown_number(UNKNOWN), "MW-1", "nothing", "a/b/c", "%3Cscript%3Ealert(1)", "x" * 2000, "🙂"])
def test_an_unknown_one_is_a_clear_404(visitor: Member, db: None, typed: str) -> None:
    answer = visitor.client.get(f"/c/{typed}")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Not ours" in page
    assert "<script>alert" not in page
    assert len(page) < 6000


def test_sloppy_typing_is_led_to_the_right_address(visitor: Member, certificate: Certificate) -> None:
    for typed in (
        certificate.number,
        certificate.shown_number.lower(),
        f"{certificate.shown_number}/",
        certificate.shown_number.replace("-", " "),
    ):
        assert visitor.client.get(f"/c/{typed}").headers["Location"] == address(certificate)


def test_it_answers_in_the_language_of_the_browser(visitor: Member, certificate: Certificate) -> None:
    for header, opening in (
        ("ar,en;q=0.5", '<html lang="ar" dir="rtl"'),
        ("tlh, fr;q=0.3", '<html lang="fr"'),
        ("", '<html lang="en"'),
    ):
        answer = visitor.client.get(address(certificate), headers={"Accept-Language": header})
        assert opening in answer.content.decode()
        assert "Accept-Language" in answer.headers["Vary"]


def test_it_takes_no_posts(visitor: Member, certificate: Certificate) -> None:
    assert visitor.client.post(address(certificate)).status_code == 405
    assert visitor.client.head(address(certificate)).status_code == 200


def test_one_lookup_is_two_queries(visitor: Member, certificate: Certificate, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]  # and who recognises the course
        visitor.client.get(address(certificate))


def test_a_number_can_be_typed_in(visitor: Member, certificate: Certificate) -> None:
    assert 'name="number"' in visitor.client.get("/en/verify/").content.decode()
    for typed in (certificate.shown_number, certificate.number.lower(), f" http://testserver{address(certificate)} "):
        assert visitor.client.get("/en/verify/", {"number": typed}).headers["Location"] == address(certificate)


@pytest.mark.parametrize(("typed", "words"), [("", "slip"), ("MW-1234", "slip"), ("<b>", "slip"), (UNKNOWN, "know no certificate")])
def test_a_number_that_is_none_is_answered_with_a_sentence(visitor: Member, db: None, typed: str, words: str) -> None:
    answer = visitor.client.get("/en/verify/", {"number": typed})
    assert answer.status_code == 404
    assert words in answer.content.decode()
    assert "<b>" not in answer.content.decode().split("<main")[1].split("<form")[1]
