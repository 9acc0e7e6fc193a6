"""`build_bundle` as people run it, in processes of its own: exit codes, other surroundings, `kill -9` in the middle."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import signal
import zipfile
from pathlib import Path

import pytest

from learning.bundles.sources import FORMATS
from tests.learning.bundles.place import Place

pytestmark = pytest.mark.long
# Takes four of the named steps, says so, and waits to be killed.
STOPS_HALFWAY = """
import sys, time
import django; django.setup()
from learning.bundles import archive, store
place, step = {"archive": archive, "store": store}[sys.argv[2]], sys.argv[3]
written, steps = getattr(place, step), []
def slow(*arguments):
    written(*arguments)
    steps.append(arguments)
    if len(steps) == 4:
        print("halfway", flush=True)
        time.sleep(60)
setattr(place, step, slow)
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


def test_several_languages_make_one_file(place: Place, tmp_path: Path) -> None:
    code, out, complaints = place.build("light-course", "--language", "en", "--also", "ar", "--output", str(tmp_path))
    assert code == 0, complaints
    file = Path(out.splitlines()[-1])
    assert file.name.startswith("light-course-en-ar-text-")
    with zipfile.ZipFile(file) as archive:
        assert {"ar/index.html", "en/index.html"} <= set(archive.namelist())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["no-such-course"], "There is no published course “no-such-course”. Published are: light-course."),
        (["light-course", "--language", "sw"], "The course is not published in “sw”. It is in: ar, en."),
        (["light-course", "--tier", "smell"], "There is no tier “smell”. Choose one of: text, pictures, audio, video."),
        (["light-course", "--format", "rar"], f"There is no format “rar”. Choose one of: {', '.join(FORMATS)}."),
    ],
)
def test_what_is_not_there_is_refused_with_a_sentence_and_one(place: Place, words: list[str], sentence: str) -> None:
    code, out, complaints = place.build(*words)
    assert (code, out) == (1, "")
    assert sentence in complaints
    assert "Traceback" not in complaints


@pytest.mark.parametrize("words", [[], ["light-course", "--colour", "red"], ["light-course", "--also"]])
def test_a_wrong_call_is_two(place: Place, words: list[str]) -> None:
    assert place.build(*words)[0] == 2


def test_a_folder_that_cannot_be_written_to_is_named(place: Place) -> None:
    code, _out, complaints = place.build("light-course", "--output", "/proc/nowhere")
    assert code == 1
    assert "could not be written to /proc/nowhere" in complaints


@pytest.mark.parametrize("step", [("archive", "write_data"), ("store", "keep_bytes")], ids="/".join)
def test_a_build_killed_in_the_middle_leaves_no_bundle_and_the_next_one_is_whole(
    place: Place, tmp_path: Path, step: tuple[str, str]
) -> None:
    shutil.rmtree(place.folder / "bundles", ignore_errors=True)
    process = place.start("-c", STOPS_HALFWAY, str(tmp_path), *step)
    assert process.stdout is not None
    assert process.stdout.readline() == "halfway\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert [name for name in place.bundles if not name.startswith(".")] == []
    assert list(tmp_path.iterdir()) == []
    assert_the_store_is_whole(place)
    code, out, complaints = place.build("light-course", "--output", str(tmp_path))
    assert code == 0, complaints
    file = Path(out.splitlines()[-1])
    assert place.bundles == [file.name]  # what the killed one left is swept
    assert zipfile.ZipFile(file).testzip() is None
    assert (place.folder / "bundles" / file.name).read_bytes() == file.read_bytes()
    assert_the_store_is_whole(place)


def assert_the_store_is_whole(place: Place) -> None:
    """Each object is what its name says."""
    kept = [path for path in (place.folder / "bundles" / "objects").rglob("*") if path.is_file()]
    assert len(kept) >= 3
    for path in kept:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert hashlib.sha256(data).hexdigest() == path.stem
