"""Tiers: the same lesson with and without what costs data. Each tier holds all of the one before it.

On the web sound and video load on tap only, so the fullest tier costs no more than the one with pictures; in a bundle a tier
says which files come along.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

TEXT: Final = "text"  # everything is described, nothing but the document loads
PICTURES: Final = "pictures"  # pictures load when they come into view
AUDIO: Final = "audio"  # sound on tap
VIDEO: Final = "video"  # video on tap

TIERS: Final = (TEXT, PICTURES, AUDIO, VIDEO)
FULLEST: Final = VIDEO
# Kind of card -> the first tier that shows it; every tier has its description or words.
FIRST_SHOWN: Final = {"picture": PICTURES, "audio": AUDIO, "video": VIDEO, "h5p": VIDEO}


def shows(tier: str, kind: str) -> bool:
    """Whether a tier shows the medium of a kind of card, not only its words."""
    return TIERS.index(tier) >= TIERS.index(FIRST_SHOWN.get(kind, TEXT))


def drawn_tiers(cards: Iterable[dict[str, Any]]) -> list[str]:
    """The tiers a lesson is drawn in: text and pictures always, the others where it has sound or video."""
    kinds = {card["kind"] for card in cards}
    return [tier for tier in TIERS if tier in {TEXT, PICTURES} or any(FIRST_SHOWN.get(kind) == tier for kind in kinds)]


def drawn_tier(tier: str, drawn: Iterable[str]) -> str:
    """The fullest of the drawn tiers that holds no more than `tier`."""
    return max((one for one in drawn if TIERS.index(one) <= TIERS.index(tier)), key=TIERS.index)
