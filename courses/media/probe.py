"""What an uploaded sound or video really is: its first bytes, its length, what is in it. Refused with a sentence, or its facts.

Every refusal comes before anything is stored. Nothing is encoded here; a file of ten minutes takes about a second.
"""

from __future__ import annotations

import contextlib
import logging
import math
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.media.ffmpeg import FfmpegFailed, ffmpeg_path, input_from, run_ffmpeg

log = logging.getLogger(__name__)

# Ending -> the media type the CMS plays the upload with. Learners get other files, see `audio` and `video`.
SOUND_TYPES: Final = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "amr": "audio/amr",
    "flac": "audio/flac",
}
FILM_TYPES: Final = {
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "3gp": "video/3gpp",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
}
# Ending -> the one ffmpeg demuxer that may read it.
DEMUXERS: Final = {
    **{ending: ending for ending in ("mp3", "ogg", "wav", "amr", "flac")},
    **dict.fromkeys(("m4a", "mp4", "m4v", "mov", "3gp"), "mov"),
    **dict.fromkeys(("webm", "mkv"), "matroska"),
    "opus": "ogg",
}
LARGEST_SOUND: Final = 30_000_000  # bytes
LARGEST_FILM: Final = 200_000_000
LONGEST: Final = 600  # seconds
WIDEST: Final = 4096  # pixels of a video's longer side
LOOK_SECONDS: Final = 60  # longer than any honest file takes to be looked through

