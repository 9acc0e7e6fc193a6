"""The object store of bundles: each file of any bundle once, named by its SHA-256, and text beside it deflated, once for all.

`objects/ab/ab12…` holds the bytes, a hard link where they lie among rendered lessons' objects. `ab12….gz` is the same as gzip:
between its first ten and last eight bytes stands the deflate stream as a ZIP holds it, so any tool can unpack it, a web server can
hand it out, and assembling a ZIP deflates nothing. Only who holds the folder's lock writes (`builder.only_writer`).

Nothing is flushed to disk one by one. What a power cut spoils is seen by its hash and made anew by the next build that holds it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from learning.bundles.errors import ContentMissing
from learning.bundles.sources import File, hash_of_file, sha256_of
from learning.bundles.tool.layout import DEFLATED, method_of

WRITING: Final = ".writing-"  # how names of temporary files begin
GZIP_HEAD: Final = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"  # deflated, no name, no time, at its best, on any system
GZIP_TAIL: Final = struct.Struct("<LL")  # CRC-32 and length of the bytes inside


class Deflated(NamedTuple):
    """A deflate stream, and CRC-32 and length of what is in it."""

    stream: bytes
    crc: int
    size: int


def path_of(sha256: str) -> Path:
    """Where a file with this hash is kept."""
    return Path(settings.BUNDLES_ROOT) / "objects" / sha256[:2] / sha256


def deflated_path_of(sha256: str) -> Path:
    """Where its deflated form is kept, if it is text."""
    return path_of(f"{sha256}.gz")


def is_text(path: str) -> bool:
    """Whether a file of this name is deflated in a ZIP."""
    return method_of(path) == DEFLATED


def keep(files: Iterable[File]) -> None:
    """Keeps each file that is not there, text deflated too. Under the folder's lock. Raises `ContentMissing`."""
    for file in files:
        path = path_of(file.sha256)
        if not path.is_file() or sha256_of(path) != file.sha256:
            keep_bytes(file, path)
        if is_text(file.path) and kept_deflated(file.sha256) is None:
            keep_deflated(file)


def keep_bytes(file: File, path: Path) -> None:
    """Puts a file into the store: a link to an object that never changes, or else a copy."""
    with put_whole(path) as temporary:
        if file.source is None:
            temporary.write_bytes(file.data)
        elif not (file.source.is_relative_to(settings.OBJECTS_ROOT) and is_linked(file.source, temporary)):
            shutil.copyfile(file.source, temporary)
        if hash_of_file(temporary) != file.sha256:
            raise ContentMissing(_("The file %(path)s changed while it was read. Build the bundle again.") % {"path": file.path})


def is_linked(source: Path, target: Path) -> bool:
    """Makes the second name for a file, where the disk can do that."""
    with contextlib.suppress(OSError):
        os.link(source, target)
        return True
    return False


def keep_deflated(file: File) -> None:
    """Puts the deflated form of a text into the store."""
    made = deflated(file.read())
    with put_whole(deflated_path_of(file.sha256)) as temporary:
        temporary.write_bytes(GZIP_HEAD + made.stream + GZIP_TAIL.pack(made.crc, made.size))


@contextlib.contextmanager
def put_whole(target: Path) -> Iterator[Path]:
    """A place to write at; what is written there gets its name at the end, or goes when that fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = new_temporary()
    try:
        yield temporary
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def new_temporary() -> Path:
    """A name in the folder of bundles for what is being written; the next holder of the lock sweeps what is left."""
    return Path(settings.BUNDLES_ROOT) / f"{WRITING}{uuid4().hex}"


def kept_deflated(sha256: str) -> Deflated | None:
    """The deflated form of a text with this hash, looked through to its last byte; None where there is none or it is spoilt."""
    path = deflated_path_of(sha256)
    try:
        now = path.stat()
        if not is_whole(path, now.st_mtime_ns, now.st_size):
            return None
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    return Deflated(data[len(GZIP_HEAD) : -GZIP_TAIL.size], *GZIP_TAIL.unpack(data[-GZIP_TAIL.size :]))


@lru_cache(maxsize=1 << 14)
def is_whole(path: Path, _changed_at: int, _size: int) -> bool:
    """Whether a deflated form is what its tail says; looked through once in a process as long as the file stays what it is."""
    data = path.read_bytes()
    try:
        crc, size = GZIP_TAIL.unpack(data[-GZIP_TAIL.size :])
        raw = zlib.decompress(data[len(GZIP_HEAD) : -GZIP_TAIL.size], wbits=-zlib.MAX_WBITS)
    except (zlib.error, struct.error):
        return False
    return (crc, size) == (zlib.crc32(raw), len(raw)) and data.startswith(GZIP_HEAD)


def kept_size(sha256: str) -> int:
    """How long the kept deflate stream of a text is; 0 where none is kept. Its bytes are not looked at."""
    try:
        return max(deflated_path_of(sha256).stat().st_size - len(GZIP_HEAD) - GZIP_TAIL.size, 0)
    except FileNotFoundError:
        return 0


def deflated(data: bytes) -> Deflated:
    """Deflates, at the level of the standard library's ZIP files and its best."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Deflated(packer.compress(data) + packer.flush(), zlib.crc32(data), len(data))


def deflated_form(file: File) -> Deflated:
    """A text deflated: the kept form, or made now and not kept."""
    return kept_deflated(file.sha256) or deflated(file.read())
