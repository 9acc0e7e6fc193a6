"""JSON that others give us: bounded, strict, an object, or a sentence. What PyLD and we then read is what stands there, once."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from learning.certificates.errors import CredentialUnreadable

MOST_BYTES: Final = 1_000_000
DEEPEST: Final = 24  # levels of a document; ours has 7
MOST_VALUES: Final = 5_000  # names and values of a document; ours has about 150


def read_json(data: bytes) -> dict[str, Any]:
    """The object. Raises `CredentialUnreadable`: too large, too deep, no JSON, no object, a name twice, a number that is none."""
    if len(data) > MOST_BYTES:
        raise CredentialUnreadable("It is larger than any credential.")
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=each_name_once, parse_constant=refuse_constant)
    except CredentialUnreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise CredentialUnreadable("It is no JSON.") from error
    if not isinstance(found, dict):
        raise CredentialUnreadable("It is no credential.")
    check_size(found)
    return found


def each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are all different: of two, one reader takes the first and another the last."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise CredentialUnreadable("It says the same thing twice.")
    return found


def refuse_constant(_name: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise CredentialUnreadable("It is no JSON.")


def check_size(document: Any) -> None:
    """Refuses documents deeper or larger than any credential, before anything recursive reads them."""
    waiting, seen = [(document, 1)], 0
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_VALUES:
            raise CredentialUnreadable("It is too large or too deep for a credential.")
        if isinstance(value, dict):
            waiting += [(inner, depth + 1) for inner in value.values()]
        elif isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in value]
