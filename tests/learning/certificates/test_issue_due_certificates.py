"""The repair: missing and broken files of valid certificates are written, nothing else."""

from __future__ import annotations

import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courses.models import CourseVersion
from learning.certificates.files import keep_pdf, kept_pdf, path_of
from learning.certificates.issuing import correct_certificate
from learning.certificates.models import Certificate
from tests.cast import Member
from tests.learning.certificates.conftest import certify


def run() -> str:
    out = StringIO()
    call_command("issue_due_certificates", stdout=out)
    return out.getvalue()


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
