"""Is this a zip that may be handed to `zipfile` at all?

Looked at in the raw bytes, because `zipfile` reads the whole directory into memory, believes its size and ignores its count: a file
of a million empty members would cost a gigabyte before any check.

No member is read here. Numbers in comments are sections of PKWARE's APPNOTE.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from h5p.errors import H5PError
from h5p.limits import Limits

_END = struct.Struct("<4s4H2LH")  # 4.3.16, end of central directory
_END_SIGNATURE = b"PK\x05\x06"
_ZIP64_LOCATOR = b"PK\x06\x07"  # 4.3.15
_LOCATOR_SIZE = 20
_MEMBER = struct.Struct("<4s24x3H12x")  # 4.3.12, only the signature and the lengths of name, extra field, comment
_MEMBER_SIGNATURE = b"PK\x01\x02"
_LONGEST_COMMENT = 1 << 16  # one more than the format allows, as in `zipfile`: both must find the same end
_IS_IN_ZIP64 = 0xFFFFFFFF


def check_directory(file: BinaryIO, limits: Limits) -> None:
    """Raises H5PError: unable-to-unzip, too-many-files. Costs at most `max_directory` bytes of memory."""
    end, tail_start, tail = _find_end(file)
    _, disk, first_disk, _, count, size, offset, _ = _END.unpack_from(tail, end)
    locator = end - _LOCATOR_SIZE
    if tail[max(locator, 0) : max(locator, 0) + 4] == _ZIP64_LOCATOR or _IS_IN_ZIP64 in (size, offset):
        raise _unreadable("it is in the zip64 format, made for files far larger than a package may be")
    if disk or first_disk:
        raise _unreadable("it is one part of a zip in several parts")
    if size > limits.max_directory or count > limits.max_members:
        raise _too_many(f"{count:,} files with a directory of {size:,} bytes", limits)
    start = tail_start + end - size
    if start < 0:
        raise _unreadable("its directory is larger than the file")
    file.seek(start)
    _count_members(file.read(size), limits)


def _find_end(file: BinaryIO) -> tuple[int, int, bytes]:
    """Where the end record stands in the last bytes of the file, searched as `zipfile` does: without a comment first."""
    length = file.seek(0, 2)
    tail_start = max(0, length - _LONGEST_COMMENT - _END.size - _LOCATOR_SIZE)
    file.seek(tail_start)
    tail = file.read(length - tail_start)
    last = len(tail) - _END.size
    if last >= 0 and tail.startswith(_END_SIGNATURE, last) and tail.endswith(b"\0\0"):
        return last, tail_start, tail
    end = tail.rfind(_END_SIGNATURE, max(0, len(tail) - _LONGEST_COMMENT - _END.size))
    if end < 0 or end > last:
        raise _unreadable("it is not a zip, or its end is missing")
    return end, tail_start, tail


def _count_members(directory: bytes, limits: Limits) -> None:
    at = members = 0
    while at + 46 <= len(directory):
        signature, name, extra, comment = _MEMBER.unpack_from(directory, at)
        if signature != _MEMBER_SIGNATURE:
            raise _unreadable("its directory is damaged")
        at += 46 + name + extra + comment
        members += 1
        if members > limits.max_members:
            raise _too_many(f"more than {limits.max_members:,} files", limits)
    if at != len(directory):
        raise _unreadable("its directory is damaged")


def _unreadable(reason: str) -> H5PError:
    return H5PError("unable-to-unzip", f"The file cannot be opened as a package: {reason}. Export or download it again.")


def _too_many(what: str, limits: Limits) -> H5PError:
    return H5PError("too-many-files", f"The package has {what}; at most {limits.max_members:,} are allowed.")
