"""How large each combination of tier and form would be, before anything is built: the table of a new choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from courses.rendering.variants import TIERS
from learning.bundles.errors import BundleRefused
from learning.bundles.formats import WRITERS
from learning.bundles.formats.format import Format
from learning.bundles.room.errors import ChoiceRefused
from learning.bundles.sizes import Size, Sizes, sizes_of
from learning.bundles.sources import Wanted

MOST_DRAWN: Final = 3  # courses times languages that are drawn while somebody waits; more are estimated


@dataclass(frozen=True)
class SizeTable:
    """The tiers as columns; each form with its sizes in their order, None where it cannot be had."""

    tiers: list[str]
    forms: list[tuple[Format, list[Size | None]]]

    @property
    def is_estimated(self) -> bool:
        """Whether any size is about so many bytes."""
        return any(size is not None and not size.exact for _form, sizes in self.forms for size in sizes)


def size_table(wanted: Wanted) -> SizeTable:
    """Every size of some courses and languages. Seconds where few of them are not built yet. Raises `ChoiceRefused`."""
    draws = len(wanted.courses) * len(wanted.languages) <= MOST_DRAWN
    try:
        known = sizes_of(wanted.courses, wanted.languages, offered_by=wanted.offered_by, draws=draws)
    except BundleRefused as refusal:
        raise ChoiceRefused(str(refusal)) from refusal
    tiers: list[str] = [tier for tier in TIERS if tier in known]
    so_far = [tiers[: place + 1] for place in range(len(tiers))]
    return SizeTable(tiers, [(form, [size_in(known, smaller, form.key) for smaller in so_far]) for form in WRITERS.values()])


def size_in(known: Sizes, tiers: Sequence[str], key: str) -> Size | None:
    """A form's size in the last of some tiers; where it is no other there than in a smaller one, that one's."""
    return next((known[tier][key] for tier in reversed(tiers) if key in known[tier]), None)
