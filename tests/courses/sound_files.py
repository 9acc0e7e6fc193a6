"""Small files that start as sounds do, for tests of recordings."""

from __future__ import annotations

from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

STARTS: Final = {
    "mp3": b"ID3\x04\x00\x00\x00\x00\x00\x00",
    "m4a": b"\x00\x00\x00\x20ftypM4A ",
    "ogg": b"OggS\x00\x02",
    "opus": b"OggS\x00\x02",
}


def sound_file(name: str, start: bytes | None = None, size: int = 400) -> SimpleUploadedFile:
    """An upload whose first bytes fit its ending, unless another start is given."""
    ending = name.rsplit(".", 1)[-1].lower()
    head = STARTS.get(ending, b"") if start is None else start
    return SimpleUploadedFile(name, head + b"\x00" * (size - len(head)))
