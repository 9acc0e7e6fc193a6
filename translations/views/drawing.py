"""How the board draws a cell: a bar of its standings as steps, and the words beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from translations.board import Cell
from translations.models.state import Standing

# The further a page is, the higher its step: the bar can be read without its colours.
HEIGHTS: Final = {
    Standing.PUBLISHED: 16,
    Standing.APPROVED: 13,
    Standing.IN_REVIEW: 10,
    Standing.DRAFT: 7,
    Standing.MACHINE_DRAFT: 5,
    Standing.UNTRANSLATED: 2,
}
WIDTH, HEIGHT = 120, 16


@dataclass(frozen=True)
class Step:
    """One part of a bar, in the units of its drawing."""

    standing: str
    x: str
    width: str
    y: int
    height: int


def steps_of(standings: Counter[str]) -> list[Step]:
    """The parts of a bar from published to untranslated."""
    total = standings.total()
    found, x = [], 0.0
    for standing, height in HEIGHTS.items():
        if total and standings[standing]:
            width = WIDTH * standings[standing] / total
            found.append(Step(standing.value, f"{x:.1f}", f"{width:.1f}", HEIGHT - height, height))
            x += width
    return found


def standings_in_words(standings: Counter[str]) -> str:
    """“3 published, 2 in review, 25 untranslated”."""
    parts = [_("%(count)s %(standing)s") % {"count": n(standings[one]), "standing": one.label} for one in HEIGHTS if standings[one]]
    return ", ".join(parts) or _("no pages")


@dataclass(frozen=True)
class DrawnCell:
    """A cell as the template draws it. Without a match for what is looked for it is only a dash."""

    cell: Cell
    href: str
    is_shown: bool
    steps: list[Step]
    in_words: str
    published: str
    unapproved: str
    left: str
    behind: str
    matching: str
    people: str


def drawn(cell: Cell, *, href: str, is_filtered: bool) -> DrawnCell:
    """A cell with its words. No query."""
    return DrawnCell(
        cell=cell,
        href=href,
        is_shown=not is_filtered or bool(cell.matching),
        steps=steps_of(cell.standings),
        in_words=standings_in_words(cell.standings),
        published=_("%(published)s of %(pages)s published") % {"published": n(cell.published), "pages": n(cell.pages)},
        unapproved=_("%(count)s live, not approved") % {"count": n(cell.live - cell.published)}
        if cell.live > cell.published
        else "",
        left=words_left(cell.words_left, at_least=not cell.is_counted),
        behind=_("%(count)s behind") % {"count": n(cell.behind)} if cell.behind else "",
        matching=ngettext("%(count)s page found", "%(count)s pages found", cell.matching) % {"count": n(cell.matching)}
        if is_filtered
        else "",
        people=", ".join(cell.people),
    )


def words_left(count: int, *, at_least: bool) -> str:
    """How many words are to be translated; of pages that were sent nowhere nobody has counted them yet."""
    if at_least and not count:
        return _("words not counted yet")
    if at_least:
        return ngettext("at least %(count)s word left", "at least %(count)s words left", count) % {"count": n(count)}
    return ngettext("%(count)s word left", "%(count)s words left", count) % {"count": n(count)} if count else _("no words left")


def n(count: int) -> str:
    """A number with the signs of the language of now."""
    return str(number_format(count, force_grouping=True))
