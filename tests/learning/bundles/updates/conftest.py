"""What tests of updates share: two versions of one bundle, published, and copies to work on."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone

from courses.models import LessonPage
from learning.bundles.builder import build_bundle
from learning.bundles.models import Bundle
from learning.bundles.sources import Wanted
from learning.bundles.updates.publishing import publish_updates
from tests.kept_rows import kept
from tests.learning.bundles.updates.partner import Partner


def change_a_sentence(course_key: UUID, text: str) -> None:
    """One sentence of the first lesson becomes another."""
    lesson = LessonPage.objects.get(slug="lesson-1", locale__language_code="en")
    lesson.body[0].value["text"].source = f"<p>{text}</p>"
    lesson.save_revision().publish()


def newest(course_key: UUID) -> Bundle:
    """The bundle with pictures, built and published."""
    bundle = build_bundle(Wanted(course_key, "en", "pictures"))
    publish_updates(bundle, at=timezone.now())
    return bundle


@kept
def versions(course_key: UUID) -> list[Bundle]:
    """Two versions of a bundle; between them one sentence of one lesson was changed."""
    before = newest(course_key)
    change_a_sentence(course_key, "AI guesses, and it does not know that it does.")
    return [before, newest(course_key)]


@pytest.fixture
def partner(versions: list[Bundle], tmp_path: Path) -> Partner:
    """A partner who has the first version, and a folder with all that the site publishes."""
    site = tmp_path / "site"
    shutil.copytree(settings.BUNDLES_ROOT, site, ignore=shutil.ignore_patterns("objects"))
    file = tmp_path / "course.zip"
    shutil.copyfile(site / versions[0].file_name, file)
    return Partner(file, site, (site / versions[1].file_name).read_bytes())
