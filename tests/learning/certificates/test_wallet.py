"""The wallet: every certificate of whoever asks, its state in word and shape, and the ways to open, show and keep it."""

from __future__ import annotations

from typing import Any

import pytest

from courses.models import CourseVersion
from learning.certificates.issuing import correct_certificate
from learning.certificates.models import Certificate, CertificateStatus
from tests.cast import Member
from tests.learning.certificates.conftest import NAME, certify

WALLET = "/en/me/certificates/"
CAST = ["visitor", "guest", "other_learner", "facilitator", "other_facilitator", "partner", "administrator"]


@pytest.fixture
def certificate(learner: Member, course: CourseVersion) -> Certificate:
    assert learner.person
    return certify(learner.person, course)


def test_it_offers_every_way_for_one_that_stands(learner: Member, certificate: Certificate) -> None:
    page = learner.client.get(WALLET).content.decode()
    here = f"/en/me/certificates/{certificate.number}"
    for words in ("Tiny course", "Genuine", certificate.shown_number, "Certificate of achievement", "https://wa.me/?text="):
        assert words in page, words
    for address in (f"{here}/", f"{here}/share/", f"{here}.pdf", f"{here}.json"):
        assert f'href="{address}"' in page, address
        assert learner.client.get(address).status_code == 200
    assert NAME not in page  # the phone may be another's to look at


def test_one_that_no_longer_stands_says_so_and_leads_to_why(learner: Member, certificate: Certificate) -> None:
    newer = correct_certificate(certificate=certificate, name="Zawadi N.")
    page = learner.client.get(WALLET).content.decode()
    assert page.index(newer.shown_number) < page.index(certificate.shown_number)
    assert "Replaced" in page
    assert "What happened?" in page
    assert f"{certificate.number}.pdf" not in page
    Certificate.objects.filter(pk=newer.pk).update(status=CertificateStatus.REVOKED)
    assert "Revoked" in learner.client.get(WALLET).content.decode()


def test_my_learning_leads_there(learner: Member, certificate: Certificate) -> None:
    assert f'href="{WALLET}"' in learner.client.get("/en/me/").content.decode()
    assert f'href="{WALLET}"' in learner.client.get(f"{WALLET}{certificate.number}/").content.decode()


@pytest.mark.parametrize("who", CAST)
def test_nobody_else_finds_anything_there(certificate: Certificate, who: str, request: pytest.FixtureRequest) -> None:
    answer = request.getfixturevalue(who).client.get(WALLET)
    assert answer.status_code == 200
    assert "There is no certificate yet" in answer.content.decode()
    assert certificate.shown_number not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_however_many_there_are_it_takes_two_queries(
    learner: Member, certificate: Certificate, django_assert_num_queries: Any
) -> None:
    correct_certificate(certificate=certificate, name="Zawadi N.")
    with django_assert_num_queries(2):
        learner.client.get(WALLET)


def test_a_certificate_in_another_language_keeps_its_language(learner: Member, certificate: Certificate) -> None:
    page = learner.client.get("/ar/me/certificates/").content.decode()
    assert 'dir="rtl"' in page
    assert '<bdi lang="en" dir="ltr">Tiny course</bdi>' in page
