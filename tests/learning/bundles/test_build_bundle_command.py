"""`build_bundle` as people run it, in processes of its own: exit codes, other surroundings, `kill -9` in the middle."""

from __future__ import annotations

import signal
import zipfile
from pathlib import Path

import pytest

from tests.learning.bundles.place import Place

pytestmark = pytest.mark.long
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
        (["light-course", "--tier", "smell"], "There is no tier “smell”. Choose one of: text, pictures, audio, video."),
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
