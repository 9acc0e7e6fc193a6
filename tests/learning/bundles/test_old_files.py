"""Old files of bundles go: not the last versions, not what was offered a month ago, and nothing that is still needed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone

from courses.models import CoursePage
from learning.bundles.builder import build_bundle
from learning.bundles.models import Bundle, Manifest
from learning.bundles.old_files import KEPT_AFTER, drop_old_files
from learning.bundles.sources import Wanted
from learning.bundles.store import path_of
from tests.kept_rows import kept

LATER = KEPT_AFTER + timedelta(days=1)


@pytest.fixture(autouse=True)
def two_are_kept(settings: Any) -> None:
    """Fewer than in real life."""
    settings.BUNDLE_VERSIONS_KEPT = 2


@kept
def versions(course_key: UUID) -> list[Bundle]:
    """Four versions of a bundle."""
    found = [build_bundle(Wanted(course_key, "en"))]
    for word in ("one", "two", "three"):
        page = CoursePage.objects.get(translation_key=course_key, locale__language_code="en")
        page.summary = f"Light for {word}."
        page.save_revision().publish()
        found.append(build_bundle(Wanted(course_key, "en")))
    return found


def kept_numbers() -> list[int]:
    """The versions whose files are there."""
    names = {path.name for path in settings.BUNDLES_ROOT.iterdir()}
    return [bundle.number for bundle in Bundle.objects.order_by("number") if bundle.file_name in names]


def drop(at: datetime) -> int:
    return drop_old_files(at=at)


def test_the_last_versions_stay_and_older_ones_a_month_longer(versions: list[Bundle]) -> None:
    now = timezone.now()
    assert drop(now) == 0
    assert kept_numbers() == [1, 2, 3, 4]
    assert drop(now + LATER) == 2
    assert kept_numbers() == [3, 4]
    assert [bundle.dropped_at is None for bundle in Bundle.objects.order_by("number")] == [False, False, True, True]
    assert drop(now + LATER) == 0


def test_lists_and_objects_go_with_their_last_file(versions: list[Bundle]) -> None:
    listed = [{sha256 for _path, _size, sha256 in bundle.manifest.data["files"]} for bundle in versions if bundle.manifest]
    only_first = listed[0] - listed[1] - listed[2] - listed[3]
    assert only_first
    drop(timezone.now() + LATER)
    assert [bool(row.packed) for row in Manifest.objects.order_by("number")] == [False, False, True, True]
    assert [row.data == {} for row in Manifest.objects.order_by("number")] == [True, True, False, False]
    assert not any(path_of(sha256).exists() for sha256 in only_first)
    assert all(path_of(sha256).exists() for sha256 in listed[2] | listed[3])
    assert all(path_of(row.sha256).exists() for row in Manifest.objects.exclude(packed=b""))


def test_a_line_goes_on_after_its_old_files_went(versions: list[Bundle], course_key: UUID) -> None:
    Bundle.objects.filter(is_current=True).update(is_current=False, replaced_at=timezone.now())
    drop(timezone.now() + LATER)
    again = build_bundle(Wanted(course_key, "en"))
    assert (again.pk, again.number) == (versions[-1].pk, 4)
    assert kept_numbers() == [3, 4]


def test_a_file_that_was_left_by_a_run_that_was_cut_goes_the_next_time(versions: list[Bundle]) -> None:
    Bundle.objects.filter(number=1).update(dropped_at=timezone.now())
    drop(timezone.now())
    assert kept_numbers() == [2, 3, 4]
