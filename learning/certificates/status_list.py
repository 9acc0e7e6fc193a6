"""Which certificates no longer stand: a list for many (W3C Bitstring Status List 1.0), so nobody learns who asks about whom.

131,072 bits, one for each certificate at a random place. Bit `i` is byte `i // 8`, mask `0x80 >> i % 8`. Gzipped with no time in
it, so that the same bits are the same bytes.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from typing import Final

from learning.certificates.errors import CredentialUnreadable
from learning.multibase import from_base64url, to_base64url

BITS: Final = 131_072
BYTES: Final = BITS // 8


def encoded_list(places: Iterable[int]) -> str:
    """`encodedList`: `u` and base64url, without padding, of the gzipped bits; `places` are those that are set."""
    bits = bytearray(BYTES)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), compresslevel=9, mtime=0)
    return "u" + to_base64url(packed)


def is_set(encoded: str, place: int) -> bool:
    """Whether a place of an encoded list is set. Raises `CredentialUnreadable` for what is no list or has no such place."""
    bits = decoded_list(encoded)
    if not 0 <= place < len(bits) * 8:
        raise CredentialUnreadable("The list of what no longer stands has no such place.")
    return bool(bits[place // 8] & 0x80 >> place % 8)


def decoded_list(encoded: str) -> bytes:
    """The bits of an encoded list, unpacked no further than a list is long."""
    try:
        packed = from_base64url(encoded[1:]) if encoded.startswith("u") else b""
        reader = zlib.decompressobj(wbits=31)
        bits = reader.decompress(packed, BYTES + 1)
    except (ValueError, zlib.error) as error:
        raise CredentialUnreadable("The list of what no longer stands is damaged.") from error
    if len(bits) != BYTES:
        raise CredentialUnreadable(f"The list of what no longer stands has not {BITS} places.")
    return bits
