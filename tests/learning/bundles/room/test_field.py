"""Versions in the field: each device and machine counts once, with the last it told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from learning.bundles.models import Bundle, Download, Manifest, Return, Selection, UpdateCheck
from learning.bundles.room.field import lines_in_the_field, note_update_check
from learning.bundles.selections import keep_selection
from learning.bundles.sources import Wanted
from learning.bundles.tokens import make_token
from learning.models import Institution
from tests.cast import Member
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db
Bring = Callable[..., None]


@pytest.fixture
def selection(db: None) -> Selection:
    """A line with three versions."""
    row = keep_selection(Wanted(uuid4(), "en"))
    for number in (1, 2, 3):
        changes = [f"Changed lesson: “{number}”."] if number > 1 else []
        told = {"changes": changes, "created": timezone.now(), "packed": b""}
        Manifest.objects.create(sha256=f"{number}" * 64, selection=row, number=number, **told)
    return row


@pytest.fixture
def bring(library: Institution) -> Bring:
    """A device's results come home."""

    def brought(device: str, version: int, *, days_ago: int = 0, house: Institution = library) -> None:
        Return.objects.create(
            institution=house,
            sha256=uuid4().hex * 2,
            device=device,
            bundle=f"{version}" * 64,
            language="en",
            received_at=timezone.now() - timedelta(days=days_ago),
        )

    return brought


def counts(house: Institution) -> dict[int, tuple[int, int]]:
    [line] = lines_in_the_field(house)
    return {version.number: (version.devices, version.machines) for version in line.versions}


def test_a_device_counts_with_the_version_it_last_brought(library: Institution, selection: Selection, bring: Bring) -> None:
    bring("aa", 1, days_ago=9)
    bring("aa", 2, days_ago=3)
    bring("bb", 1, days_ago=5)
    bring("cc", 3)
    bring("dd", 3)
    assert counts(library) == {3: (2, 0), 2: (1, 0), 1: (1, 0)}
    [line] = lines_in_the_field(library)
    assert (line.newest, line.total, line.up_to_date) == (3, 4, 2)
    assert line.changes_since(1) == ["Changed lesson: “2”.", "Changed lesson: “3”."]
    assert line.changes_since(3) == []


def test_a_machine_counts_once_with_what_it_took_or_asked_with(library: Institution, selection: Selection) -> None:
    manifest = Manifest.objects.get(number=2)
    bundle = bundle_of(manifest)
    Download.objects.create(institution=library, bundle=bundle)
    assert lines_in_the_field(library) == []
    Download.objects.update(finished_at=timezone.now() - timedelta(days=2))
    assert counts(library) == {2: (0, 1)}
    for _twice in range(2):
        note_update_check(institution=library, manifest=Manifest.objects.get(number=3), on=timezone.localdate())
    assert counts(library) == {3: (0, 1)}
    assert UpdateCheck.objects.count() == 1


def bundle_of(manifest: Manifest) -> Bundle:
    """A file of a version; whose course it is does not matter."""
    from courses.models import CourseVersion

    version = CourseVersion.objects.create(
        course_key=uuid4(), language="en", number=1, slug="a", title="A", content={}, is_current=False
    )
    return Bundle.objects.create(
        selection=manifest.selection,
        manifest=manifest,
        course_key=uuid4(),
        course_version=version,
        language="en",
        tier="text",
        format="zip",
        number=manifest.number,
        file_name=f"{uuid4()}.zip",
        sha256="0" * 64,
        size=10,
        languages=["en"],
        licence="CC BY 4.0",
    )


def test_another_institution_s_devices_are_not_counted(library: Institution, selection: Selection, bring: Bring) -> None:
    bring("aa", 1, house=make_cohort(institution="Other library").institution)
    assert lines_in_the_field(library) == []


def test_a_version_that_nobody_knows_is_left_out(library: Institution, bring: Bring) -> None:
    bring("aa", 9)
    assert lines_in_the_field(library) == []


def test_a_check_of_a_later_day_is_the_one_that_counts(library: Institution, selection: Selection) -> None:
    for number, day in ((3, date(2026, 1, 1)), (1, date(2026, 1, 2))):
        note_update_check(institution=library, manifest=Manifest.objects.get(number=number), on=day)
    assert counts(library) == {1: (0, 1)}


def test_an_update_asked_for_with_a_token_is_noted_and_without_one_is_not(
    client: Client, library: Institution, partner: Member, selection: Selection
) -> None:
    assert partner.person is not None
    token = make_token(institution=library, by=partner.person, note="hub")
    path = f"/bundles/updates/{selection.line[:16]}/from/{'1' * 64}/to/{'3' * 64}.delta"
    client.get(path)
    assert not UpdateCheck.objects.exists()
    client.get(path, headers={"Authorization": f"Bearer {token}"})
    assert counts(library) == {3: (0, 1)}
