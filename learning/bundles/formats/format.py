"""What a format of a bundle is: its names, what it cannot carry, and the function that writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise

from courses.rendering.variants import TIERS
from learning.bundles.sources import Inside

Words = str | Promise


@dataclass(frozen=True)
class Format:
    """One form of a bundle.

    `write` writes the whole file at a path that does not exist yet, from what is inside; the same inside gives the same bytes. It
    raises `BundleRefused` with a sentence when it cannot. `tiers` are those in which this form differs.
    """

    key: str
    title: Words
    suffix: str  # how file names end, with the dot
    content_type: str
    cannot: Words  # a sentence: what it cannot carry; "" when there is nothing
    write: Callable[[Inside, Path], None]
    tiers: tuple[str, ...] = TIERS
