"""What a trainer may upload as sound or video: real files are measured, everything else is refused with a sentence, unstored."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile

from courses.media import probe
from courses.media.ffmpeg import FfmpegMissing, ffmpeg_path, packaged
from courses.media.probe import (
    FILM_TYPES,
    LARGEST_FILM,
    LARGEST_SOUND,
    SOUND_TYPES,
    MediumRefused,
    check_film,
    check_sound,
    demuxer_of,
)
from courses.models import Film, Job, Recording
from tests.courses.media_files import SECRET, ffmpeg, film, silence, sound, upload

pytestmark = pytest.mark.media


def refusal_of(name: str, data: bytes) -> str:
    check = check_film if name.rsplit(".", 1)[-1].lower() in FILM_TYPES else check_sound
    with pytest.raises(MediumRefused) as refusal:
        check(upload(data, name), name)
    sentence = str(refusal.value)
    assert name in sentence
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize("ending", ["mp3", "m4a", "ogg", "opus", "wav", "flac"])
def test_a_sound_of_each_kind_is_measured(ending: str) -> None:
    file = upload(sound(ending), f"hello.{ending}")
    assert check_sound(file, file.name).seconds == pytest.approx(3, abs=0.15)
    assert file.tell() == 0  # whoever stores it starts at the beginning
    check_sound(upload(sound(ending), "x"), f"HELLO.{ending.upper()}")


@pytest.mark.parametrize("ending", ["mp4", "mov", "webm", "mkv"])
def test_a_video_of_each_kind_is_measured(ending: str) -> None:
    facts = check_film(upload(film(ending), "x"), f"harvest.{ending}")
    assert facts.seconds == pytest.approx(3, abs=0.15)
    assert facts[1:] == (640, 360, True)


def test_a_video_without_sound_says_so() -> None:
    facts = check_film(upload(film(with_sound=False), "x"), "harvest.mp4")
    assert not facts.has_sound


def test_a_video_filmed_upright_is_taken_for_what_people_see(tmp_path: Path) -> None:
    (tmp_path / "flat.mp4").write_bytes(film())
    turned = tmp_path / "turned.mp4"
    try:
        ffmpeg("-display_rotation", "90", "-i", f"{tmp_path}/flat.mp4", "-c", "copy", str(turned))
    except AssertionError:  # an ffmpeg before 6
        ffmpeg("-i", f"{tmp_path}/flat.mp4", "-c", "copy", "-metadata:s:v:0", "rotate=90", str(turned))
    facts = check_film(upload(turned.read_bytes(), "x"), "turned.mp4")
    assert (facts.width, facts.height) == (360, 640)


def test_a_file_that_django_put_on_the_disk_is_looked_at_there() -> None:
    file = TemporaryUploadedFile("hello.mp3", "audio/mpeg", len(sound()), None)
    file.write(sound())
    file.flush()
    assert check_sound(file, "hello.mp3").whole_seconds == 3


# --- hostile and broken files -----------------------------------------------------------------------------------------

PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n/etc/passwd\n#EXT-X-ENDLIST\n"
CONCAT = b"ffconcat version 1.0\nfile /etc/passwd\n"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
STRANGE = {
    "a playlist": PLAYLIST,
    "a list of files": CONCAT,
    "a drawing with a script": SVG,
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a program": b"MZ\x90\x00" + bytes(400),
    "two bytes": b"\xff\x00",
}


@pytest.mark.parametrize("name", [f"x.{ending}" for ending in (*SOUND_TYPES, *FILM_TYPES)])
@pytest.mark.parametrize("data", STRANGE.values(), ids=STRANGE.keys())
def test_a_file_that_is_not_what_its_name_promises_is_refused(name: str, data: bytes) -> None:
    assert "does not contain what its name promises" in refusal_of(name, data)
    assert demuxer_of(data[:16]) == ""


@pytest.mark.parametrize("name", ["x.mp3", "x.mp4"])
def test_an_empty_file_is_refused(name: str) -> None:
    assert "is empty" in refusal_of(name, b"")


@pytest.mark.parametrize("name", ["x.m3u8", "x.html", "x", "x.svg", "x.mp3.exe", "x.avi", "x.gif", "mp3"])
def test_another_ending_is_refused_with_those_that_are_taken(name: str) -> None:
    assert "one of these: mp3, m4a, ogg" in refusal_of(name, sound())


def test_a_sound_is_no_video_and_a_video_without_sound_no_recording() -> None:
    assert "cannot be read" in refusal_of("x.mp4", sound("m4a"))
    assert "cannot be read" in refusal_of("x.m4a", film(with_sound=False))
    assert "does not contain what its name promises" in refusal_of("x.mp4", film("webm"))


@pytest.mark.parametrize(
    ("name", "start"),
    [("x.mp3", b"ID3\x04"), ("x.mp4", b"\x00\x00\x00\x20ftypisom"), ("x.ogg", b"OggS\x00\x02"), ("x.webm", b"\x1aE\xdf\xa3")],
)
def test_the_right_start_alone_is_not_enough(name: str, start: bytes) -> None:
    assert "cannot be read" in refusal_of(name, start + bytes(20_000))
    assert "cannot be read" in refusal_of(name, start + PLAYLIST * 50)


@pytest.mark.parametrize("ending", ["mp4", "webm", "mkv", "mp3", "m4a", "flac"])
def test_a_file_that_is_cut_off_is_refused(ending: str) -> None:
    """Ogg and WAV files are written as they are recorded and name no end: cut off, they are shorter recordings."""
    whole = film(ending) if ending in FILM_TYPES else sound(ending, 20)
    assert refusal_of(f"x.{ending}", whole[: len(whole) * 6 // 10])


def test_a_file_without_its_index_is_refused() -> None:
    whole = film("mov")  # its index stands at the end
    assert "cannot be read" in refusal_of("x.mov", whole[: len(whole) * 9 // 10])


def test_ten_minutes_are_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is 30 minutes long. Ten minutes are the most" in refusal_of("x.opus", silence(1800))
    monkeypatch.setattr(probe, "LONGEST", 1)
    assert "is 1 minutes long" in refusal_of("x.mp4", film())


@pytest.mark.parametrize(("name", "most"), [("x.mp3", LARGEST_SOUND), ("x.mp4", LARGEST_FILM)])
def test_each_kind_may_weigh_so_much_and_no_more(name: str, most: int, tmp_path: Path) -> None:
    path = tmp_path / name
    start = sound("mp3") if name == "x.mp3" else film()
    with path.open("wb") as out:
        out.write(start)
        out.truncate(most + 100_000)  # a hole: it takes no room
    check = check_sound if name == "x.mp3" else check_film
    with path.open("rb") as file, pytest.raises(MediumRefused, match=rf"has {most / 1e6 + 0.1:.1f} MB. .* {most // 10**6} MB"):
        check(file, name)


def test_a_video_of_too_many_pixels_is_refused() -> None:
    assert "is 4608 × 64 pixels large" in refusal_of("x.mp4", film(seconds=1, size="4608x64"))


# --- nothing else is opened -------------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server that notes what it is asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_arguments: object) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_playlist_that_pretends_to_be_a_medium_reaches_neither_the_net_nor_other_files(
    listener: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, asked = listener
    (tmp_path / "secret.mp4").write_bytes(film())
    for playlist in (
        f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{address}/part.ts\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile {tmp_path}/secret.mp4\n",
        f"\x00\x00\x00\x18ftypmp42\n#EXTM3U\n#EXTINF:5,\n{address}/part.ts\n",
        f"ID3\n#EXTM3U\n#EXTINF:5,\n{address}/part.ts\n",
    ):
        for name in ("x.mp4", "x.mp3"):
            refusal_of(name, playlist.encode())
    assert asked == []


def test_the_upload_and_its_metadata_are_not_in_the_sentence() -> None:
    assert SECRET not in refusal_of("x.mp4", film()[:20_000])


# --- rows -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Recording, Film])
def test_a_refused_upload_is_not_stored_and_nothing_is_asked_for(model: Any, settings: Any) -> None:
    name = "x.mp3" if model is Recording else "x.mp4"
    row = model(title="x", file=upload(PLAYLIST, name), licence="CC0 1.0", credit="Mwanga")
    with pytest.raises(ValidationError, match="does not contain what its name promises"):
        row.full_clean(exclude=["transcript"])
    assert not model.objects.exists()
    assert not Job.objects.exists()
    assert not any(Path(settings.MEDIA_ROOT).rglob("*.mp?"))


@pytest.mark.django_db
def test_a_good_upload_notes_what_is_in_it() -> None:
    row = Film(title="x", file=upload(film(), "x.mp4"), licence="CC0 1.0", credit="Mwanga")
    row.full_clean()
    assert (row.seconds, row.width, row.height, row.has_sound) == (3, 640, 360, True)
    told = Recording(title="x", file=upload(sound(), "x.mp3"), licence="CC0 1.0", credit="Mwanga", transcript="Hello.")
    told.full_clean()
    assert told.seconds == 3


# --- ffmpeg itself ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_ffmpeg_an_upload_is_refused_with_a_sentence(settings: Any) -> None:
    settings.FFMPEG = "/nowhere/ffmpeg"
    with pytest.raises(FfmpegMissing, match="the program ffmpeg is missing"):
        check_sound(upload(b"ID3" + bytes(100), "x.mp3"), "x.mp3")
    row = Recording(title="x", file=upload(b"ID3" + bytes(100), "x.mp3"), licence="CC0 1.0", credit="Mwanga", transcript="Hello.")
    with pytest.raises(ValidationError, match="MWANGA_FFMPEG"):
        row.full_clean()


def test_the_named_program_comes_first_then_the_machines_then_the_packaged_one(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "ffmpeg"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ffmpeg_path() == str(own)
    own.unlink()
    assert ffmpeg_path() == packaged()
    settings.FFMPEG = "/nowhere/ffmpeg"
    with pytest.raises(FfmpegMissing):
        ffmpeg_path()


def test_the_packaged_ffmpeg_measures_too(settings: Any) -> None:
    settings.FFMPEG = packaged()
    assert check_sound(upload(sound("m4a"), "x"), "x.m4a").whole_seconds == 3
    assert check_film(upload(film(), "x"), "x.mp4")[1:] == (640, 360, True)
    assert refusal_of("x.mp4", film()[:60_000])
