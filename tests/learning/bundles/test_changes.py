"""Versions of a bundle: each knows the one before, and says in words what changed since."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from courses.models import CoursePage, LessonPage, LessonVersion
from learning.bundles.builder import build_bundle
from learning.bundles.models import Bundle, Manifest
from learning.bundles.sources import Wanted
from learning.keys import change_key
from tests.factories import make_lesson


def lesson(title: str) -> LessonPage:
    return LessonPage.objects.get(title=title)


def publish_with(page: LessonPage | CoursePage, **fields: str) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def manifest_in(bundle: Bundle) -> dict[str, object]:
    with zipfile.ZipFile(settings.BUNDLES_ROOT / bundle.file_name) as archive:
        text = archive.read("manifest.json")
    assert hashlib.sha256(text).hexdigest() == bundle.manifest_id
    assert bundle.manifest is not None
    assert bundle.manifest.text == text
    data: dict[str, object] = json.loads(text)
    assert bundle.manifest.data == data
    return data


def test_a_version_names_the_one_before_and_tells_what_changed(course_key: UUID) -> None:
    wanted = Wanted(course_key, "en")
    first = build_bundle(wanted)
    publish_with(lesson("Second lesson"), title="Second look")
    make_lesson(lesson("Second look").get_parent(), "lesson-3", title="Third lesson")
    second = build_bundle(wanted)
    told = manifest_in(second)
    assert (told["version"], told["previous"]) == (2, first.manifest_id)
    assert told["changes"] == ["New lesson: “Third lesson”.", "Changed lesson: “Second look”."]
    assert second.manifest is not None
    assert second.manifest.changes == told["changes"]
    lesson("Third lesson").unpublish()
    assert manifest_in(build_bundle(wanted))["changes"] == ["No longer inside: “Third lesson”."]


def test_lessons_in_several_languages_name_theirs_in_the_main_one(course_key: UUID) -> None:
    wanted = Wanted(course_key, "ar")
    assert manifest_in(build_bundle(wanted))["changes"] == []
    publish_with(lesson("الدرس الأول"), title="درس")
    (sentence,) = build_bundle(wanted).manifest.changes  # type: ignore[union-attr]
    assert "“درس” (العربية)" in sentence


def test_where_no_lesson_changed_it_says_what_did(course_key: UUID, django_capture_on_commit_callbacks: Any) -> None:
    wanted = Wanted(course_key, "en")
    build_bundle(wanted)
    publish_with(CoursePage.objects.get(translation_key=course_key, locale__language_code="en"), summary="Light for all.")
    assert manifest_in(build_bundle(wanted))["changes"] == ["The page of the course “Light course” has changed."]
    with django_capture_on_commit_callbacks(execute=True):
        change_key()
    assert manifest_in(build_bundle(wanted))["changes"] == ["The lessons are the same; the pages around them were renewed."]


def test_it_is_dated_by_its_newest_lesson_and_by_no_clock(course_key: UUID) -> None:
    newest = max(LessonVersion.objects.current().filter(language="en").values_list("published_at", flat=True))
    assert manifest_in(build_bundle(Wanted(course_key, "en")))["created"] == f"{newest:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("tier", ["text", "pictures"])
def test_a_later_version_comes_out_the_same_from_the_same_history(course_key: UUID, tier: str) -> None:
    wanted = Wanted(course_key, "en", tier)
    build_bundle(wanted)
    publish_with(lesson("Second lesson"), title="Second look")
    bundle = build_bundle(wanted)
    data = (settings.BUNDLES_ROOT / bundle.file_name).read_bytes()
    shutil.rmtree(settings.BUNDLES_ROOT)
    assert build_bundle(wanted) == bundle
    assert (settings.BUNDLES_ROOT / bundle.file_name).read_bytes() == data
    assert Manifest.objects.count() == 2


def test_contents_that_come_back_are_a_new_version(course_key: UUID) -> None:
    wanted = Wanted(course_key, "en")
    files = []
    for title in ("Second lesson", "Second look", "Second lesson"):
        page = LessonPage.objects.get(slug="lesson-2")
        if page.title != title:
            publish_with(page, title=title)
        files.append(build_bundle(wanted))
    assert [bundle.number for bundle in files] == [1, 2, 3]
    assert len({bundle.sha256 for bundle in files}) == 3


def test_what_was_built_before_there_were_such_manifests_counts_on(course_key: UUID) -> None:
    wanted = Wanted(course_key, "en")
    bundle = build_bundle(wanted)
    Bundle.objects.update(manifest=None, number=7, file_name="old.zip", sha256="0" * 64)
    Manifest.objects.all().delete()
    again = build_bundle(wanted)
    assert (again.number, again.selection) == (8, bundle.selection)
    assert manifest_in(again)["previous"] == ""
