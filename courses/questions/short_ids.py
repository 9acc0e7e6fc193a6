"""Short forms of the identities in a lesson's page: as many first signs as tell them apart within that version of the lesson.

A UUID is 36 signs that do not compress; a lesson with four questions would pay 300 bytes for them. What is stored, sent by the
API and kept on phones is always the whole identity; only the page's forms use the short one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

SHORTEST: Final = 4
UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Where identities stand in what a page draws of a question and of an answer to it.
NAMES: Final = frozenset({"id", "gap"})


def identities_in(cards: Iterable[dict[str, Any]]) -> set[str]:
    """Every UUID of the questions among a version's cards: their own, and those of their options, steps and gaps."""
    found = set()
    for card in cards:
        if index := card.get("question"):
            parts = [part for name in ("options", "items", "gaps") for part in index.get(name, [])]
            found |= {identity for identity in (card["id"], *(part["id"] for part in parts)) if is_uuid(identity)}
    return found


def length_for(cards: Iterable[dict[str, Any]]) -> int:
    """How many first signs tell all identities of a version apart."""
    identities = identities_in(cards)
    length = SHORTEST
    while len({identity[:length] for identity in identities}) < len(identities):
        length += 1
    return length


def is_uuid(identity: str | None) -> bool:
    """Whether an identity is a UUID. A card that was never saved has none; "true" and "false" are names."""
    return bool(identity and UUID.fullmatch(identity))


def short(identity: str, length: int) -> str:
    """An identity's first signs; what is no UUID stays as it is."""
    return identity[:length] if is_uuid(identity) else identity


def shortened(value: Any, length: int) -> Any:
    """What a page draws of a question or an answer, with short identities."""
    if isinstance(value, list):
        return [shortened(part, length) for part in value]
    if isinstance(value, dict):
        return {
            short(name, length): short(part, length) if name in NAMES and isinstance(part, str) else shortened(part, length)
            for name, part in value.items()
        }
    return value


def whole(given: Any, identities: Iterable[str]) -> Any:
    """A response with the whole identities its short ones stand for: a string, the strings of a list, the names of an object.

    What stands for none or for several stays as it is; the question's kind then refuses it.
    """
    known = list(identities)
    if isinstance(given, str):
        return whole_one(given, known)
    if isinstance(given, list):
        return [whole_one(one, known) if isinstance(one, str) else one for one in given]
    if isinstance(given, dict):
        return {whole_one(name, known): value for name, value in given.items()}
    return given


def whole_one(given: str, identities: list[str]) -> str:
    """The one identity that begins with `given`, or `given` itself."""
    found = [identity for identity in identities if len(given) >= SHORTEST and identity.startswith(given)]
    return found[0] if len(found) == 1 else given
