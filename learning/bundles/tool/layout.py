"""The one form in which a bundle lies in a ZIP (PKWARE APPNOTE 6.3): every byte follows from names, contents and packed sizes.

Members stand one behind the other, sorted by the bytes of their names, the signature last; no folders, no times, no comments, no
extra fields. So a reader that finds any other byte knows that somebody changed it, and a writer can make the same file again.
"""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO, Iterator, NamedTuple

from learning.bundles.tool.refused import Refused

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
STORED, DEFLATED = 0, 8
TEXT_ENDINGS = frozenset(["html", "js", "css", "json", "txt", "svg", "py", "xml"])  # the rest is compressed already, or too small
CHUNK = 256 * 1024
LARGEST = 0xFFFFFFFF  # what the plain form can say
MIDNIGHT_1980 = 0x0021 << 16  # the earliest time a ZIP can tell, as date and time of MS-DOS
READABLE_FILE = 0o100644 << 16
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END_SIZE, LOCAL_SIZE, CENTRAL_SIZE = 22, 30, 46


class Member(NamedTuple):
    """A file in the ZIP. `at` is where its local header begins."""

    path: str
    method: int
    crc: int
    packed: int
    size: int
    at: int

    @property
    def begins(self) -> int:
        """Where its packed bytes begin."""
        return self.at + LOCAL_SIZE + len(self.path.encode("utf-8"))

    @property
    def ends(self) -> int:
        """Where the next member begins."""
        return self.begins + self.packed


def method_of(path: str) -> int:
    """Text is deflated, the rest is stored."""
    return DEFLATED if path.rsplit(".", 1)[-1] in TEXT_ENDINGS else STORED


def in_order(paths: list[str]) -> list[str]:
    """As they lie in the ZIP."""
    return sorted(paths, key=lambda path: (path == SIGNATURE, path.encode("utf-8")))


def packed_form(path: str, data: bytes) -> bytes:
    """A file's bytes as they lie in the ZIP. Deflated bytes depend on the build of zlib."""
    if method_of(path) == STORED:
        return data
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush()


def fields_of(member: Member) -> bytes:
    """What local header and directory say alike (section 4.4): version, UTF-8 if needed, method, time, CRC, sizes, name."""
    name = member.path.encode("utf-8")
    flags = 0 if len(name) == len(member.path) else 0x800
    crc, packed, size = member.crc, member.packed, member.size
    return struct.pack("<HHHIIIIHH", 20, flags, member.method, MIDNIGHT_1980, crc, packed, size, len(name), 0)


def local_header(member: Member) -> bytes:
    """What stands before a member's bytes."""
    return LOCAL + fields_of(member) + member.path.encode("utf-8")


def directory(members: list[Member]) -> bytes:
    """What stands behind the last member: the directory and its end."""
    rows = b"".join(
        CENTRAL
        + struct.pack("<H", 3 << 8 | 20)  # written as on Unix
        + fields_of(member)
        + struct.pack("<HHHII", 0, 0, 0, READABLE_FILE, member.at)
        + member.path.encode("utf-8")
        for member in members
    )
    begins = members[-1].ends if members else 0
    if begins + len(rows) > LARGEST or len(members) > 0xFFFE:
        raise Refused("The bundle is too large for a plain ZIP: 4 GB and 65,534 files are the most. Take a smaller tier.")
    return rows + END + struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(rows), begins, 0)


def read_members(file: BinaryIO, size: int) -> list[Member]:
    """The members of a ZIP in our form, headers checked to the last byte; what the members hold is not. Raises `Refused`."""
    members = list(read_rows(read_directory(file, size)))
    begins = 0
    for member in members:
        if not is_harmless(member.path):
            raise Refused(f"The file holds the path {member.path!r}, which could lead out of its folder. Do not use it.")
        file.seek(member.at)
        header = local_header(member)
        if member.at != begins or file.read(len(header)) != header:
            raise changed_form()
        begins = member.ends
    if len({member.path for member in members}) != len(members):
        raise Refused("The file holds the same path twice. Do not use it; fetch it again.")
    file.seek(begins)
    if begins > size or file.read() != directory(members):
        raise changed_form()
    return members


def read_directory(file: BinaryIO, size: int) -> bytes:
    """The rows of the directory. Raises `Refused`."""
    file.seek(max(size - END_SIZE, 0))
    end = file.read(END_SIZE)
    if len(end) < END_SIZE or end[:4] != END:
        raise Refused("The file is cut, or is no bundle of ours. Fetch it again.")
    length, begins = struct.unpack_from("<II", end, 12)
    if begins + length + END_SIZE != size:
        raise changed_form()
    file.seek(begins)
    return file.read(length)


def read_rows(rows: bytes) -> Iterator[Member]:
    """Each row of a directory. Raises `Refused`."""
    at = 0
    while at < len(rows):
        try:
            method, _time, crc, packed, size, name_size = struct.unpack_from("<HIIIIH", rows, at + 10)
            (begins,) = struct.unpack_from("<I", rows, at + 42)
            name = rows[at + CENTRAL_SIZE : at + CENTRAL_SIZE + name_size]
            member = Member(name.decode("utf-8"), method, crc, packed, size, begins)
        except (struct.error, UnicodeDecodeError) as error:
            raise changed_form() from error
        if method not in (STORED, DEFLATED) or (method == STORED and packed != size):
            raise changed_form()
        at += CENTRAL_SIZE + name_size
        yield member


def changed_form() -> Refused:
    """The refusal of a ZIP in any other form."""
    return Refused("The file is not in the form in which it was made: somebody changed it, or it is cut. Fetch it again.")


def is_harmless(path: str) -> bool:
    """Whether a path stays inside the folder it is unpacked in, on every system."""
    parts = path.split("/")
    return (
        bool(path)
        and not set(parts) & {"", ".", ".."}
        and not any(sign in '\\:*?"<>|' or ord(sign) < 32 or ord(sign) == 127 for sign in path)
    )


def packed_pieces(file: BinaryIO, member: Member) -> Iterator[bytes]:
    """A member's bytes as they lie in the ZIP, piece by piece."""
    file.seek(member.begins)
    left = member.packed
    while left > 0:
        piece = file.read(min(CHUNK, left))
        if not piece:
            raise changed_form()
        left -= len(piece)
        yield piece


def pieces_of(file: BinaryIO, member: Member) -> Iterator[bytes]:
    """A member's content, piece by piece, never more than it says. Raises `Refused` when it is anything else."""
    if member.method == STORED:
        yield from packed_pieces(file, member)
        return
    swell, room = zlib.decompressobj(-15), member.size
    try:
        for piece in packed_pieces(file, member):
            while piece:
                content = swell.decompress(piece, CHUNK)
                piece = swell.unconsumed_tail
                room -= len(content)
                if room < 0 or swell.unused_data:
                    raise changed_form()
                if content:
                    yield content
        content = swell.flush()
    except zlib.error as error:
        raise changed_form() from error
    if content:
        yield content
    if len(content) != room or not swell.eof:
        raise changed_form()


def content_of(file: BinaryIO, member: Member) -> bytes:
    """A member's content at once."""
    return b"".join(pieces_of(file, member))
