"""Telling people apart in a table without giving a small group away: the one rule of hiding. Pure.

A population is told apart in several ways ("faces"). In each, a category stands alone only when it holds ten people and those
who are left hold ten as well; all others stay together in one block. So every published number is a count of at least ten
people, the blocks of one face never overlap, and whatever lies in a block may be as large as the block: neither subtraction
nor the tables of other faces show that a hidden group has fewer than ten (decision 0022, where the proof is sketched).

Where it is shown how many completed, the same holds for those who did and for those who did not, and neither is below 5 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from learning.models import FEWEST

LEAST_SHARE: Final = 0.05  # percentages end at 5 and 95
OTHERS: Final = "others"
ALL: Final = "all"


class Crowd(NamedTuple):
    """How many people, by whether they have completed the course."""

    going: int = 0
    done: int = 0

    @property
    def people(self) -> int:
        """All of them."""
        return self.going + self.done


@dataclass(frozen=True)
class Block:
    """Categories that are published as one number; `by_outcome` when it is also told how many of them completed."""

    parts: tuple[str, ...]
    by_outcome: bool


def together(crowds: Sequence[Crowd]) -> Crowd:
    """Their sum."""
    return Crowd(sum(crowd.going for crowd in crowds), sum(crowd.done for crowd in crowds))


def is_enough(crowd: Crowd, *, by_outcome: bool) -> bool:
    """Whether a number about these people may be published."""
    if not by_outcome:
        return crowd.people >= FEWEST
    smaller = min(crowd.going, crowd.done)
    return smaller >= FEWEST and smaller >= LEAST_SHARE * crowd.people


def is_tail(crowd: Crowd) -> bool:
    """Whether "5 % or fewer" (or "95 % or more") may be said: 5 % must itself be ten people, or it would bound a small group."""
    return LEAST_SHARE * crowd.people >= FEWEST and min(crowd.going, crowd.done) <= LEAST_SHARE * crowd.people


def set_apart(
    crowds: Mapping[str, Crowd], *, by_outcome: bool, order: Sequence[str] = (), secret_zeros: bool = True
) -> list[Block]:
    """The blocks of one face; the last holds all categories that may not stand alone.

    `by_outcome`: whether the outcome of the whole is published. `order`: which categories to favour; otherwise the largest first.
    `secret_zeros` false where it is no secret that a category is empty: then nobody need be left over.
    """
    left, whole = dict(crowds), together(list(crowds.values()))
    blocks: list[Block] = []
    ranked = list(order) or sorted(crowds, key=lambda part: (-crowds[part].people, part))
    is_whole = by_outcome
    for told in (True, False) if by_outcome else (False,):
        for part in ranked:
            if part not in left or not is_enough(left[part], by_outcome=told):
                continue
            rest = Crowd(whole.going - left[part].going, whole.done - left[part].done)
            if is_enough(rest, by_outcome=told) or (not secret_zeros and rest.people == 0):
                blocks.append(Block((part,), told))
                is_whole = is_whole and told
                whole = rest
                del left[part]
    if whole.people:
        blocks.append(Block(tuple(part for part in crowds if part in left), is_whole))
    return blocks
