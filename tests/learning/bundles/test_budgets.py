"""What the real course weighs as a bundle, in English: figures that a partner on a flaky line was promised."""

from __future__ import annotations

import zipfile

import pytest
from django.conf import settings

from courses.models import CourseVersion
from learning.bundles.builder import build_bundle
from learning.bundles.sizes import sizes_of
from learning.bundles.sources import Wanted
from tests.starter_course import load_part

BUDGETS = {"text": 300_000, "pictures": 3_000_000}
SENT_BUDGETS = {"text": 60_000, "pictures": 1_000_000}  # of one lesson to send


@pytest.mark.once
@pytest.mark.django_db
def test_the_real_course_stays_within_its_budgets() -> None:
    load_part()
    key = CourseVersion.objects.current().get(slug="safe-and-strong-with-ai", language="en").course_key
    said = sizes_of([key], ["en"])
    sizes = {tier: build_bundle(Wanted(key, "en", tier)).size for tier in BUDGETS}
    assert {tier: size for tier, size in sizes.items() if size > BUDGETS[tier]} == {}
    assert {tier: said[tier]["zip"].bytes for tier in BUDGETS} == sizes
    sent = {tier: heaviest_sent(Wanted(key, "en", tier, "single")) for tier in SENT_BUDGETS}
    assert {tier: size for tier, size in sent.items() if size > SENT_BUDGETS[tier]} == {}


def heaviest_sent(wanted: Wanted) -> int:
    """The bytes of the heaviest lesson to send."""
    with zipfile.ZipFile(settings.BUNDLES_ROOT / build_bundle(wanted).file_name) as archive:
        return max(info.file_size for info in archive.infolist())
