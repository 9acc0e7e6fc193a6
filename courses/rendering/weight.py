"""What a lesson weighs beside its document: pictures, sound and video, in the form most phones load. In bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from courses.rendering.variants import PICTURES, TEXT, TIERS


def weight_of(context: Mapping[str, Any]) -> dict[str, int]:
    """Bytes of each kind of medium that the document's tier brings; a kind it has none of is left out."""
    weights: dict[str, int] = {}
    for card in context["cards"]:
        for part, bytes_ in ((PICTURES, card.get("avif_bytes")), (card["kind"], card.get("bytes"))):
            if bytes_:
                weights[part] = weights.get(part, 0) + bytes_
    return weights


def lesson_weights(rows: Iterable[tuple[str, str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    """Lesson path -> tier -> what it adds: text as Brotli, then pictures, sound, video. From (path, tier, sizes) of documents."""
    weights: dict[str, dict[str, int]] = {}
    for path, tier, sizes in rows:
        weights.setdefault(path, {})[tier] = sizes["br"] if tier == TEXT else sizes.get(tier, 0)
    return weights


def total(weights: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """What several lessons cost together, by tier."""
    listed = list(weights)
    return {tier: sum(one.get(tier, 0) for one in listed) for tier in TIERS}
