"""Base 45 (RFC 9285): bytes in the signs for which QR codes have a mode of their own."""

from __future__ import annotations

from typing import Final

SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def to_base45(data: bytes) -> str:
    """Three signs for two bytes, two for a last one."""
    out = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        value = int.from_bytes(pair, "big")
        out += [SIGNS[value % 45], SIGNS[value // 45 % 45], *([SIGNS[value // 2025]] if len(pair) == 2 else [])]
    return "".join(out)


def from_base45(text: str) -> bytes:
    """The bytes again. Raises `ValueError`."""
    out = bytearray()
    for at in range(0, len(text), 3):
        group = [SIGNS.index(sign) for sign in text[at : at + 3]]
        value = sum(digit * 45**place for place, digit in enumerate(group))
        size = len(group) - 1
        if not size or value >= 256**size:
            raise ValueError("These signs stand for no bytes.")
        out += value.to_bytes(size, "big")
    return bytes(out)
