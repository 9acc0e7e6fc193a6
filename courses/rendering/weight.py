"""What a lesson weighs beside its document: pictures, sound and video, in the form most phones load. In bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from courses.rendering.variants import AUDIO, PICTURES, TEXT, TIERS, VIDEO


def weight_of(context: Mapping[str, Any]) -> dict[str, int]:
    """Bytes of each kind of medium that the document's tier brings; a kind it has none of is left out."""
    weights: dict[str, int] = {}
    for card in context["cards"]:
        for part, bytes_ in ((PICTURES, card.get("avif_bytes")), (card["kind"], card.get("bytes"))):
            if bytes_:
                weights[part] = weights.get(part, 0) + bytes_
    return weights


def course_weights(rows: Iterable[tuple[str, Mapping[str, int]]]) -> dict[str, int]:
    """What a whole course costs by tier, from (tier, sizes) of its documents: the text, then what each fuller tier adds."""
    weights: dict[str, int] = dict.fromkeys(TIERS, 0)
    for tier, sizes in rows:
        if tier == TEXT:
            weights[TEXT] += sizes["br"]
        for part in (PICTURES, AUDIO, VIDEO):
            if tier == part:
                weights[part] += sizes.get(part, 0)
    return weights
