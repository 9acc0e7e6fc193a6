"""What a sentence was before its source was reworded, and how that was translated: most of it may still hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from wagtail_localize.models import StringTranslation, Translation

from translations.sentences import Sentence
from translations.words import Change, changes, plain

LEAST: Final = 40.0  # less alike, two sentences of one card are different sentences


@dataclass(frozen=True)
class Earlier:
    """The source sentence that stood in the same place, its translation, and what became of it word by word."""

    source: str
    target: str
    changes: list[Change]


def earlier_wordings(translation: Translation, sentences: Iterable[Sentence]) -> dict[int, Earlier]:
    """Segment id -> its earlier wording, for sentences that nobody has translated since. One query, none when all are.

    A place with one sentence takes whatever stood there last; among several the most alike is chosen.
    """
    sentences = list(sentences)
    open_ones = [one for one in sentences if not one.is_translated or one.by_machine]
    if not open_ones:
        return {}
    current = {(one.string, one.context) for one in sentences}
    crowd = Counter(one.context for one in sentences)
    rows: dict[int, list[StringTranslation]] = defaultdict(list)
    for row in StringTranslation.objects.filter(
        locale_id=translation.target_locale_id, context__in={one.context for one in open_ones}, has_error=False
    ).select_related("translation_of"):
        if (row.translation_of_id, row.context_id) not in current:
            rows[row.context_id].append(row)
    found = {}
    for one in open_ones:
        row = nearest(one.source, rows[one.context], least=LEAST if crowd[one.context] > 1 else 0)
        if row:
            found[one.segment] = Earlier(row.translation_of.data, row.data, changes(row.translation_of.data, one.source))
    return found


def nearest(source: str, rows: list[StringTranslation], *, least: float) -> StringTranslation | None:
    """The row whose source is most alike, the latest among equals."""
    scored = [(fuzz.ratio(plain(source), plain(row.translation_of.data)), row.updated_at, row.pk, row) for row in rows]
    best = max(scored, default=None, key=lambda one: one[:3])
    return best[3] if best and best[0] >= least else None
