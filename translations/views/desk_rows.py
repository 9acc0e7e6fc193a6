"""The sentences of a page as the desk shows them: each with its place, its words, what may help and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.manuscripts.rows import TOOL
from translations import memory
from translations.checks import Finding, checked
from translations.comments import comments_of
from translations.earlier import Earlier, earlier_wordings
from translations.editing import mark_of
from translations.glossary import terms_in, terms_of
from translations.memory import Match
from translations.models import GlossaryTerm, SegmentComment
from translations.places import Place, Places
from translations.sentences import Sentence, sentences_of
from translations.views.entry import Entry
from translations.views.marked import Piece, pieces, tag_pairs


@dataclass
class Row:
    """One sentence on the page. `typed` is what the textarea holds: what was stored, or what was sent and refused."""

    number: int
    sentence: Sentence
    place: Place
    pieces: list[Piece]
    terms: list[GlossaryTerm]
    who: str
    typed: str
    mark: str
    findings: list[Finding] = field(default_factory=list)
    match: Match | None = None
    earlier: Earlier | None = None
    comments: list[SegmentComment] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    theirs: Sentence | None = None

    @property
    def key(self) -> str:
        """The segment's id as addresses and field names carry it, whatever digits the interface writes."""
        return str(self.sentence.segment)

    @property
    def state(self) -> str:
        """For style sheets and scripts: "empty", "broken", "machine" or "done"."""
        if not self.sentence.target:
            return "empty"
        if self.sentence.has_error:
            return "broken"
        return "machine" if self.sentence.by_machine else "done"

    @property
    def state_name(self) -> str:
        """For people."""
        return str(STATES[self.state])

    @property
    def lines(self) -> int:
        """Lines of the textarea before a script or the browser lets it grow."""
        return max(2, -(-len(self.typed or self.sentence.source) // 42))

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The source's tags, (opening, closing)."""
        return tag_pairs(self.sentence.source)

    @property
    def open_comments(self) -> int:
        """Comments that wait for somebody."""
        return sum(comment.resolved_at is None for comment in self.comments)


STATES: Final = {
    "empty": gettext_lazy("untranslated"),
    "broken": gettext_lazy("cannot be used as it is"),
    "machine": gettext_lazy("machine draft"),
    "done": gettext_lazy("translated"),
}
FILTERS: Final[dict[str, tuple[Any, Callable[[Row], bool]]]] = {
    "all": (gettext_lazy("All"), lambda row: True),
    "untranslated": (gettext_lazy("Untranslated"), lambda row: row.state in {"empty", "broken"}),
    "machine": (gettext_lazy("Machine drafts"), lambda row: row.state == "machine"),
    "comments": (gettext_lazy("With comments"), lambda row: bool(row.comments)),
    "findings": (gettext_lazy("With findings"), lambda row: bool(row.findings)),
}


def rows_of(entry: Entry) -> list[Row]:
    """All sentences of a page. Seven queries, however many sentences there are."""
    translation, languages = entry.translation, {"source_language": entry.source.code, "language": entry.target.code}
    sentences = sentences_of(translation)
    places, terms, people = Places(translation.source), terms_of(**languages), people_in(sentences)
    findings = checked(translation, sentences, terms=terms)
    known = memory.exact({one.source for one in sentences if not one.is_translated or one.by_machine}, **languages)
    earlier = earlier_wordings(translation, sentences)
    rows = []
    for number, one in enumerate(sentences, start=1):
        hits = terms_in(one.source, terms)
        match = known.get(one.source)
        rows.append(
            Row(
                number=number,
                sentence=one,
                place=places.of(one.path),
                pieces=pieces(one.source, hits),
                terms=list(dict.fromkeys(hit.term for hit in hits)),
                who=who_wrote(one, people),
                typed=one.target,
                mark=mark_of(one.target),
                findings=findings.get(one.segment, []),
                match=match if match and match.target != one.target else None,
                earlier=earlier.get(one.segment),
            )
        )
    hang_comments(rows, comments_of(translation))
    return rows


def people_in(sentences: list[Sentence]) -> Mapping[int, Any]:
    """Key -> person, for all who wrote a sentence. One query."""
    return get_user_model()._default_manager.in_bulk({one.person for one in sentences if one.person})


def who_wrote(sentence: Sentence, people: Mapping[int, Any]) -> str:
    """Who wrote a sentence last; a machine with its name and whoever asked it."""
    person = str(people.get(sentence.person, "")) if sentence.person else ""
    if sentence.target and sentence.by_machine and sentence.tool not in {"", TOOL}:
        return _("%(tool)s, for %(person)s") % {"tool": _(sentence.tool), "person": person} if person else _(sentence.tool)
    return person


def hang_comments(rows: list[Row], comments: Mapping[int, list[SegmentComment]]) -> None:
    """Gives each comment to the sentence it is about; where that was reworded, to the first one in its place."""
    for row in rows:
        here = comments.get(row.sentence.context, [])
        beside = [other for other in rows if other.sentence.context == row.sentence.context] if here else []
        sources = {other.sentence.source for other in beside}
        is_first = bool(beside) and beside[0] is row
        row.comments = [one for one in here if one.about == row.sentence.source or (is_first and one.about not in sources)]


def grouped(rows: list[Row]) -> list[tuple[Place, list[Row]]]:
    """Rows by card, in the order of the page."""
    return [(group[0].place, group) for _key, each in groupby(rows, key=lambda row: row.place.group) for group in [list(each)]]


def filters(rows: list[Row], shown: str) -> list[dict[str, Any]]:
    """The filters with how many sentences each shows, and which one is on."""
    return [
        {"key": key, "name": name, "count": sum(map(fits, rows)), "is_on": key == shown} for key, (name, fits) in FILTERS.items()
    ]
