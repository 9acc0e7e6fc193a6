"""What bundles know of issuers and of what was taken back: one document for all, renewed when it must be and no more often."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses.models import CourseVersion
from learning.certificates.bundle_trust import bundle_trust, kept_file, renew_bundle_trust
from learning.certificates.models import Certificate, CertificateStatus
from learning.certificates.status_list import is_set
from learning.keys import change_key
from learning.models import Person
from learning.signals import bundle_parts_changed
from tests.learning.certificates.conftest import certify


@pytest.fixture
def announced() -> Iterator[list[object]]:
    """Everything that was announced to bundles."""
    heard: list[object] = []

    def hear(sender: object, **_: object) -> None:
        heard.append(sender)

    bundle_parts_changed.connect(hear)
    yield heard
    bundle_parts_changed.disconnect(hear)


def after(**time: int) -> datetime:
    return timezone.now() + timedelta(**time)


@pytest.mark.django_db
def test_it_is_the_same_until_it_is_renewed() -> None:
    first = bundle_trust()
    assert bundle_trust() == first


@pytest.mark.django_db
def test_without_bundles_nothing_is_renewed(announced: list[object]) -> None:
    assert not renew_bundle_trust(at=after(days=400))
    assert not kept_file().exists()
    assert announced == []


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_renewed"), [(1, False), (29, False), (31, True)])
def test_where_nothing_happened_it_is_renewed_monthly(announced: list[object], days: int, is_renewed: bool) -> None:
    bundle_trust()
    assert renew_bundle_trust(at=after(days=days)) == is_renewed
    assert len(announced) == is_renewed


@pytest.mark.django_db
@pytest.mark.parametrize("status", [CertificateStatus.REVOKED, CertificateStatus.REPLACED])
def test_what_was_taken_back_is_told_after_a_week(
    course: CourseVersion, learning_person: Person, announced: list[object], status: CertificateStatus
) -> None:
    certificate = certify(learning_person, course)
    bundle_trust()
    Certificate.objects.update(status=status)
    assert not renew_bundle_trust(at=after(days=6))
    assert renew_bundle_trust(at=after(days=8))
    assert len(announced) == 1
    gone, replaced = (one["credential"]["credentialSubject"]["encodedList"] for one in bundle_trust()["lists"])
    assert certificate.status_place is not None
    assert is_set(gone, certificate.status_place)
    assert is_set(replaced, certificate.status_place) == (status == CertificateStatus.REPLACED)
    assert not renew_bundle_trust(at=after(days=8))


@pytest.mark.django_db
def test_a_new_key_is_told_at_once(announced: list[object], django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    bundle_trust()
    with django_capture_on_commit_callbacks(execute=True):
        key = change_key()
    assert key.name in {key["name"] for key in bundle_trust()["issuers"][0]["keys"]}
    assert len(announced) == 1


@pytest.mark.django_db
def test_a_first_key_is_announced_to_nobody(
    announced: list[object], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        bundle_trust()
    assert announced == []


@pytest.mark.django_db
def test_a_damaged_file_is_made_anew() -> None:
    bundle_trust()
    kept_file().write_bytes(b"{half")
    assert bundle_trust()["issuers"]
