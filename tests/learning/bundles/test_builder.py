"""Building: the same contents give the same bytes, a new file gets a new number, and no half file is ever seen."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import translation

from courses.models import CoursePage, CourseVersion
from learning.bundles import archive, builder, store
from learning.bundles.builder import build_bundle, withdraw_bundles, withdraw_line
from learning.bundles.models import Bundle
from learning.bundles.sources import Wanted


def bytes_of(bundle: Bundle) -> bytes:
    return (settings.BUNDLES_ROOT / bundle.file_name).read_bytes()


def names_in_folder() -> list[str]:
    """All in the folder of bundles, hidden files too, but the store and what belongs to updates."""
    return sorted(path.name for path in settings.BUNDLES_ROOT.iterdir() if path.name not in {"objects", "updates"})


def test_a_bundle_is_named_by_course_language_tier_and_hash(course_key: UUID) -> None:
    bundle = build_bundle(Wanted(course_key, "ar", "text"))
    sha256 = hashlib.sha256(bytes_of(bundle)).hexdigest()
    assert bundle.file_name == f"light-course-ar-text-{sha256[:12]}.zip"
    assert (bundle.sha256, bundle.size, bundle.number, bundle.is_current) == (sha256, len(bytes_of(bundle)), 1, True)
    assert (bundle.languages, bundle.licence) == (["ar", "en"], "CC BY 4.0")
    assert bundle.course_version == CourseVersion.objects.current().get(language="ar")


def test_the_zip_is_whole_sorted_and_timeless(course_key: UUID) -> None:
    bundle = build_bundle(Wanted(course_key, "en", "pictures"))
    with zipfile.ZipFile(settings.BUNDLES_ROOT / bundle.file_name) as archive:
        assert archive.testzip() is None
        names = [info.filename for info in archive.infolist()]
        assert names == [*sorted(names[:-1], key=str.encode), "manifest.sig"]
        assert len(set(names)) == len(names)
        for info in archive.infolist():
            assert (info.date_time, info.external_attr, info.extra, info.comment) == (
                (1980, 1, 1, 0, 0, 0),
                0o100644 << 16,
                b"",
                b"",
            )
            is_media = info.filename.endswith((".avif", ".jpeg", ".sig"))
            assert info.compress_type == (zipfile.ZIP_STORED if is_media else zipfile.ZIP_DEFLATED), info.filename
        manifest = json.loads(archive.read("manifest.json"))
        assert {path for path, _size, _sha256 in manifest["files"]} == set(names) - {"manifest.json", "manifest.sig"}
        for path, size, sha256 in manifest["files"]:
            data = archive.read(path)
            assert (len(data), hashlib.sha256(data).hexdigest()) == (size, sha256)


@pytest.mark.parametrize("tier", ["text", "pictures"])
def test_building_again_gives_the_same_bytes_and_changes_nothing(
    course_key: UUID, tier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(course_key, "ar", tier)
    first = build_bundle(wanted)
    data, row = bytes_of(first), Bundle.objects.values().get()
    shutil.rmtree(settings.BUNDLES_ROOT)
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    monkeypatch.setenv("LANG", "ar_EG.UTF-8")
    time.tzset()
    try:
        with translation.override("fr"):
            again = build_bundle(wanted)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert bytes_of(again) == data
    assert Bundle.objects.values().get() == row


@pytest.mark.parametrize("tier", ["text", "pictures"])
def test_an_emptied_object_store_is_filled_and_the_bytes_stay_the_same(course_key: UUID, tier: str) -> None:
    wanted = Wanted(course_key, "ar", tier)
    data = bytes_of(build_bundle(wanted))
    shutil.rmtree(settings.OBJECTS_ROOT)
    assert bytes_of(build_bundle(wanted)) == data
    assert Bundle.objects.get().number == 1


def test_new_contents_get_a_new_number_and_the_old_file_stays(course_key: UUID) -> None:
    wanted = Wanted(course_key, "en")
    first = build_bundle(wanted)
    page = CoursePage.objects.get(translation_key=course_key, locale__language_code="en")
    page.summary = "Light for everyone."
    page.save_revision().publish()
    second = build_bundle(wanted)
    assert (second.number, second.is_current) == (2, True)
    assert second.sha256 != first.sha256
    first.refresh_from_db()
    assert not first.is_current
    assert bytes_of(first) != bytes_of(second)
    assert names_in_folder() == sorted([first.file_name, second.file_name])


def test_bytes_that_come_back_are_offered_again_as_the_version_they_are(course_key: UUID) -> None:
    wanted = Wanted(course_key, "en")
    first = build_bundle(wanted)
    assert withdraw_line(wanted) == 1
    again = build_bundle(wanted)
    assert (again.pk, again.number, again.is_current, again.replaced_at) == (first.pk, 1, True, None)
    assert list(Bundle.objects.filter(is_current=True)) == [again]


def test_a_course_that_is_gone_is_no_longer_offered(course_key: UUID) -> None:
    for language in ("ar", "en"):
        build_bundle(Wanted(course_key, language))
    assert withdraw_bundles(course_key, published=["en"]) == 1
    assert [bundle.language for bundle in Bundle.objects.filter(is_current=True)] == ["en"]
    assert len(names_in_folder()) == 2


@pytest.mark.parametrize(("place", "step"), [(store, "keep_bytes"), (store, "keep_deflated"), (archive, "write_data")])
def test_a_failure_while_writing_leaves_nothing_behind(
    course_key: UUID, place: ModuleType, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, written, calls = Wanted(course_key, "en"), getattr(place, step), []

    def full_disk(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 5:
            raise OSError(28, "No space left on device")
        written(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(place, step, full_disk)
        with pytest.raises(OSError, match="No space"):
            build_bundle(wanted)
    assert names_in_folder() == []
    assert not Bundle.objects.exists()
    assert zipfile.ZipFile(settings.BUNDLES_ROOT / build_bundle(wanted).file_name).testzip() is None


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_writes_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "import sys, time, pathlib\n"
        "from learning.bundles.builder import only_writer\n"
        "with only_writer(pathlib.Path(sys.argv[1])) as folder:\n"
        "    (folder / '.writing-abc').write_bytes(b'half')\n"
        "    print('writing', flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    code = f"import django; django.setup()\n{script}"
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], env=environment, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        lock = fcntl.flock
        monkeypatch.setattr(builder.fcntl, "flock", lambda handle, how: lock(handle, how | fcntl.LOCK_NB))
        with pytest.raises(BlockingIOError), builder.only_writer(tmp_path):
            pass
        assert (tmp_path / ".writing-abc").exists()
    finally:
        process.kill()
        process.wait()
    with builder.only_writer(tmp_path):
        assert list(tmp_path.iterdir()) == []
