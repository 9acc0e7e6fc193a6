"""Tiers: the same lesson with and without what costs data."""

from __future__ import annotations

from typing import Final

TEXT: Final = "text"  # pictures and sound are described, nothing but the document loads
PICTURES: Final = "pictures"  # pictures load when they come into view, sound on tap

TIERS: Final = (TEXT, PICTURES)
DEFAULT_TIER: Final = PICTURES
