"""A few bytes of CBOR that stand for more than a machine can hold (RFC 8949, and http://cbor.schmorp.de/value-sharing)."""

from __future__ import annotations


def shared_lists(*, deep: int, wide: int = 10) -> bytes:
    """A list of one list and references to it, which is again such a list: `wide` to the power of `deep` in all."""
    data = b"\xd8\x1c\x80"
    for place in range(deep, 0, -1):
        data = b"\xd8\x1c" + bytes([0x80 + wide]) + data + (b"\xd8\x1d" + bytes([place])) * (wide - 1)
    return data
