"""A page without some of its parts, all else byte for byte as it was: for forms that stand inside somebody else's platform."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Final

Attributes = dict[str, str]

VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "track"})
# What leads to a file that these forms do not hold: a picture of the text tier with its price, all countries' helplines.
PICTURE_TO_FETCH: Final = re.compile(
    r'<p><a class="button" href="[^"]*" data-show>.*?</a></p>\n(?:<details>.*?</details>\n)?', re.DOTALL
)
# What leads to a page that plays, with what it costs: these forms hold none, and the words stand above.
PLAY: Final = re.compile(r'<p><a class="button" href="play/[^"]*">.*?</a></p>\n(?:<details>.*?</details>\n?)?', re.DOTALL)
ALL_HELPLINES: Final = re.compile(r'<p><a class="way" href="[^"]*help/index\.html">.*?</a></p>', re.DOTALL)


class Pruner(HTMLParser):
    """Finds what to cut out of a page: whole elements, and the tags around the words of a link.

    It relies on end tags that are written, as all our templates do for what is ever cut.
    """

    def __init__(self, page: str, *, is_out: Callable[[str, Attributes], bool], is_way_out: Callable[[str], bool]) -> None:
        super().__init__(convert_charrefs=False)
        self.is_out = is_out
        self.is_way_out = is_way_out
        self.page = page
        self.lines = [0, *itertools.accumulate(len(line) + 1 for line in page.split("\n"))]  # as the parser counts them
        self.cuts: list[tuple[int, int]] = []
        self.open: tuple[str, int] | None = None  # the element that is being cut, and where it begins
        self.depth = 0
        self.is_link_cut = False
        self.feed(page)
        self.close()

    @property
    def place(self) -> int:
        """Where the present tag begins."""
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        end = self.place + len(self.get_starttag_text() or "")
        if self.open:
            self.depth += tag == self.open[0]
        elif self.is_out(tag, named):
            if tag in VOID:
                self.cuts.append((self.place, end))
            else:
                self.open, self.depth = (tag, self.place), 1
        elif tag == "a":
            self.is_link_cut = self.is_way_out(named.get("href", ""))
            if self.is_link_cut:
                self.cuts.append((self.place, end))

    def handle_endtag(self, tag: str) -> None:
        end = self.page.index(">", self.place) + 1
        if self.open and tag == self.open[0]:
            self.depth -= 1
            if not self.depth:
                self.cuts.append((self.open[1], end))
                self.open = None
        elif not self.open and tag == "a" and self.is_link_cut:
            self.cuts.append((self.place, end))

    @property
    def pruned(self) -> str:
        """The page without what was found."""
        kept = itertools.pairwise([0, *(edge for cut in self.cuts for edge in cut), len(self.page)])
        return "".join(self.page[start:end] for start, end in itertools.islice(kept, 0, None, 2))


def pruned(page: str, *, is_out: Callable[[str, Attributes], bool], is_way_out: Callable[[str], bool]) -> str:
    """The page without the elements that are out; links that lead out of the package become plain words."""
    for cut in (PICTURE_TO_FETCH, PLAY, ALL_HELPLINES):
        page = cut.sub("", page)
    return Pruner(page, is_out=is_out, is_way_out=is_way_out).pruned


def leads_to_a_page(href: str) -> bool:
    """Whether a link leads to another page of ours. One that dials, or opens somebody's site, does not."""
    return not re.match(r"[a-z]+:|#", href)
