"""Terms on their way into the glossary, whatever the file: all of them are checked, then all are saved, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from translations.errors import ExchangeRefused
from translations.exchange.elements import refuse
from translations.glossary import term_problems
from translations.models import GlossaryTerm
from translations.roles import can_review, languages_of

MOST_TERMS: Final = 10_000
Reason = tuple[int, str]  # a line, and a whole sentence about it


@dataclass(frozen=True)
class TermRow:
    """A term of a file, and the line on which it stands."""

    line: int
    source_language: str
    language: str
    term: str
    translation: str = ""
    is_kept: bool = False
    note: str = ""
    is_approved: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        """From which language into which."""
        return self.source_language, self.language

    @property
    def words(self) -> tuple[str, str, bool]:
        """What the glossary says; an approval is for these."""
        return self.term, self.translation, self.is_kept


@dataclass
class TermsTakenIn:
    """How many terms are new, changed, and the same as before."""

    added: int = 0
    changed: int = 0
    same: int = 0


def rows_of(terms: Iterable[GlossaryTerm]) -> list[TermRow]:
    """Terms as rows of a file, in an order that does not depend on the database."""
    rows = [
        TermRow(0, one.source_language, one.language, one.term, one.translation, one.is_kept, one.note, one.approved_at is not None)
        for one in terms
    ]
    return sorted(rows, key=lambda row: (*row.pair, row.term.lower(), row.term))


@transaction.atomic
def take_in(rows: list[TermRow], *, by: Any, reasons: list[Reason]) -> TermsTakenIn:
    """Saves the terms of a file. Raises `ExchangeRefused` with the reasons of all lines, `reasons` of the reader's among them.

    A term known already gets the file's words. Approvals of a file count where whoever brings it may approve; other words than
    those approved lose their approval. Two queries a language pair, and two to write.
    """
    found = sorted([*reasons, *reasons_against(rows, by)])
    refuse([_("Line %(line)s: %(problem)s") % {"line": line, "problem": problem} for line, problem in found])
    if not rows:
        raise ExchangeRefused(_("The file has no terms."))
    approves = {language: can_review(by, language) for language in {row.language for row in rows}}
    result = TermsTakenIn()
    new, changed = [], []
    for pair in sorted({row.pair for row in rows}):
        known = {one.term.lower(): one for one in GlossaryTerm.objects.filter(source_language=pair[0], language=pair[1])}
        for row in (row for row in rows if row.pair == pair):
            term = known.get(row.term.lower()) or GlossaryTerm(source_language=pair[0], language=pair[1])
            if not fill(term, row, by=by if row.is_approved and approves[row.language] else None):
                result.same += 1
            elif term.pk:
                changed.append(term)
            else:
                new.append(term)
    GlossaryTerm.objects.bulk_create(new, batch_size=500)
    fields = ["term", "translation", "is_kept", "note", "approved_by", "approved_at", "updated_at"]
    GlossaryTerm.objects.bulk_update(changed, fields, batch_size=200)
    result.added, result.changed = len(new), len(changed)
    return result


def fill(term: GlossaryTerm, row: TermRow, *, by: Any) -> bool:
    """Gives a term a row's words, and its approval if `by` may give one. Whether anything changed; nothing is saved."""
    before = (term.term, term.translation, term.is_kept)
    is_same = before == row.words and term.note == row.note and (by is None or term.approved_at is not None)
    if is_same and term.pk:
        return False
    if before != row.words:
        term.approved_by = term.approved_at = None
    if by is not None and term.approved_at is None:
        term.approved_by, term.approved_at = by, timezone.now()
    term.term, term.translation, term.is_kept = row.words
    term.note, term.updated_at = row.note, timezone.now()
    return True


def reasons_against(rows: list[TermRow], by: Any) -> list[Reason]:
    """Why the rows cannot be saved: a sentence for each line and problem. Pure but for one question about rights."""
    if len(rows) > MOST_TERMS:
        counts = {"count": f"{len(rows):,}", "most": f"{MOST_TERMS:,}"}
        return [(MOST_TERMS, _("The file has %(count)s terms, %(most)s are the most. Send it in parts.") % counts)]
    may = languages_of(by)
    seen: dict[tuple[str, str, str], int] = {}
    reasons: list[Reason] = []
    for row in rows:
        problems = term_problems(
            source_language=row.source_language,
            language=row.language,
            term=row.term,
            translation=row.translation,
            is_kept=row.is_kept,
            note=row.note,
        )
        if row.language not in may:
            problems.append(_("You may not change the terms of the language “%(code)s”.") % {"code": row.language})
        first = seen.setdefault((*row.pair, row.term.lower()), row.line)
        if first != row.line:
            problems.append(_("“%(term)s” stands on line %(first)s already.") % {"term": row.term, "first": first})
        reasons += [(row.line, problem) for problem in problems]
    return reasons