DURATION: Final = re.compile(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")
VIDEO: Final = re.compile(r"Stream #0:\d+.*?: Video: .*?\b(\d{1,5})x(\d{1,5})\b")
COVER: Final = "(attached pic)"
ON_ITS_SIDE: Final = re.compile(r"rotation of -?(?:90|270)\.")  # as phones film; ffmpeg turns it while it encodes


class MediumRefused(Exception):
    """A file that cannot be taken. The message is for the trainer."""


class Facts(NamedTuple):
    """What is in a file. `width` and `height` are 0 for a sound."""

    seconds: float
    width: int = 0
    height: int = 0
    has_sound: bool = True

    @property
    def whole_seconds(self) -> int:
        """The length as people read it."""
        return max(1, round(self.seconds))


def check_sound(file: IO[Any], name: str) -> Facts:
    """The facts of a sound. Raises `MediumRefused`, or `FfmpegMissing` when this machine cannot look."""
    wrong = _("“%(name)s” is not a sound file this site takes. Save the recording as one of these: %(kinds)s.")
    too_large = _("“%(name)s” has %(size)s MB. A recording may have %(most)s MB: speak for a shorter time, or save it as mono.")
    demuxer = demuxer_for(file, name, endings=list(SOUND_TYPES), sentence=wrong)
    refuse_size(file, name, most=LARGEST_SOUND, sentence=too_large)
    with as_path(file) as path:
        return facts_of(path, demuxer, name=name, is_film=False)


def check_film(file: IO[Any], name: str) -> Facts:
    """The facts of a video. Raises as `check_sound` does."""
    wrong = _("“%(name)s” is not a video file this site takes. Save the video as one of these: %(kinds)s.")
    too_large = _("“%(name)s” has %(size)s MB. A video may have %(most)s MB: make it shorter, or save it smaller.")
    demuxer = demuxer_for(file, name, endings=list(FILM_TYPES), sentence=wrong)
    refuse_size(file, name, most=LARGEST_FILM, sentence=too_large)
    with as_path(file) as path:
        return facts_of(path, demuxer, name=name, is_film=True)


def demuxer_for(file: IO[Any], name: str, *, endings: list[str], sentence: str) -> str:
    """The demuxer of a file whose ending is one of those and whose first bytes fit it. Raises `MediumRefused`."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in endings:
        raise MediumRefused(sentence % {"name": name, "kinds": ", ".join(endings)})
    file.seek(0)
    start = file.read(16)
    file.seek(0)
    if not start:
        raise MediumRefused(_("“%(name)s” is empty. Save it again, then choose it anew.") % {"name": name})
    if demuxer_of(start) != DEMUXERS[ending]:
        sentence = _("“%(name)s” does not contain what its name promises. Save it again in the program that made it.")
        raise MediumRefused(sentence % {"name": name})
    return DEMUXERS[ending]


def demuxer_of(start: bytes) -> str:
    """The demuxer for a file that starts so; "" for everything else, playlists and scripts among it."""
    if start.startswith(b"ID3") or (len(start) > 1 and start[0] == 0xFF and start[1] & 0xE0 == 0xE0):
        return "mp3"
    if start[4:8] == b"ftyp":
        return "mov"
    if start.startswith(b"RIFF") and start[8:12] == b"WAVE":
        return "wav"
    starts = {b"OggS": "ogg", b"fLaC": "flac", b"#!AMR": "amr", b"\x1aE\xdf\xa3": "matroska"}
    return next((demuxer for signs, demuxer in starts.items() if start.startswith(signs)), "")


def refuse_size(file: IO[Any], name: str, *, most: int, sentence: str) -> None:
    """Raises `MediumRefused` for a file of more than `most` bytes."""
    size = file.seek(0, 2)
    file.seek(0)
    if size > most:
        raise MediumRefused(sentence % {"name": name, "size": number_format(size / 1e6, 1), "most": most // 1_000_000})


@contextlib.contextmanager
def as_path(file: IO[Any]) -> Iterator[Path]:
    """An upload as a file on the disk: where Django put it, or a copy for as long as it is looked at."""
    if hasattr(file, "temporary_file_path"):
        yield Path(file.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile(prefix="mwanga-upload-") as copy:
        file.seek(0)
        while piece := file.read(1 << 20):
            copy.write(piece)
        copy.flush()
        file.seek(0)
        yield Path(copy.name)


def facts_of(path: Path, demuxer: str, *, name: str, is_film: bool) -> Facts:
    """Looks through a whole file without decoding it, and decodes its first moment. Raises `MediumRefused`."""
    ffmpeg_path()  # raises when there is none
    wanted = ["-map", "0:v:0", "-map", "0:a:0?"] if is_film else ["-map", "0:a:0"]
    opened = input_from(path, demuxer)
    try:
        seconds, said = looked_at([*opened, *wanted, "-c", "copy", "-f", "null", "-"])
        looked_at([*opened, *wanted, "-t", "1", "-f", "null", "-"])
    except FfmpegFailed as failure:
        log.info("An upload was refused: %s", failure)
        sentence = _("“%(name)s” cannot be read. It is broken, or of a kind this site does not know. Save it again as MP4 or MP3.")
        raise MediumRefused(sentence % {"name": name}) from failure
    declared = declared_seconds(said)
    if "partial file" in said or declared - seconds > max(1.0, declared / 20):
        raise MediumRefused(_("“%(name)s” is cut off: its end is missing. Copy it again from where it was made.") % {"name": name})
    if seconds > LONGEST + 1:
        sentence = _("“%(name)s” is %(minutes)s minutes long. Ten minutes are the most: cut it into parts, one for each lesson.")
        raise MediumRefused(sentence % {"name": name, "minutes": math.ceil((seconds - 1) / 60)})
    if not is_film:
        return Facts(seconds)
    width, height = size_in(said)
    if max(width, height) > WIDEST or min(width, height) < 16:
        sentence = _("“%(name)s” is %(width)s × %(height)s pixels large. Save it with 4,096 at most on its longer side.")
        raise MediumRefused(sentence % {"name": name, "width": width, "height": height})
    return Facts(seconds, width, height, has_sound=": Audio: " in said)


def looked_at(arguments: list[str]) -> tuple[float, str]:
    """How many seconds ffmpeg found, and what it said of its input. Raises `FfmpegFailed` when it found none."""
    found = [0.0]
    said = run_ffmpeg(["-loglevel", "info", *arguments], seconds=LOOK_SECONDS, report=found.append)
    if max(found) <= 0:
        raise FfmpegFailed("nothing that plays")
    return max(found), said.split("\nOutput #0", 1)[0] + "\n".join(re.findall(r".*partial file.*", said))


def declared_seconds(said: str) -> float:
    """The length a file claims; 0 when it claims none."""
    found = DURATION.search(said)
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3]) if found else 0.0


def size_in(said: str) -> tuple[int, int]:
    """Width and height of the first moving picture, upright; a cover is none."""
    for line in said.splitlines():
        if COVER not in line and (found := VIDEO.search(line)):
            width, height = int(found[1]), int(found[2])
            return (height, width) if ON_ITS_SIDE.search(said) else (width, height)
    return 0, 0
