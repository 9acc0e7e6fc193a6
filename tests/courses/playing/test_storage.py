"""Bytes of libraries and contents on disk: kept as long as a row names them, and a day longer."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.conf import settings

from courses.h5p_storage import KEPT_UNNAMED, drop_unnamed, form_path, keep, path_of
from courses.models import H5PContent, H5PLibrary, ModulePage
from courses.playing.forms import forms_of
from courses.playing.importing import import_package
from courses.playing.packages import keep_package
from courses.tasks import drop_unnamed_h5p_files
from tests.courses.playing.packages import install_library, package, photograph

pytestmark = pytest.mark.django_db


def files() -> set[str]:
    return {path.name for path in (Path(settings.H5P_ROOT) / "files").glob("??/*")}


def in_two_days() -> float:
    return time.time() + 2 * KEPT_UNNAMED


def test_what_rows_name_stays_and_the_rest_goes(module: ModulePage) -> None:
    install_library("Test.Chart 1.0", [{"name": "a", "type": "image"}])
    came = package("Test.Chart 1.0", {"a": {"path": "images/a.jpg", "mime": "image/jpeg"}}, files={"images/a.jpg": photograph()})
    content = import_package(came, name="x.h5p", into=module).contents[0]
    lonely = keep(b"nobody names it")
    forms_of(lonely, b"nobody names it")
    staged = Path(settings.H5P_ROOT) / "files" / ".staged-half"
    staged.touch()
    named = {*content.files.values(), *H5PLibrary.objects.get().files.values()}
    unnamed = files() - named
    assert lonely in unnamed
    assert drop_unnamed(at=in_two_days()) == len(unnamed) + 1
    assert files() == named
    assert not list(form_path(lonely).parent.glob(f"{lonely}*"))
    assert not staged.exists()
    H5PContent.objects.all().delete()
    drop_unnamed(at=in_two_days())
    assert files() == set(H5PLibrary.objects.get().files.values())


def test_a_package_that_a_content_waits_with_stays(module: ModulePage) -> None:
    came = package("Test.Chart 1.0", {"words": "Rain"})
    content = import_package(came, name="x.h5p", into=module).contents[0]
    kept = keep_package(came)
    assert content.package == kept
    assert drop_unnamed(at=in_two_days()) == 0
    assert kept in files()


def test_bytes_that_come_again_are_new_again() -> None:
    sha = keep(b"twice")
    os.utime(path_of(sha), (1, 1))
    assert keep(b"twice") == sha
    drop_unnamed_h5p_files()
    assert sha in files()
    os.utime(path_of(sha), (1, 1))
    drop_unnamed_h5p_files()
    assert sha not in files()
