"""JSON with one form only, as signatures need it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from learning.bundles.tool.refused import Refused


def canonical(value: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8. For what we sign it is the form of The Update Framework too, which has no control signs."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode("utf-8")


def read_object(data: bytes, name: str) -> dict[str, Any]:
    """The JSON object in these bytes; no key twice, no fractions. Raises `Refused`."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=unique, parse_float=no_fraction, parse_constant=no_fraction)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{name} is not readable JSON. It was changed or cut; fetch it again.") from error
    if not isinstance(value, dict):
        raise Refused(f"{name} does not hold what it should. It was changed; fetch it again.")
    return value


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object none of whose keys comes twice. Raises `ValueError`."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice")
    return found


def no_fraction(text: str) -> Any:
    """Nothing of ours has one. Raises `ValueError`."""
    raise ValueError("a fraction: " + text)


def sha256_of(data: bytes) -> str:
    """As hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def is_sha256(value: Any) -> bool:
    """Whether it is one, in small letters."""
    return isinstance(value, str) and len(value) == 64 and not set(value) - set("0123456789abcdef")
