"""`build_bundle` as people run it, in processes of its own: exit codes, other surroundings, `kill -9` in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

ROOT = Path(__file__).resolve().parents[3]
SET_UP = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.learning.bundles.conftest import make_course_in_two_languages
make_course_in_two_languages()
"""
# Writes four files into the ZIP, says so, and waits to be killed.
STOPS_HALFWAY = """
import sys, time, zipfile
import django; django.setup()
written, files = zipfile.ZipFile.writestr, []
def slow(*arguments, **named):
    written(*arguments, **named)
    files.append(arguments)
    if len(files) == 4:
        print("halfway", flush=True)
        time.sleep(60)
zipfile.ZipFile.writestr = slow
from django.core.management import call_command
call_command("build_bundle", "light-course", output=sys.argv[1])
"""


class Place:
    """A data folder with a published course, and commands run on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        self.environment = {
            **kept,
            "MWANGA_DATA": str(folder),
            "MWANGA_TEST_STATIC": str(staticfiles_storage.path("")),  # collected already, by this very process
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        }

    def start(self, *words: str, **surroundings: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env={**self.environment, **surroundings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **surroundings: str) -> tuple[int, str, str]:
        """Exit code, output and complaints."""
        process = self.start(*words, **surroundings)
        out, complaints = process.communicate(timeout=120)
        return process.returncode, out, complaints

    def build(self, *words: str, **surroundings: str) -> tuple[int, str, str]:
        return self.run("manage.py", "build_bundle", *words, **surroundings)

    @property
    def bundles(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "bundles").glob("*"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("built"))
    code, _out, complaints = place.run("-c", SET_UP)
    assert code == 0, complaints
    yield place


def test_the_last_line_is_the_files_path(place: Place, tmp_path: Path) -> None:
    code, out, complaints = place.build(
        "light-course", "--language", "ar", "--tier", "text", "--format", "zip", "--output", str(tmp_path)
    )
    assert code == 0, complaints
    file = Path(out.splitlines()[-1])
    assert file.parent == tmp_path
    assert file.name.startswith("light-course-ar-text-")
    assert zipfile.ZipFile(file).testzip() is None
    assert list(tmp_path.iterdir()) == [file]


def test_other_surroundings_give_the_same_bytes(place: Place, tmp_path: Path) -> None:
    files = []
    for number, (zone, language) in enumerate([("UTC", "C"), ("Asia/Kathmandu", "ar_EG.UTF-8")]):
        words = ("light-course", "--tier", "pictures", "--output", str(tmp_path / str(number)))
        code, out, complaints = place.build(*words, TZ=zone, LANG=language, LC_ALL=language, PYTHONHASHSEED=str(number))
        assert code == 0, complaints
        files.append(Path(out.splitlines()[-1]))
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].name == files[1].name


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["no-such-course"], "There is no published course “no-such-course”. Published are: light-course."),
        (["light-course", "--language", "sw"], "The course is not published in “sw”. It is in: ar, en."),
        (["light-course", "--tier", "video"], "There is no tier “video”. Choose one of: text, pictures."),
        (["light-course", "--format", "rar"], "There is no format “rar”. Choose one of: zip."),
    ],
)
def test_what_is_not_there_is_refused_with_a_sentence_and_one(place: Place, words: list[str], sentence: str) -> None:
    code, out, complaints = place.build(*words)
    assert (code, out) == (1, "")
    assert sentence in complaints
    assert "Traceback" not in complaints


@pytest.mark.parametrize("words", [[], ["light-course", "--colour", "red"], ["light-course", "another"]])
def test_a_wrong_call_is_two(place: Place, words: list[str]) -> None:
    assert place.build(*words)[0] == 2


def test_a_folder_that_cannot_be_written_to_is_named(place: Place) -> None:
    code, _out, complaints = place.build("light-course", "--output", "/proc/nowhere")
    assert code == 1
    assert "could not be written to /proc/nowhere" in complaints


def test_a_build_killed_in_the_middle_leaves_no_bundle_and_the_next_one_is_whole(place: Place, tmp_path: Path) -> None:
    for file in (place.folder / "bundles").glob("*"):
        file.unlink()
    process = place.start("-c", STOPS_HALFWAY, str(tmp_path))
    assert process.stdout is not None
    assert process.stdout.readline() == "halfway\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert [name for name in place.bundles if not name.startswith(".")] == []
    assert list(tmp_path.iterdir()) == []
    code, out, complaints = place.build("light-course", "--output", str(tmp_path))
    assert code == 0, complaints
    file = Path(out.splitlines()[-1])
    assert place.bundles == [file.name]  # what the killed one left is swept
    assert zipfile.ZipFile(file).testzip() is None
    assert (place.folder / "bundles" / file.name).read_bytes() == file.read_bytes()
