"""What a lesson weighs beside its document: style, script, pictures, sound, video, as most phones load them. In bytes or words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.rendering.variants import PICTURES, TEXT, TIERS


def weight_of(context: Mapping[str, Any]) -> dict[str, int]:
    """Bytes of what the document loads: stylesheet, script, and each kind of medium its tier brings, if it has any of it."""
    up = context["up"]
    weights = {"css": sent_size(context["css_href"], up), "js": sent_size(context["js_href"], up)}
    for card in context["cards"]:
        # A picture of the text tier has only a link with a weight.
        part, size = (PICTURES, card.get("avif_bytes")) if card["kind"] == "picture" else (card["kind"], card.get("bytes"))
        if size:
            weights[part] = weights.get(part, 0) + size
    return weights


def sent_size(href: str, up: str) -> int:
    """What a file of ours costs on the wire: as Brotli where that is kept beside it. 0 for one that is not collected."""
    folder, _slash, name = href.removeprefix(up).partition("/")
    plain = Path(settings.STATIC_ROOT if folder == "static" else settings.OBJECTS_ROOT) / name
    found = next((file for file in (Path(f"{plain}.br"), plain) if file.is_file()), None)
    return found.stat().st_size if found else 0


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


def in_words(size: int) -> str:
    """Bytes as people read them, with the decimal sign of their language: "84 KB", "2.6 MB". 1 KB is 1,000 bytes."""
    if size >= 1_000_000:
        return _("%(megabytes)s MB") % {"megabytes": number_format(size / 1e6, decimal_pos=1)}
    return _("%(kilobytes)s KB") % {"kilobytes": max(1, round(size / 1000))}
