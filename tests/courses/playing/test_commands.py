"""`h5p_check`, `h5p_import` and `h5p_export`: their exit codes, what they print, and that a refused package stores nothing."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courses.models import H5PContent, LessonPage, ModulePage
from tests.courses.playing.packages import RAIN, exported, install_library, package
from tests.h5p.attacks import ATTACKS

pytestmark = pytest.mark.django_db


def run(*words: Any) -> str:
    out = StringIO()
    call_command(*map(str, words), stdout=out, stderr=StringIO())
    return out.getvalue()


def code_of(*words: Any) -> int:
    with pytest.raises(CommandError) as error:
        run(*words)
    return int(error.value.returncode)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rain.h5p"
    path.write_bytes(exported(RAIN, mode="own").getvalue())
    return path


def test_a_package_is_accepted(file: Path) -> None:
    assert "rain.h5p is accepted." in run("h5p_check", file)
    assert json.loads(run("h5p_check", file, "--json")) == {"ok": True, "errors": [], "warnings": []}


def test_an_attack_is_refused_with_its_code(tmp_path: Path) -> None:
    path = tmp_path / "attack.h5p"
    path.write_bytes(ATTACKS["a name that climbs"][1]())
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("h5p_check", str(path), "--json", stdout=out)
    assert error.value.returncode == 1
    report = json.loads(out.getvalue())
    assert report["ok"] is False
    assert [set(issue) for issue in report["errors"]] == [{"code", "message", "path"}]
    assert report["errors"][0]["code"] == "unsafe-path"


def test_what_is_installed_counts(tmp_path: Path) -> None:
    path = tmp_path / "chart.h5p"
    path.write_bytes(package("Test.Chart 1.0", {}).getvalue())
    assert code_of("h5p_check", path) == 1
    install_library("Test.Chart 1.0", [])
    assert "accepted" in run("h5p_check", path)


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path, module: ModulePage) -> None:
    assert code_of("h5p_check", tmp_path / "none.h5p") == 2
    assert code_of("h5p_import", tmp_path / "none.h5p", "--into", "en/tiny-course/first") == 2


def test_an_import_into_a_module_and_into_a_lesson(file: Path, module: ModulePage) -> None:
    assert "“Rain”" in run("h5p_import", file, "--into", "en/tiny-course/first")
    lesson = LessonPage.objects.get()
    assert not lesson.live
    run("h5p_import", file, "--into", "en/tiny-course/first/rain", "--way", "embedded")
    draft = LessonPage.objects.get().get_latest_revision_as_object()
    assert [card["type"] for card in draft.body.get_prep_value()] == ["one_answer", "h5p"]
    assert H5PContent.objects.get().waits_for == ["Mwanga.Questions 1.0"]


def test_libraries_are_installed_when_asked(file: Path, module: ModulePage) -> None:
    pytest.importorskip("courses.playing.installing")
    out = run("h5p_import", file, "--into", "en/tiny-course/first", "--way", "embedded", "--install")
    assert "Installed Mwanga.Questions 1.0" in out
    assert H5PContent.objects.get().is_playable


def test_a_wrong_address_or_package_stores_nothing(file: Path, module: ModulePage, tmp_path: Path) -> None:
    assert code_of("h5p_import", file, "--into", "en/tiny-course/none") == 2
    broken = tmp_path / "broken.h5p"
    broken.write_bytes(b"no zip")
    assert code_of("h5p_import", broken, "--into", "en/tiny-course/first") == 1
    assert LessonPage.objects.count() == 0


@pytest.mark.parametrize("mode", ["content-only", "own"])
def test_a_lesson_is_written(lesson: LessonPage, tmp_path: Path, mode: str) -> None:
    path = tmp_path / "out.h5p"
    out = run("h5p_export", "en/tiny-course/first/lesson-1", "--mode", mode, "--output", path)
    assert out.strip() == str(path)
    checked = ["h5p_check", path] if mode == "own" else []
    assert not checked or "accepted" in run(*checked)


def test_a_card_is_written_and_wrong_ones_are_said(lesson: LessonPage, tmp_path: Path) -> None:
    card = lesson.body.get_prep_value()[1]["id"]
    run("h5p_export", "en/tiny-course/first/lesson-1", "--card", card, "--output", tmp_path / "card.h5p")
    assert code_of("h5p_export", "en/tiny-course/first/lesson-1", "--card", "0") == 1
    assert code_of("h5p_export", "en/tiny-course/first") == 2
    assert code_of("h5p_export", "en/tiny-course/first/lesson-1", "--mode", "full", "--output", tmp_path / "x.h5p") == 1
