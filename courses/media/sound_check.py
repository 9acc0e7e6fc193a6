"""Checks of an uploaded sound file: its name, its size and the magic bytes at its start."""

from __future__ import annotations

from typing import IO, Any, Final

from django.utils.translation import gettext as _

LARGEST: Final = 5_000_000  # bytes
# Ending -> the media type it is served with.
SOUND_TYPES: Final = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "opus": "audio/ogg"}


class SoundRefused(Exception):
    """A file that cannot be taken as sound. The message is for the trainer."""


def check_sound(file: IO[Any], name: str) -> None:
    """Raises `SoundRefused` unless `file` (binary, seekable) starts as the sound its name promises."""
    ending = name.rsplit(".", 1)[-1].lower()
    if ending not in SOUND_TYPES:
        raise SoundRefused(_("“%(name)s” is not an MP3, M4A or Ogg file. Save the recording as one of these.") % {"name": name})
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if size > LARGEST:
        raise SoundRefused(
            _("“%(name)s” has %(size).1f MB. A recording may have 5 MB: speak for a shorter time or save it as mono.")
            % {"name": name, "size": size / 1e6}
        )
    start = file.read(12)
    file.seek(0)
    if not starts_as(ending, start):
        raise SoundRefused(_("“%(name)s” does not contain the sound its name promises. Save the recording again.") % {"name": name})


def starts_as(ending: str, start: bytes) -> bool:
    """Whether the first 12 bytes fit the ending: ID3 or an MPEG frame, an `ftyp` box, an Ogg page."""
    if ending == "mp3":
        return start.startswith(b"ID3") or (len(start) > 1 and start[0] == 0xFF and start[1] & 0xE0 == 0xE0)
    if ending == "m4a":
        return start[4:8] == b"ftyp"
    return start.startswith(b"OggS")
