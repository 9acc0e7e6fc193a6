"""Sorting a list by a word of the address, and nothing but the words that the list knows."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.http import urlencode


class Sorting:
    """`?sort=word` or `?sort=-word` for the other way round; any other word sorts as the first one does."""

    def __init__(self, request: HttpRequest, known: Mapping[str, str], *, first: str) -> None:
        asked = request.GET.get("sort", "")
        self.word = asked.removeprefix("-") if asked.removeprefix("-") in known else first
        self.is_turned = asked == f"-{self.word}"
        self._kept = {"q": request.GET.get("q", "")} if request.GET.get("q") else {}
        self._field = known[self.word]

    @property
    def order(self) -> str:
        """For `order_by`."""
        bare = self._field.removeprefix("-")
        return bare if self._field.startswith("-") == self.is_turned else f"-{bare}"

    @property
    def aria(self) -> str:
        """What a column that sorts says of itself."""
        return "descending" if self.order.startswith("-") else "ascending"

    def href(self, word: str) -> str:
        """The address that sorts by a word; by the same word again, the other way round."""
        turned = word == self.word and not self.is_turned
        return "?" + urlencode({**self._kept, "sort": f"-{word}" if turned else word})

    def columns(self, names: Mapping[str, str]) -> list[dict[str, str]]:
        """Heads of a table: word or empty -> what stands there."""
        heads = []
        for word, label in names.items():
            sorts = not word.startswith("_")
            heads.append({"label": label, "href": self.href(word) if sorts else "", "aria": self.aria if word == self.word else ""})
        return heads
