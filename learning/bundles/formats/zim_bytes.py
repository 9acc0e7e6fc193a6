"""Makes a ZIM repeatable: the library writes three random numbers into every file, and the same contents shall give the same bytes.

In this order: the numbers of the two indexes become a constant; the archive's own number becomes the hash of everything else; the
checksum at the end, which readers and `zimcheck` test, is made anew. Only these places of two raw files differ.
"""

from __future__ import annotations

import hashlib
import mmap
from pathlib import Path
from typing import Final

# A table of Xapian begins so; then two bytes of its version, then its number.
INDEX_START: Final = b"\x0f\x0dXapian Glass"
NUMBER: Final = 16  # bytes of each number, and of the checksum
INDEX_NUMBER: Final = hashlib.sha256(b"xapian").digest()[:NUMBER]
OWN_NUMBER: Final = slice(8, 8 + NUMBER)  # in the header
CHECKSUM_AT: Final = slice(72, 80)


def make_repeatable(path: Path) -> None:
    """Changes the file in place. Raises `ValueError` where it is not laid out as this was made for."""
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        if int.from_bytes(data[CHECKSUM_AT], "little") != len(data) - NUMBER:
            raise ValueError(f"The checksum of {path.name} is not at its end. Is libzim another than requirements.txt says?")
        at = data.find(INDEX_START)
        while at >= 0:
            start = at + len(INDEX_START) + 2
            data[start : start + NUMBER] = INDEX_NUMBER
            at = data.find(INDEX_START, start)
        data[OWN_NUMBER] = bytes(NUMBER)
        data[OWN_NUMBER] = hashlib.sha256(memoryview(data)[:-NUMBER]).digest()[:NUMBER]
        data[-NUMBER:] = hashlib.md5(memoryview(data)[:-NUMBER], usedforsecurity=False).digest()
