"""The repair: missing signatures and files of valid certificates are made, nothing else; and what waits for a name is counted."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from courses.models import CourseVersion
from learning.certificates import repair
from learning.certificates.files import keep_pdf, kept_pdf, path_of
from learning.certificates.issuing import correct_certificate
from learning.certificates.models import Certificate, Programme
from learning.certificates.participation import issue_participation
from learning.certificates.programmes import issue_programme_certificate
from learning.keys import signing_key
from learning.models import Person
from tests.cast import Member
from tests.learning.certificates.conftest import NAME, certify, complete

WAITING = "Without a certificate, for nobody has given a name yet: {} completed courses, {} completed programmes.\n"


def run() -> str:
    out = StringIO()
    call_command("issue_due_certificates", stdout=out)
    return out.getvalue()


@pytest.fixture
def no_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine to which no key was brought, while the database knows of one."""
    signing_key()
    monkeypatch.setattr(settings, "KEYS_ROOT", tmp_path / "elsewhere")
    return tmp_path


def test_missing_and_broken_files_are_written(learner: Member, guest: Member, other_learner: Member, course: CourseVersion) -> None:
    assert learner.person
    assert guest.person
    assert other_learner.person
    missing, broken = certify(learner.person, course), certify(guest.person, course)
    replaced = certify(other_learner.person, course)
    correct_certificate(certificate=replaced, name="Zawadi N.")
    keep_pdf(broken)
    path_of(broken).write_bytes(path_of(broken).read_bytes()[:1000])
    assert kept_pdf(missing) is None
    assert kept_pdf(broken) is None
    assert run() == "3 of 3 certificates were given their PDF file.\n"
    assert all(kept_pdf(certificate) for certificate in Certificate.objects.filter(status="valid"))
    assert not path_of(replaced).exists()
    assert run() == "0 of 3 certificates were given their PDF file.\n"


def test_files_of_every_kind_are_written(learner: Member, programme: Programme, two_courses: list[CourseVersion]) -> None:
    assert learner.person
    complete(learner.person)
    issue_participation(person=learner.person, version=two_courses[0], name=NAME)
    issue_programme_certificate(person=learner.person, programme=programme, name=NAME, language="ar")
    assert run() == "2 of 2 certificates were given their PDF file.\n" + WAITING.format(2, 0)
    assert all(kept_pdf(certificate) for certificate in Certificate.objects.all())


def test_the_folder_is_closed_to_others_and_holds_no_names(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    path = keep_pdf(certify(learner.person, course))
    assert path.parent.stat().st_mode & 0o077 == 0
    assert path.stem == str(Certificate.objects.get().uuid)


def test_a_server_that_cannot_make_files_says_so(learner: Member, course: CourseVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    assert learner.person
    certify(learner.person, course)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(CommandError, match="cannot make PDF files"):
        run()


def test_certificates_issued_without_the_key_are_signed_once_it_is_back(
    learner: Member, course: CourseVersion, no_key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert learner.person
    certificate = certify(learner.person, course)
    assert (certificate.status_place, certificate.credential, certificate.signing_key) == (None, None, None)
    with pytest.raises(CommandError, match="1 certificates are not signed: the key is not at hand"):
        run()
    monkeypatch.undo()
    assert run() == "1 certificates were signed.\n1 of 1 certificates were given their PDF file.\n"
    certificate.refresh_from_db()
    assert certificate.credential is not None
    assert certificate.credential["credentialStatus"]["statusListIndex"] == str(certificate.status_place)
    assert kept_pdf(certificate)
    assert run() == "0 of 1 certificates were given their PDF file.\n"


def test_two_runs_at_once_sign_a_certificate_once(learner: Member, course: CourseVersion, no_key: Path) -> None:
    assert learner.person
    certify(learner.person, course)
    settings.KEYS_ROOT = no_key / "keys"
    first, second = Certificate.objects.get(), Certificate.objects.get()
    assert repair.sign_certificate(first)
    assert repair.sign_certificate(second)
    assert first.credential is not None
    assert (second.status_place, second.credential) == (first.status_place, first.credential)
    assert Certificate.objects.get().credential == first.credential


def test_a_run_that_was_killed_is_gone_on_with(
    learner: Member, guest: Member, other_learner: Member, course: CourseVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    for member in (learner, guest, other_learner):
        assert member.person
        certify(member.person, course)
    drawn = []

    def die_at_the_second(certificate: Certificate) -> Path:
        if drawn:
            raise KeyboardInterrupt
        drawn.append(certificate)
        return keep_pdf(certificate)

    monkeypatch.setattr(repair, "keep_pdf", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.setattr(repair, "keep_pdf", keep_pdf)
    assert run() == "2 of 3 certificates were given their PDF file.\n"


def test_many_are_told_of_in_batches(
    learner: Member, guest: Member, course: CourseVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    for member in (learner, guest):
        assert member.person
        certify(member.person, course)
    monkeypatch.setattr(repair, "BATCH", 1)
    monkeypatch.setattr("learning.management.commands.issue_due_certificates.BATCH", 1)
    told = "1 of 2 looked at.\n2 of 2 looked at.\n"
    assert run() == told + "2 of 2 certificates were given their PDF file.\n"


def test_what_waits_for_a_name_is_counted_and_nobody_is_named(
    learner: Member, guest: Member, programme: Programme, two_courses: list[CourseVersion]
) -> None:
    assert learner.person
    assert guest.person
    complete(learner.person)
    certify(guest.person, two_courses[0])
    assert run().endswith(WAITING.format(3, 2))
    assert NAME not in run()
    issue_programme_certificate(person=guest.person, programme=programme, name=NAME, language="en")
    assert run().endswith(WAITING.format(3, 1))
    Person.objects.filter(pk=learner.person.pk).update(is_active=False)
    assert run().endswith(WAITING.format(1, 0))
