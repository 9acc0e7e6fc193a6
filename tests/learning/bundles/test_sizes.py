"""Sizes before building: what is built is known to the byte, a ZIP is counted to the byte, the rest is an estimate that says so."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.cache import cache

from learning.bundles import sizes
from learning.bundles.builder import build_bundle
from learning.bundles.errors import CourseNotPublished
from learning.bundles.models import Bundle
from learning.bundles.sizes import Size, sizes_of
from learning.bundles.sources import Wanted

Keys = tuple[UUID, UUID]


def test_a_zip_is_as_long_as_was_said(two_course_keys: Keys) -> None:
    said = sizes_of(two_course_keys, ["en", "ar"])
    assert list(said) == ["text", "pictures"]
    for tier, forms in said.items():
        assert forms["zip"].exact
        bundle = build_bundle(Wanted(two_course_keys[0], "en", tier, also=("ar",), courses=two_course_keys))
        assert forms["zip"].bytes == bundle.size == (settings.BUNDLES_ROOT / bundle.file_name).stat().st_size
    assert {tier: forms["zip"] for tier, forms in sizes_of(two_course_keys, ["en", "ar"]).items()} == {
        tier: forms["zip"] for tier, forms in said.items()
    }


def test_what_is_built_takes_few_queries(course_key: UUID, django_assert_num_queries: Any) -> None:
    built = {tier: build_bundle(Wanted(course_key, "en", tier)).size for tier in ("text", "pictures")}
    with django_assert_num_queries(3):
        said = sizes_of([course_key], ["en"])
    assert {tier: forms["zip"] for tier, forms in said.items()} == {tier: Size(size, exact=True) for tier, size in built.items()}


def test_a_count_is_kept_until_something_else_is_published(course_key: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []
    count = sizes.size_of_zip
    monkeypatch.setattr(sizes, "size_of_zip", lambda files: counted.append(1) or count(files))
    first = sizes_of([course_key], ["en"])
    assert sizes_of([course_key], ["en"]) == first
    assert len(counted) == 2  # one for each tier
    cache.clear()
    assert sizes_of([course_key], ["en"]) == first
    assert len(counted) == 4


def test_without_drawing_it_is_an_estimate_from_the_courses_own_zips(two_course_keys: Keys) -> None:
    for key, language in [(two_course_keys[0], "en"), (two_course_keys[0], "ar"), (two_course_keys[1], "en")]:
        build_bundle(Wanted(key, language))
    zips = sizes_of([two_course_keys[0]], ["en", "ar"], draws=False)["text"]["zip"]
    assert not zips.exact
    real = sizes_of([two_course_keys[0]], ["en", "ar"])["text"]["zip"]
    assert real.exact
    assert abs(zips.bytes - real.bytes) < real.bytes / 10


def test_forms_that_were_never_built_are_estimated_from_their_like(two_course_keys: Keys) -> None:
    light, _other = two_course_keys
    zips = build_bundle(Wanted(light, "en"))
    Bundle.objects.create(
        **{
            **Bundle.objects.values("course_key", "language", "tier", "languages", "licence", "selection_id").get(),
            "course_version": zips.course_version,
            "number": 1,
            "format": "epub",
            "file_name": "a.epub",
            "sha256": "0" * 64,
            "size": zips.size * 2,
        }
    )
    assert sizes.ratios_of_forms() == {("text", "zip"): 1, ("text", "epub"): 2}
    assert sizes.built_sizes({"text": Wanted(light, "en")})["text", "epub"] == Size(zips.size * 2, exact=True)


def test_what_cannot_be_had_is_refused_with_a_sentence(course_key: UUID) -> None:
    with pytest.raises(CourseNotPublished):
        sizes_of([uuid4()], ["en"])
    with pytest.raises(CourseNotPublished, match="“sw”"):
        sizes_of([course_key], ["sw"])
