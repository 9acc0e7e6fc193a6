"""The holder's pages: the name asked once and never filled in, the real preview, the file for its holder alone."""

from __future__ import annotations

import re
import sys

import pytest
from django.test import Client

from courses.models import CourseVersion
from learning.certificates.files import path_of
from learning.certificates.models import Certificate, CertificateStatus
from learning.certificates.naming_views import lessons_left
from tests.cast import Member, browser_of
from tests.learning.certificates.conftest import NAME, certify, complete

ASK = "/en/me/certificate/tiny-course/"
CORRECT = f"{ASK}correct/"


@pytest.fixture
def certificate(learner: Member, course: CourseVersion) -> Certificate:
    assert learner.person
    return certify(learner.person, course)


def page_of(certificate: Certificate) -> str:
    return f"/en/me/certificates/{certificate.number}/"


def file_of(certificate: Certificate) -> str:
    return f"/en/me/certificates/{certificate.number}.pdf"


def test_name_preview_and_confirmation_lead_to_the_certificate(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    complete(learner.person)
    asked = learner.client.get(ASK)
    assert asked.status_code == 200
    assert 'value=""' in re.search(r'<input[^>]*id="name"[^>]*>', asked.content.decode())[0]  # type: ignore[index]
    preview = learner.client.post(ASK, {"name": f"  {NAME}  "})
    shown = preview.content.decode()
    assert f"<bdi>{NAME}</bdi>" in shown
    assert "<title>Picture code" not in shown
    assert not Certificate.objects.exists()
    made = learner.client.post(ASK, {"name": NAME, "confirm": "yes"})
    certificate = Certificate.objects.get()
    assert (made.status_code, made.headers["Location"]) == (302, page_of(certificate))
    page = learner.client.get(made.headers["Location"]).content.decode()
    for words in (NAME, certificate.shown_number, "Picture code", file_of(certificate), f"/c/{certificate.shown_number}", CORRECT):
        assert words in page
    assert learner.client.post(ASK, {"name": NAME, "confirm": "yes"}).headers["Location"] == page_of(certificate)
    assert learner.client.get(ASK).headers["Location"] == page_of(certificate)
    assert Certificate.objects.count() == 1


def test_a_refused_name_comes_back_with_its_sentence(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    complete(learner.person)
    for fields in ({}, {"name": ""}, {"name": "undefined"}, {"name": "12345", "confirm": "yes"}):
        answer = learner.client.post(ASK, fields)
        assert answer.status_code == 400
        assert 'id="name-error"' in answer.content.decode()
    assert not Certificate.objects.exists()


def test_a_name_that_looks_like_markup_stays_text_on_every_page(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    complete(learner.person)
    name = "<script>alert(1)</script>"
    pages = [learner.client.post(ASK, {"name": name}), learner.client.post(ASK, {"name": f"{name}{'1' * 200}"})]
    learner.client.post(ASK, {"name": name, "confirm": "yes"})
    certificate = Certificate.objects.get()
    pages += [learner.client.get(page_of(certificate)), learner.client.get(f"/c/{certificate.shown_number}")]
    assert all("<script>alert" not in page.content.decode() for page in pages)


def test_before_the_course_is_complete_the_page_says_what_is_left(learner: Member, visitor: Member, course: CourseVersion) -> None:
    for member in (learner, visitor):
        page = member.client.get(ASK)
        assert page.status_code == 200
        assert "1 of 1 left" in page.content.decode()
        assert 'href="/en/tiny-course/first/lesson-1/index.html"' in page.content.decode()
        assert member.client.post(ASK, {"name": NAME, "confirm": "yes"}).status_code == 409
        assert lessons_left(member.person, course)
    assert not Certificate.objects.exists()


def test_a_course_in_another_language_leads_to_its_own_address(learner: Member, course: CourseVersion) -> None:
    assert learner.client.get("/ar/me/certificate/tiny-course/").headers["Location"] == ASK
    assert learner.client.get("/en/me/certificate/no-such-course/").status_code == 404


def test_another_name_after_issuing_is_refused_in_words(learner: Member, certificate: Certificate) -> None:
    answer = learner.client.post(ASK, {"name": "Another Name", "confirm": "yes"})
    assert answer.status_code == 409
    assert "correct the name" in answer.content.decode()


def test_forms_without_their_token_are_refused(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    complete(learner.person)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser_of(learner.person).cookies
    assert strict.post(ASK, {"name": NAME, "confirm": "yes"}).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', strict.get(ASK).content.decode())[1]  # type: ignore[index]
    assert strict.post(ASK, {"name": NAME, "confirm": "yes", "csrfmiddlewaretoken": token}).status_code == 302


def test_one_correction_in_the_same_two_steps(learner: Member, certificate: Certificate) -> None:
    assert learner.client.get(CORRECT).status_code == 200
    preview = learner.client.post(CORRECT, {"name": "Zawadi N."}).content.decode()
    assert "<bdi>Zawadi N.</bdi>" in preview
    assert certificate.shown_number not in preview
    made = learner.client.post(CORRECT, {"name": "Zawadi N.", "confirm": "yes"})
    newer = Certificate.objects.get(edition=2)
    assert made.headers["Location"] == page_of(newer)
    assert learner.client.post(CORRECT, {"name": "Zawadi N.", "confirm": "yes"}).headers["Location"] == page_of(newer)
    assert CORRECT not in learner.client.get(page_of(newer)).content.decode()
    old = learner.client.get(page_of(certificate)).content.decode()
    assert page_of(newer) in old
    assert file_of(certificate) not in old
    assert learner.client.get(file_of(certificate)).status_code == 404
    refused = learner.client.get(CORRECT)
    assert refused.status_code == 409
    assert "corrected once already" in refused.content.decode()
    assert learner.client.post(CORRECT, {"name": "Third", "confirm": "yes"}).status_code == 409


def test_only_its_holder_sees_a_certificate(
    learner: Member,
    other_learner: Member,
    guest: Member,
    visitor: Member,
    trainer: Member,
    administrator: Member,
    certificate: Certificate,
) -> None:
    for address in (page_of(certificate), file_of(certificate)):
        assert learner.client.get(address).status_code == 200
        for member in (other_learner, guest, visitor, trainer, administrator):
            answer = member.client.get(address)
            assert answer.status_code == 404
            assert NAME not in answer.content.decode()
            # What is another's and what does not exist look the same; the page repeats the address that was asked for.
            other = "7K3PQ9XM2HTDV6RZ"
            nothing = member.client.get(address.replace(certificate.number, other))
            said = nothing.content.decode().replace(other, certificate.number)
            assert (nothing.status_code, said) == (404, answer.content.decode())
    for member in (other_learner, guest, visitor, trainer, administrator):
        assert member.client.get(CORRECT).status_code == 404


def test_the_file_is_a_pdf_that_nobody_keeps(learner: Member, certificate: Certificate) -> None:
    answer = learner.client.get(file_of(certificate))
    assert b"".join(answer.streaming_content) == path_of(certificate).read_bytes()  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert certificate.shown_number in answer.headers["Content-Disposition"]
    assert NAME.split()[0] not in str(answer.headers)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_no_page_is_kept_or_listed(learner: Member, certificate: Certificate) -> None:
    addresses = [
        ASK,
        CORRECT,
        page_of(certificate),
        file_of(certificate),
        f"/c/{certificate.shown_number}",
        "/en/verify/",
        "/c/nothing",
    ]
    for address in addresses:
        answer = learner.client.get(address)
        assert answer.headers["Cache-Control"] == "private, no-store", address
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_certificate_stays_readable_in_another_language_of_the_site(learner: Member, certificate: Certificate) -> None:
    assert learner.client.get(page_of(certificate).replace("/en/", "/ar/")).headers["Location"] == page_of(certificate)


def test_a_revoked_certificate_says_so_and_has_no_file(learner: Member, certificate: Certificate) -> None:
    Certificate.objects.update(status=CertificateStatus.REVOKED)
    assert "was revoked" in learner.client.get(page_of(certificate)).content.decode()
    assert learner.client.get(file_of(certificate)).status_code == 404
    assert learner.client.get(CORRECT).status_code == 404
    assert learner.client.post(ASK, {"name": NAME, "confirm": "yes"}).status_code == 409
    for answer in (learner.client.get(ASK), learner.client.post(ASK, {"name": NAME})):
        assert answer.headers["Location"] == page_of(certificate)  # no name is asked for nothing


def test_without_pdf_the_page_is_there_to_print_and_says_why(
    learner: Member, course: CourseVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert learner.person
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    certificate = certify(learner.person, course)
    page = learner.client.get(page_of(certificate))
    assert page.status_code == 200
    assert "cannot make PDF files" in page.content.decode()
    assert NAME in page.content.decode()
    assert learner.client.get(file_of(certificate)).headers["Location"] == page_of(certificate)
    monkeypatch.undo()
    assert file_of(certificate) in learner.client.get(page_of(certificate)).content.decode()
