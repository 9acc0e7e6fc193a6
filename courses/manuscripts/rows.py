"""Sentences of the translation desk: written from a manuscript and its translation, left alone where a translator is at work.

wagtail-localize keeps each translated sentence as a row; the page is built from the rows. Loading a translation means writing rows,
so that the desk, its progress and its memory know every sentence that came with a course.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from courses.manuscripts.problems import ManuscriptError
from courses.models import LessonPage
from courses.models.catalogue import TranslationStatus
from courses.signals import sentences_loaded

TOOL: Final = "machine draft"
MEDIA_FIELDS: Final = {"picture": "picture", "audio": "recording", "video": "film", "h5p": "content"}


@dataclass(frozen=True)
class Sentences:
    """What to write: (path, source sentence) -> translation; and media of its own, path -> key."""

    pairs: dict[tuple[str, str], str]
    media: dict[str, int]
    tool: str

    @property
    def kind(self) -> str:
        """Whether a person has read the words."""
        return StringTranslation.TRANSLATION_TYPE_MACHINE if self.tool else StringTranslation.TRANSLATION_TYPE_MANUAL


def sentences(source: Any, translated: Any, *, status: str, file: str) -> Sentences:
    """The sentences of two filled pages side by side. Raises `ManuscriptError` when one sentence has two translations in a card."""
    pairs: dict[tuple[str, str], str] = {}
    there, here = strings_by_path(source), strings_by_path(translated)
    for path, strings in there.items():
        for original, translation in zip(strings, here.get(path, []), strict=False):
            if pairs.setdefault((path, original), translation) != translation:
                sentence = _("“%(words)s” stands twice in one card of the source and is translated in two ways. Use one of them.")
                raise ManuscriptError.at(file, sentence % {"words": original[:60]})
    media = {}
    if isinstance(source, LessonPage):
        own, originals = media_by_path(translated), media_by_path(source)
        media = {path: pk for path, pk in own.items() if pk != originals.get(path)}
    return Sentences(pairs, media, "" if status == TranslationStatus.REVIEWED else TOOL)


def strings_by_path(page: Any) -> dict[str, list[str]]:
    """Path -> its sentences in order, as the desk would keep them."""
    found: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment.string.data)
    return found


def media_by_path(page: LessonPage) -> dict[str, int]:
    """Path -> key of the picture, recording, video or H5P content a card shows."""
    return {
        f"body.{raw['id']}.{name}": raw["value"][name]
        for raw in page.body.get_prep_value()
        if (name := MEDIA_FIELDS.get(raw["type"], "")) and raw["value"][name]
    }


def has_desk_work(source_page: Any, page: Any) -> bool:
    """Whether translators have sentences that are not on the page yet, or work on the page without the desk."""
    source = TranslationSource.objects.get_for_instance_or_none(source_page)
    translation = Translation.objects.filter(source=source, target_locale=page.locale).first() if source else None
    if translation is None or not translation.enabled:
        return True
    shown = strings_by_path(page.get_latest_revision_as_object())
    segments = StringSegment.objects.filter(source=source).annotate_translation(page.locale).select_related("context")
    by_path: dict[str, list[str | None]] = defaultdict(list)
    for segment in segments.order_by("order"):
        by_path[segment.context.path].append(segment.translation)
    beside = (zip(rows, shown.get(path, []), strict=False) for path, rows in by_path.items())
    return any(row is not None and row != words for pairs in beside for row, words in pairs)


def write_rows(translation: Translation, wanted: Sentences, *, replace: bool) -> int:
    """Adds the sentences that have no row yet; changes the others only with `replace`. Returns how many rows changed."""
    locale, source = translation.target_locale, translation.source
    rows = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(locale=locale, context__object_id=source.object_id)
    }
    new: dict[tuple[int, int], StringTranslation] = {}
    changed = 0
    for segment in StringSegment.objects.filter(source=source).select_related("context", "string"):
        key = (segment.string_id, segment.context_id)
        words = wanted.pairs.get((segment.context.path, segment.string.data))
        if words is None or key in new:
            continue
        fields = {"data": words, "translation_type": wanted.kind, "tool_name": wanted.tool, "has_error": False}
        if key not in rows:
            new[key] = StringTranslation(translation_of_id=key[0], context_id=key[1], locale=locale, **fields)
        elif replace and any(getattr(rows[key], name) != value for name, value in fields.items()):
            changed += update_row(rows[key], fields)
    # Extracted from a built page, so it holds no more than the desk would take: no need to check each on its own.
    StringTranslation.objects.bulk_create(new.values())
    write_overrides(source, locale, wanted.media)
    if changed or new:
        sentences_loaded.send(Translation, translation=translation)
    return changed + len(new)


def update_row(row: StringTranslation, fields: dict[str, Any]) -> int:
    """Gives a row other words, or another origin. Returns 1."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return 1


def write_overrides(source: TranslationSource, locale: Any, media: dict[str, int]) -> None:
    """Lets a translation show its own pictures and recordings instead of the source's."""
    for segment in OverridableSegment.objects.filter(source=source, context__path__in=media).select_related("context"):
        data = json.dumps(media[segment.context.path])
        if not SegmentOverride.objects.filter(locale=locale, context=segment.context, data_json=data).exists():
            SegmentOverride.objects.update_or_create(locale=locale, context=segment.context, defaults={"data_json": data})


def is_complete(translation: Translation) -> bool:
    """Whether every sentence has its translation."""
    total, done = translation.get_progress()
    return bool(total == done)


def waiting(translation: Translation) -> int:
    """How many sentences have no translation."""
    total, done = translation.get_progress()
    return int(total - done)
