"""Light variants of sounds and videos: the formats old phones play, equally loud, small, and with nothing about their maker."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db.models import F
from PIL import Image

from courses.media import audio, video
from courses.media.ffmpeg import FfmpegFailed, input_from, run_ffmpeg
from courses.media.images import LARGEST
from courses.media.prepare import make_next, pieces_missing
from courses.models import Film, FilmVariant, Picture, Recording, RecordingVariant
from courses.rendering import objects
from tests.courses.media_files import SECRET, film, loudness_of, make_film, make_recording, said_of, sound

pytestmark = [pytest.mark.django_db, pytest.mark.media, pytest.mark.long]


def prepared(medium: Any) -> Any:
    """A medium with everything made that it lacks, without a job."""
    while not make_next(medium):
        pass
    return type(medium).objects.get(pk=medium.pk)


def data_of(variant: RecordingVariant | FilmVariant) -> bytes:
    data = objects.read(variant.object_name)
    assert len(data) == variant.size
    return data


def stream_of(data: bytes, kind: str) -> str:
    found = re.search(rf"Stream #0:\d+.*?: {kind}: (.*)", said_of(data))
    assert found
    return found[1]


# --- sound ------------------------------------------------------------------------------------------------------------


def test_a_recording_becomes_opus_and_mp3_both_mono() -> None:
    recording = prepared(make_recording("hello.wav"))
    made = {row.format: data_of(row) for row in recording.variants.all()}
    assert made.keys() == {"ogg", "mp3"}
    assert stream_of(made["ogg"], "Audio").startswith("opus, 48000 Hz, mono")
    assert re.match(r"mp3( \(mp3float\))?, 24000 Hz, mono, fltp, 32 kb/s", stream_of(made["mp3"], "Audio"))
    assert recording.seconds == 3


def test_a_minute_of_speech_weighs_what_was_planned() -> None:
    """As measured for the plan: Opus at 16 kbit/s 124 KB a minute, MP3 at 32 kbit/s 240 KB."""
    recording = prepared(make_recording("hello.opus", sound("opus", 60, channels=1)))
    sizes = {row.format: row.size for row in recording.variants.all()}
    assert sizes["ogg"] == pytest.approx(124_000, rel=0.1)
    assert sizes["mp3"] == pytest.approx(240_000, rel=0.02)


def test_a_long_recording_is_coarser() -> None:
    assert [audio.opus(seconds)[3] for seconds in (10, 299, 300, 600)] == ["16k", "16k", "12k", "12k"]


@pytest.mark.parametrize("volume", [0.02, 1.0])
def test_a_quiet_and_a_loud_recording_are_equally_loud(volume: float) -> None:
    recording = prepared(make_recording("hello.m4a", sound("m4a", 8, volume)))
    for row in recording.variants.all():
        assert loudness_of(data_of(row)) == pytest.approx(audio.LOUDNESS, abs=1.5), row.format


def test_silence_stays_silence() -> None:
    recording = prepared(make_recording("hello.m4a", sound("m4a", 3, 0.0)))
    assert recording.variants.count() == 2


def test_nothing_tells_who_made_a_sound_or_a_video_and_where() -> None:
    for upload in (sound("mp3"), film("mp4")):
        assert SECRET.split()[0].encode() in upload
    prepared(make_recording())
    prepared(make_film())
    for row in [*RecordingVariant.objects.all(), *FilmVariant.objects.all()]:
        data = data_of(row)
        for secret in (b"Amina", b"+01.2921", b"x264 - core", b"Exif"):
            assert secret not in data, (row.format, secret)


def test_the_same_upload_gives_the_same_bytes_again() -> None:
    recording = prepared(make_recording())
    names = set(recording.variants.values_list("object_name", flat=True))
    RecordingVariant.objects.all().delete()
    assert set(prepared(recording).variants.values_list("object_name", flat=True)) == names


# --- video ------------------------------------------------------------------------------------------------------------


def test_a_video_becomes_two_sizes_of_vp9_and_h264_and_a_still_picture() -> None:
    made = prepared(make_film("harvest.mp4", film("mp4", 4, "1280x720")))
    rows = {(row.format, row.lines): row for row in made.variants.all()}
    assert rows.keys() == {
        *((form, lines) for form in ("webm", "mp4") for lines in (144, 240)),
        *((form, width) for form in ("avif", "jpeg") for width in (240, 480)),
    }
    for lines, size in ((144, "256x144"), (240, "426x240")):
        webm, mp4 = data_of(rows["webm", lines]), data_of(rows["mp4", lines])
        assert stream_of(webm, "Video").startswith("vp9")
        assert re.match(r"h264 \((Constrained )?Baseline\)", stream_of(mp4, "Video"))
        assert stream_of(webm, "Audio").startswith("opus, 48000 Hz, mono")
        assert stream_of(mp4, "Audio").startswith("aac (LC)")
        for data in (webm, mp4):
            assert re.search(rf"yuv420p.* {size}.* 15 fps", stream_of(data, "Video"))
            assert loudness_of(data) == pytest.approx(audio.LOUDNESS, abs=1.5)
        assert mp4.index(b"moov") < mp4.index(b"mdat")  # it plays while it loads
        assert (rows["mp4", lines].width, rows["mp4", lines].height) == tuple(map(int, size.split("x")))


def test_the_still_picture_is_as_light_as_others() -> None:
    made = prepared(make_film("harvest.webm", film("webm", 3, "640x360")))
    for row in made.variants.filter(format__in=video.STILL):
        with Image.open(objects.path_of(row.object_name)) as image:
            assert image.size == (row.width, row.height)
            assert image.format == row.format.upper()
        assert row.size <= LARGEST


def test_a_minute_of_video_keeps_within_its_most_bits() -> None:
    """What moves most, ten seconds of it: 144 lines stay below 1 MB a minute with sound, 240 below 2 MB."""
    made = prepared(make_film("harvest.mp4", film("mp4", 10, "1280x720")))
    sizes = {(row.format, row.lines): 6 * row.size for row in made.variants.exclude(format__in=video.STILL)}
    assert max(sizes["webm", 144], sizes["mp4", 144]) < 1_000_000
    assert max(sizes["webm", 240], sizes["mp4", 240]) < 2_000_000


def test_a_small_upright_or_silent_video_is_made_too_and_never_larger_than_it_was() -> None:
    small = prepared(make_film("small.mp4", film("mp4", 1, "90x160", with_sound=False)))
    rows = {(row.format, row.lines): row for row in small.variants.exclude(format__in=video.STILL)}
    assert rows.keys() == {("webm", 144), ("mp4", 144)}
    assert not small.has_sound
    for row in rows.values():
        assert (row.width, row.height) == (90, 160)
        assert " 90x160" in stream_of(data_of(row), "Video")
        assert "Audio" not in said_of(data_of(row)).split("Output #0")[0]


def test_an_uploaded_still_picture_is_used_instead_of_one_from_the_video() -> None:
    from wagtail.images.tests.utils import get_test_image_file

    poster = Picture.objects.create(title="Still", file=get_test_image_file(), licence="CC0 1.0", credit="Mwanga")
    made = make_film("small.mp4", film("mp4", 1, "320x180"), poster=poster)
    Film.objects.filter(pk=made.pk).update(seconds=1, width=320, height=180)
    made.refresh_from_db()
    assert video.POSTER not in video.forms_of(made)
    assert not FilmVariant.objects.filter(format__in=video.STILL).exists()


def test_a_replaced_upload_leaves_the_old_variants_behind() -> None:
    recording = prepared(make_recording())
    assert audio.sounds_of([recording.pk])
    recording.file = make_recording("other.mp3").file
    recording.save()
    assert audio.sounds_of([recording.pk]) == {}
    assert not RecordingVariant.objects.filter(recording=recording, source=F("recording__file")).exists()
    assert len(pieces_missing(recording)) == 2


def test_sounds_and_videos_are_fetched_at_once(django_assert_num_queries: Any) -> None:
    recordings = [prepared(make_recording()) for _time in range(2)]
    made = prepared(make_film("small.mp4", film("mp4", 1, "320x180")))
    with django_assert_num_queries(1):
        sounds = audio.sounds_of(recording.pk for recording in recordings)
    with django_assert_num_queries(1):
        films = video.films_of([made.pk])
    with django_assert_num_queries(0):
        assert audio.sounds_of([]) == video.films_of([]) == {}
    assert set(sounds) == {recording.pk for recording in recordings}
    assert set(films[made.pk].still) == {"avif", "jpeg"}


# --- limits -----------------------------------------------------------------------------------------------------------


def test_what_takes_too_long_is_stopped(tmp_path: Any) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(film("mp4", 10, "1280x720"))
    slow = ["-map", "0:v:0", "-vf", "loop=-1:250", "-f", "null", "-"]
    with pytest.raises(FfmpegFailed) as failure:
        run_ffmpeg([*input_from(path, "mov"), *slow], seconds=1)
    assert failure.value.was_stopped


def test_progress_is_heard_and_rises(tmp_path: Any) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(film("mp4", 10, "1280x720"))
    heard: list[float] = []
    run_ffmpeg([*input_from(path, "mov"), "-vf", "scale=1920:-2", "-f", "null", "-"], seconds=600, report=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(10, abs=0.2)


def test_an_uploaded_file_that_is_lost_leaves_no_half_made_files(settings: Any) -> None:
    recording = make_recording()
    Recording.objects.filter(pk=recording.pk).update(seconds=3)
    recording.refresh_from_db()
    recording.file.storage.delete(recording.file.name)
    with pytest.raises(FileNotFoundError):
        pieces_missing(recording)[0].make(lambda _share: None)
    assert not list((settings.OBJECTS_ROOT.parent / "preparing").glob("*"))
