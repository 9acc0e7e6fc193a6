"""A ZIP from files that are deflated already: byte for byte what the standard library writes, without deflating again.

Its layout is `learning.bundles.tool.layout`, for whoever reads it too. It is written from front to back, one file at a time in
memory, media piece by piece.
"""

from __future__ import annotations

import hashlib
import shutil
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Final

from django.utils.translation import gettext as _

from learning.bundles.errors import TooLarge
from learning.bundles.sources import File
from learning.bundles.store import deflated, deflated_form, is_text, kept_size
from learning.bundles.tool.layout import (
    CENTRAL_SIZE,
    DEFLATED,
    END_SIZE,
    LARGEST,
    LOCAL_SIZE,
    STORED,
    Member,
    directory,
    local_header,
)

MOST_BYTES: Final = LARGEST - 1  # of a file, and before the last file: what a ZIP without extensions can tell
MOST_FILES: Final = 2**16 - 2
PIECE: Final = 1 << 16


def write_zip(out: IO[bytes], files: Iterable[File], last: Callable[[str], File] | None = None) -> None:
    """Writes the ZIP; `last` makes the last file from the SHA-256 of all bytes before it, as a signature of them needs.

    Raises `TooLarge` for what only ZIP's extensions could hold; not every phone's file app knows those.
    """
    hashing, members = HashingOut(out), []
    for file in sorted(files, key=lambda file: file.path.encode()):
        members.append(write_member(hashing, file))
    if last:
        members.append(write_member(hashing, last(hashing.digest.hexdigest())))
    checked(len(members), most=MOST_FILES)
    checked(hashing.size + sum(CENTRAL_SIZE + len(member.path.encode()) for member in members))
    out.write(directory(members))


class HashingOut:
    """A file that is hashed and measured as it is written."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.digest, self.size = out, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        """The next bytes."""
        self.digest.update(data)
        self.size += len(data)
        return self.out.write(data)


def write_member(out: HashingOut, file: File) -> Member:
    """Writes a file behind what is written already. Of its bytes only those of texts are held in memory."""
    at = checked(out.size)
    checked(file.size)
    if is_text(file.path):
        made = deflated_form(file)
        member, data, source = Member(file.path, DEFLATED, made.crc, len(made.stream), made.size, at), made.stream, None
    else:
        data, source = file.data, file.source
        member = Member(file.path, STORED, crc_of(source) if source else zlib.crc32(data), file.size, file.size, at)
    out.write(local_header(member))
    write_data(out, data, source)
    return member


def write_data(out: HashingOut, data: bytes, source: Path | None) -> None:
    """The bytes between a file's header and the next."""
    if source is None:
        out.write(data)
        return
    with source.open("rb") as file:
        shutil.copyfileobj(file, out, PIECE)


def crc_of(path: Path) -> int:
    """The CRC-32 of a file's bytes."""
    crc = 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            crc = zlib.crc32(piece, crc)
    return crc


def checked(number: int, *, most: int | None = None) -> int:
    """A size, place or count that a plain ZIP can tell. Raises `TooLarge`."""
    if number > (most or MOST_BYTES):
        raise TooLarge(_("The bundle would be larger than a ZIP file can be (4 GB). Choose fewer courses or a smaller tier."))
    return number


def size_of_zip(files: Iterable[File]) -> int:
    """How long the ZIP would be to the byte. Deflates what is not kept deflated; writes nothing."""
    return END_SIZE + sum(member_overhead(file.path) + packed_size(file) for file in files)


def member_overhead(path: str) -> int:
    """How many bytes a file of this name takes in a ZIP beside its own."""
    return LOCAL_SIZE + CENTRAL_SIZE + 2 * len(path.encode())


def packed_size(file: File) -> int:
    """How many bytes a file takes in the ZIP, without its headers."""
    if not is_text(file.path):
        return file.size
    return kept_size(file.sha256) or len(deflated(file.read()).stream)


def packed_size_of(path: str, size: int, sha256: str) -> int:
    """The same of a file known by its line in a manifest; its plain size where no deflated form is kept."""
    return (kept_size(sha256) or size) if is_text(path) else size
