"""What strangers see of a name: its first letters, unless the holder shows it by a secret link or in public."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import CourseVersion
from learning.certificates.erasing import let_go_of_certificates
from learning.certificates.errors import NotValid, SharingRefused
from learning.certificates.issuing import correct_certificate
from learning.certificates.models import Certificate, CertificateStatus
from learning.certificates.sharing import publish_certificate, share_name, unpublish_certificate, unshare_name
from learning.consents import attest_consent
from learning.facts import tell_facts
from tests.cast import Member
from tests.factories import make_cohort, seat_learner
from tests.learning.certificates.conftest import NAME, certify

MASKED = "Z*** N."


@pytest.fixture
def certificate(learner: Member, course: CourseVersion) -> Certificate:
    assert learner.person
    return certify(learner.person, course)


def page(client: Client, certificate: Certificate, key: str = "") -> str:
    return client.get(address(certificate, key)).content.decode()


def address(certificate: Certificate, key: str = "") -> str:
    return f"/c/{certificate.shown_number}" + (f"?k={key}" if key else "")


def share_page(certificate: Certificate) -> str:
    return reverse("certificates:share", args=[certificate.number])


def test_the_link_shows_the_name_until_it_is_taken_back(visitor: Member, certificate: Certificate) -> None:
    key = share_name(certificate=certificate).share_key
    assert len(key) >= 22  # 128 bits
    assert share_name(certificate=certificate).share_key == key
    assert NAME in page(visitor.client, certificate, key)
    for wrong in ("", "x", key[:-1], f"{key}x", key.swapcase()):
        seen = page(visitor.client, certificate, wrong)
        assert NAME not in seen
        assert MASKED in seen
    unshare_name(certificate=certificate)
    assert NAME not in page(visitor.client, certificate, key)
    assert share_name(certificate=certificate).share_key != key


def test_nothing_about_the_link_is_kept_listed_or_told_to_others(visitor: Member, certificate: Certificate) -> None:
    key = share_name(certificate=certificate).share_key
    publish_certificate(certificate=certificate)
    answer = visitor.client.get(address(certificate, key))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert "ld+json" not in answer.content.decode()


def test_a_slip_in_the_number_keeps_the_key(visitor: Member, certificate: Certificate) -> None:
    key = share_name(certificate=certificate).share_key
    answer = visitor.client.get(f"/c/{certificate.number}", {"k": key})
    assert answer.headers["Location"] == address(certificate, key)


def test_in_public_the_name_stands_and_machines_can_read_it(visitor: Member, certificate: Certificate) -> None:
    publish_certificate(certificate=certificate)
    answer = visitor.client.get(address(certificate))
    text = answer.content.decode()
    assert NAME in text
    assert "X-Robots-Tag" not in answer.headers
    assert "noindex" not in text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert block
    told = json.loads(block[1])
    credential = told["hasCredential"]
    assert (told["name"], credential["@type"]) == (NAME, "EducationalOccupationalCredential")
    assert credential["identifier"] == certificate.shown_number
    assert credential["competencyRequired"] == ["Human agency"]
    unpublish_certificate(certificate=certificate)
    hidden = visitor.client.get(address(certificate))
    assert NAME not in hidden.content.decode()
    assert "ld+json" not in hidden.content.decode()
    assert "noindex" in hidden.headers["X-Robots-Tag"]


def test_a_name_cannot_end_the_block_for_machines(visitor: Member, learner: Member, course: CourseVersion) -> None:
    assert learner.person
    certificate = certify(learner.person, course, "</script><script>alert(1)</script> & Co")
    publish_certificate(certificate=certificate)
    text = page(visitor.client, certificate)
    assert "<script>alert" not in text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert block
    assert json.loads(block[1])["name"] == certificate.name


@pytest.mark.parametrize("status", [CertificateStatus.REVOKED, CertificateStatus.REPLACED])
def test_what_no_longer_stands_shows_no_name(visitor: Member, certificate: Certificate, status: str) -> None:
    key = share_name(certificate=certificate).share_key
    publish_certificate(certificate=certificate)
    Certificate.objects.update(status=status)
    for seen in (page(visitor.client, certificate), page(visitor.client, certificate, key)):
        assert NAME not in seen
        assert "ld+json" not in seen
    for act in (share_name, publish_certificate):
        with pytest.raises(NotValid):
            act(certificate=certificate)


def test_a_correction_shows_nothing_to_strangers(visitor: Member, certificate: Certificate) -> None:
    share_name(certificate=certificate)
    publish_certificate(certificate=certificate)
    newer = correct_certificate(certificate=certificate, name="Zuwena Nakupenda")
    assert set(Certificate.objects.values_list("is_public", "share_key")) == {(False, "")}
    assert "Zuwena Nakupenda" not in page(visitor.client, newer)


def test_a_holder_who_is_forgotten_shows_nothing(visitor: Member, learner: Member, certificate: Certificate) -> None:
    assert learner.person
    key = share_name(certificate=certificate).share_key
    publish_certificate(certificate=certificate)
    let_go_of_certificates(person=learner.person)
    assert NAME not in page(visitor.client, certificate) + page(visitor.client, certificate, key)
    with pytest.raises(NotValid):
        share_name(certificate=certificate)


def test_a_child_shows_the_name_only_with_consent(
    visitor: Member, learner: Member, facilitator: Member, certificate: Certificate
) -> None:
    assert learner.person
    assert facilitator.person
    key = share_name(certificate=certificate).share_key
    publish_certificate(certificate=certificate)
    tell_facts(person=learner.person, age_band="13-17", gender="", country="")
    assert NAME not in page(visitor.client, certificate) + page(visitor.client, certificate, key)
    for act in (share_name, publish_certificate):
        with pytest.raises(SharingRefused, match="guardian"):
            act(certificate=certificate)
    shown = learner.client.get(share_page(certificate)).content.decode()
    assert "guardian must agree" in shown
    assert 'value="publish"' not in shown
    assert key not in shown
    assert learner.client.post(share_page(certificate), {"action": "publish"}).status_code == 403
    attest_consent(actor=facilitator.person, member=seat_learner(make_cohort(facilitator.person), learner.person))
    assert NAME in page(visitor.client, certificate, key)


def test_the_holder_chooses_on_one_page(visitor: Member, learner: Member, certificate: Certificate) -> None:
    here = share_page(certificate)
    assert address(certificate) in learner.client.get(here).content.decode()
    assert learner.client.post(here, {"action": "share"}).status_code == 303
    certificate.refresh_from_db()
    shown = learner.client.get(here).content.decode()
    assert f"{address(certificate)}?k={certificate.share_key}" in shown
    learner.client.post(here, {"action": "publish"})
    assert NAME in page(visitor.client, certificate)
    assert "search engines" in learner.client.get(here).content.decode()
    for action in ("unshare", "unpublish", "nothing", ""):
        assert learner.client.post(here, {"action": action}).status_code == 303
    certificate.refresh_from_db()
    assert (certificate.is_public, certificate.share_key) == (False, "")


def test_the_message_says_course_number_and_address_and_no_name(learner: Member, certificate: Certificate) -> None:
    share_name(certificate=certificate)
    text = learner.client.get(share_page(certificate)).content.decode()
    links = re.findall(r'href="(https://wa\.me/\?text=[^"]+)"', text)
    assert len(links) == 2
    for link in links:
        assert "Tiny%20course" in link
        assert certificate.shown_number in link
        assert "Zawadi" not in link
    assert "%3Fk%3D" not in links[0]
    assert "%3Fk%3D" in links[1]


@pytest.mark.parametrize(
    "who", ["visitor", "guest", "other_learner", "facilitator", "other_facilitator", "partner", "administrator"]
)
def test_nobody_but_the_holder_chooses(certificate: Certificate, who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    for answer in (client.get(share_page(certificate)), client.post(share_page(certificate), {"action": "publish"})):
        assert answer.status_code == 404
        assert NAME not in answer.content.decode()
    certificate.refresh_from_db()
    assert not certificate.is_public


def test_a_form_without_its_token_changes_nothing(learner: Member, certificate: Certificate) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = learner.client.cookies
    assert strict.post(share_page(certificate), {"action": "publish"}).status_code == 403
    certificate.refresh_from_db()
    assert not certificate.is_public


def test_what_no_longer_stands_has_no_page_to_share(learner: Member, certificate: Certificate) -> None:
    Certificate.objects.update(status=CertificateStatus.REVOKED)
    answer = learner.client.get(share_page(certificate))
    assert answer.status_code == 409
    assert "does not stand" in answer.content.decode()
