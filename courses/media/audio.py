"""Recordings as learners get them: Opus, and MP3 for phones that know no Opus; mono, equally loud, without metadata."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.db.models import F

from courses.media.ffmpeg import Report, input_from, run_ffmpeg
from courses.models import Recording, RecordingVariant
from courses.rendering import objects

LOUDNESS: Final = -16  # LUFS
LEVELS: Final = f"I={LOUDNESS}:TP=-1.5:LRA=11"
SILENCE: Final = -70.0  # LUFS: nothing to make louder
# Nothing of who made a file, where and with what; and the same bytes each time.
ANONYMOUS: Final = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
# Format -> what it is encoded with. Opus has another rate for long recordings: see `opus`.
MP3: Final = ["-c:a", "libmp3lame", "-b:a", "32k", "-ar", "24000", "-write_xing", "0", "-id3v2_version", "0"]
FORMATS: Final = ("ogg", "mp3")
# Encoding on a slow machine goes at least as fast as listening; ten minutes are the longest.
ENCODE_SECONDS: Final = 780

Share = Callable[[float], None]


class Sound(NamedTuple):
    """A recording in the object store: format -> its file. `seconds` may be unknown (0)."""

    files: dict[str, RecordingVariant]
    seconds: int


def make_recording_variant(recording: Recording, form: str, *, demuxer: str, seconds: float, share: Share) -> None:
    """Makes one variant. `share` hears from 0 to 1 how much is done. Raises `FfmpegFailed`, `FfmpegMissing` and `OSError`."""
    source = Path(recording.file.path)
    loud = loudness_filter(source, demuxer)
    share(0.2)
    codec = opus(seconds) if form == "ogg" else MP3
    arguments = ["-map", "0:a:0", "-vn", "-sn", "-dn", "-af", loud, "-ac", "1", *codec]
    data = encoded(
        [*input_from(source, demuxer), *arguments],
        name=f"recording-{recording.pk}.{form}",
        report=lambda done: share(0.2 + 0.8 * done / seconds),
    )
    RecordingVariant.objects.update_or_create(
        recording=recording,
        source=recording.file.name,
        format=form,
        defaults={"object_name": objects.put(data, form), "size": len(data)},
    )


def opus(seconds: float) -> list[str]:
    """Opus for speech, coarser where it is long: a minute is about 124 KB, ten minutes 1 MB."""
    rate = 16 if seconds < 300 else 12
    return ["-c:a", "libopus", "-b:a", f"{rate}k", "-application", "voip", "-frame_duration", "60"]


def loudness_filter(source: Path, demuxer: str) -> str:
    """The filter that makes a sound mono and as loud as all others (EBU R 128, measured first so that it only turns one knob)."""
    mono = "aformat=channel_layouts=mono"
    measure = ["-map", "0:a:0", "-vn", "-af", f"{mono},loudnorm={LEVELS}:print_format=json", "-f", "null", "-"]
    said = run_ffmpeg(["-loglevel", "info", *input_from(source, demuxer), *measure], seconds=ENCODE_SECONDS)
    found = re.findall(r"\{[^{}]*\"input_i\"[^{}]*\}", said)
    facts = json.loads(found[-1]) if found else {"input_i": "-inf"}
    if not found or float(facts["input_i"]) < SILENCE:
        return f"{mono},aresample=48000"
    measured = ":".join(
        f"measured_{name}={facts[key]}"
        for name, key in (("I", "input_i"), ("TP", "input_tp"), ("LRA", "input_lra"), ("thresh", "input_thresh"))
    )
    return f"{mono},loudnorm={LEVELS}:{measured}:offset={facts['target_offset']}:linear=true,aresample=48000"


def encoded(arguments: list[str], *, name: str, report: Report | None = None) -> bytes:
    """What ffmpeg makes, as bytes. `name` is the file it writes, and ends in its format."""
    with workplace(name) as folder:
        made = folder / name
        run_ffmpeg(["-loglevel", "error", *arguments, *ANONYMOUS, "-y", f"file:{made}"], seconds=ENCODE_SECONDS, report=report)
        return made.read_bytes()


@contextmanager
def workplace(name: str) -> Iterator[Path]:
    """A folder for half-made files, always the same for the same work: what a killed worker left there is swept away first."""
    folder = settings.OBJECTS_ROOT.parent / "preparing" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kept_formats(recording: Recording) -> set[str]:
    """The formats of a recording's file whose objects are there. One query."""
    rows = recording.variants.filter(source=recording.file.name)
    return {row.format for row in rows if objects.path_of(row.object_name).exists()}


def sounds_of(recording_ids: Iterable[int]) -> dict[int, Sound]:
    """Recording id -> its files. One query; none when there are no recordings.

    A recording that is not prepared yet, or whose objects are lost, is left out: its words stand in the lesson anyway.
    """
    ids = set(recording_ids)
    rows = RecordingVariant.objects.filter(recording_id__in=ids, source=F("recording__file")).select_related("recording")
    sounds: dict[int, Sound] = {}
    for row in rows if ids else []:
        if objects.path_of(row.object_name).exists():
            sound = sounds.setdefault(row.recording_id, Sound({}, row.recording.seconds or 0))
            sound.files[row.format] = row
    return {pk: sound for pk, sound in sounds.items() if sound.files.keys() >= set(FORMATS)}
