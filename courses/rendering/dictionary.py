"""Compression with a dictionary (RFC 9842): a lesson compressed with the one before it, which the learner's browser has just read.

A dictionary trained on the whole site saves no more and costs each learner 3 to 5 KB first (docs/decisions), so none is made: every
lesson says that it may be used as the dictionary of its course, and the next one is kept ready in that form.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final

import zstandard

CODING: Final = "dcz"
MAGIC: Final = bytes.fromhex("5e2a4d1820000000")  # a skippable frame of 32 bytes, RFC 9842 section 5
LEVEL: Final = 19


def suffix_for(dictionary: str) -> str:
    """The suffix of a document's form for the dictionary with this name: the start of its hash, as `Available-Dictionary` has it.

    So a web server finds the form by the header alone; `/` would end a file's name and becomes `_`. 21 signs hold 126 bits.
    """
    start = base64.b64encode(bytes.fromhex(dictionary[:32])).decode()[:21]
    return f".{start.replace('/', '_')}.{CODING}"


def compressed(data: bytes, dictionary: bytes) -> bytes:
    """`data` as the body of a `dcz` response. Takes about 5 ms for a lesson."""
    raw = zstandard.ZstdCompressionDict(dictionary, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    frame = zstandard.ZstdCompressor(level=LEVEL, dict_data=raw).compress(data)
    return MAGIC + hashlib.sha256(dictionary).digest() + frame


def offered_dictionary(header: str) -> bytes | None:
    """The hash in an `Available-Dictionary` header, a byte sequence of RFC 8941; None for anything else."""
    if len(header) < 3 or header[0] != ":" or header[-1] != ":":
        return None
    try:
        digest = base64.b64decode(header[1:-1], validate=True)
    except binascii.Error:
        return None
    return digest if len(digest) == 32 else None


def fits(body: bytes, digest: bytes) -> bool:
    """Whether a stored body was made with the very dictionary whose whole hash the browser names."""
    return body[: len(MAGIC)] == MAGIC and body[len(MAGIC) : len(MAGIC) + 32] == digest
