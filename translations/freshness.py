"""What is behind its source: noticed when a source page is published, shown word by word.

The desk's sentences are a copy of the source as it was when it was sent or synced last. Publishing the source changes neither the
copy nor any translation; here it is only compared.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import StringSegment, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from translations.models import TranslationState
from translations.words import Change, changes, count_words


@dataclass(frozen=True)
class Rewording:
    """One place of the source: the sentence on the desk, the sentence published now, and what changed. Either may be empty."""

    path: str
    before: str
    after: str

    @property
    def changes(self) -> list[Change]:
        """Word by word."""
        return changes(self.before, self.after)


def sentences_on_page(page: Any) -> list[tuple[str, str]]:
    """(place, sentence) of a page as it is, in the page's order."""
    values = [segment for segment in extract_segments(page) if isinstance(segment, StringSegmentValue)]
    return [(value.path, value.string.data) for value in values if not value.is_empty()]


def sentences_on_desk(source: TranslationSource) -> list[tuple[str, str]]:
    """(place, sentence) of the desk's copy, in its order. One query."""
    rows = StringSegment.objects.filter(source=source).order_by("order", "pk")
    return list(rows.values_list("context__path", "string__data"))


def rewordings(source: TranslationSource, page: Any) -> list[Rewording]:
    """What the source page says differently from the desk's copy, in the page's order; what is gone comes last. One query."""
    now, before = by_place(sentences_on_page(page)), by_place(sentences_on_desk(source))
    found = []
    for path in [*now, *(path for path in before if path not in now)]:
        old, new = list(before.get(path, [])), list(now.get(path, []))
        if sorted(old) == sorted(new):
            continue
        for sentence in list(new):
            if sentence in old:
                old.remove(sentence)
                new.remove(sentence)
        for at in range(max(len(old), len(new))):
            found.append(Rewording(path, old[at] if at < len(old) else "", new[at] if at < len(new) else ""))
    return found


def by_place(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Place -> its sentences in order."""
    places: dict[str, list[str]] = defaultdict(list)
    for path, sentence in pairs:
        places[path].append(sentence)
    return dict(places)


def note_source(page: Page) -> None:
    """A source page was published: marks its translations as behind, or in step again. Three queries at most."""
    source = TranslationSource.objects.get_for_instance_or_none(page)
    if source is None:
        return
    reworded = rewordings(source, page)
    rows = TranslationState.objects.filter(translation__source=source)
    if not reworded:
        rows.filter(is_behind=True).update(is_behind=False, behind_since=None, words_changed=0)
        return
    words = sum(count_words(change.words) for one in reworded for change in one.changes if change.kind == "new")
    rows.update(is_behind=True, behind_since=Coalesce(F("behind_since"), timezone.now()), words_changed=words)


def note_source_anew(pk: int) -> None:
    """The desk was shown a source anew, whoever did it: what was behind may be in step. For after the transaction."""
    source = TranslationSource.objects.filter(pk=pk).first()
    page = (
        source.specific_content_type.model_class().objects.filter(
            translation_key=source.object_id, locale_id=source.locale_id, live=True
        )
        if source
        else None
    )
    if page and (found := page.first()):
        note_source(found)
