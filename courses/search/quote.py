"""The words around a hit, with the hit marked: what a result shows of a lesson."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from courses.search.question import Word
from courses.search.words import words_in

LONGEST: Final = 160  # characters quoted
BEFORE: Final = 50  # of them at most before the first hit

Place = tuple[int, int]


class Marker:
    """Knows which words of texts are hits; each is looked at once in a page of results."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.known: dict[str, frozenset[int]] = {}

    def hit_by(self, word: str) -> frozenset[int]:
        """The places, among the words asked for, of those that find this one."""
        if word not in self.known:
            self.known[word] = frozenset(place for place, asked in enumerate(self.words) if asked.stands_for(word))
        return self.known[word]

    def count_in(self, passage: str) -> int:
        """How many of the words asked for stand in a passage."""
        return len(frozenset().union(*(self.hit_by(passage[start:end]) for start, end in words_in(passage))))

    def quote(self, passages: Iterable[str]) -> SafeString:
        """The passage with most of the words, cut around the first; the first passage when none has any. Escaped."""
        best, most = "", 0
        for passage in passages:
            best = best or passage
            if (count := self.count_in(passage)) > most:
                best, most = passage, count
            if most == len(self.words):
                break
        return self.marked(best, longest=LONGEST)

    def marked(self, text: str, *, longest: int = 0) -> SafeString:
        """A text with its hits in `<mark>`, cut to about `longest` characters if given. Escaped."""
        places = list(words_in(text))
        hits = [(start, end) for start, end in places if self.hit_by(text[start:end])]
        start, end = cut(text, places, hits[0][0] if hits else 0) if 0 < longest < len(text) else (0, len(text))
        pieces, done = [], start
        for hit_start, hit_end in hits:
            if start <= hit_start and hit_end <= end:
                pieces.append(format_html("{}<mark>{}</mark>", text[done:hit_start], text[hit_start:hit_end]))
                done = hit_end
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return format_html("{}{}{}{}", before, format_html_join("", "{}", ((piece,) for piece in pieces)), text[done:end], after)


def cut(text: str, places: list[Place], hit: int) -> Place:
    """Where to cut so that the hit stands in it whole: between words, with what surrounds them."""
    start = next((start for start, _end in places if start >= hit - BEFORE), 0) if hit > BEFORE else 0
    end = max((end for begin, end in places if end <= start + LONGEST or begin <= hit), default=LONGEST)
    return start, end
