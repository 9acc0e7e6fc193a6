"""Checking Ed25519 signatures (RFC 8032, section 5.1.7) with whole numbers alone: some milliseconds each.

Strict: S below the group's order, points in their one encoding. Nothing secret is handled here.
"""

from __future__ import annotations

import hashlib
from typing import Tuple

Point = Tuple[int, int, int, int]  # x, y, z, t with x/z, y/z and t = x·y/z

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)
NEUTRAL: Point = (0, 1, 1, 0)


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this key made this signature of this message."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, first = point_of(public_key), point_of(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or first is None or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    left = sum_of_multiples(scalar, (BASE, opposite(key)), challenge)  # [S]B - [k]A
    return (left[0] * first[2] - first[0] * left[2]) % PRIME == 0 and (left[1] * first[2] - first[1] * left[2]) % PRIME == 0


def point_of(data: bytes) -> Point | None:
    """The point that 32 bytes stand for, or None (section 5.1.3)."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, PRIME - 2, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if (x * x - square) % PRIME or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = PRIME - x
    return (x, y, 1, x * y % PRIME)


def added(one: Point, other: Point) -> Point:
    """The sum of two points (section 5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c = 2 * one[3] * other[3] * CURVE % PRIME
    d = 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def opposite(point: Point) -> Point:
    """The point that added to this one gives nothing."""
    return (PRIME - point[0], point[1], point[2], PRIME - point[3])


def sum_of_multiples(one: int, points: tuple[Point, Point], other: int) -> Point:
    """The first point one times and the second the other times: both at once, bit by bit (Straus)."""
    both = (NEUTRAL, points[0], points[1], added(*points))
    result = NEUTRAL
    for bit in range(max(one.bit_length(), other.bit_length()) - 1, -1, -1):
        result = added(result, result)
        which = (one >> bit & 1) | (other >> bit & 1) << 1
        if which:
            result = added(result, both[which])
    return result


BASE = point_of((4 * pow(5, PRIME - 2, PRIME) % PRIME).to_bytes(32, "little")) or NEUTRAL
