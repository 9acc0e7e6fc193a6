"""Keeps the rows of the board true: one `TranslationState` per translation, its counts, whether learners see it.

Everything here can be done again from wagtail-localize's rows and the page tree: `rebuild_translation_states`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationContext

from courses.models import CataloguePage, CoursePage, LessonPage, ModulePage
from translations.models import Stage, TranslationState
from translations.models.state import PageKind
from translations.words import count_words

ANSWERED_FOR: Final = (Stage.APPROVED, Stage.PUBLISHED)
COUNTED_BY_US: ContextVar[bool] = ContextVar("counted_by_us", default=False)
KINDS: dict[type[Page], PageKind] = {
    CataloguePage: PageKind.CATALOGUE,
    CoursePage: PageKind.COURSE,
    ModulePage: PageKind.MODULE,
    LessonPage: PageKind.LESSON,
}


def state_of(translation: Translation) -> TranslationState | None:
    """The row beside a translation, made and counted now if it is missing; None for what is no page of ours. Up to five queries."""
    found = TranslationState.objects.filter(translation=translation).first()
    if found:
        return found
    kind = KINDS.get(translation.source.specific_content_type.model_class())
    page = source_page_of(translation)
    if kind is None or page is None:
        return None
    state, _new = TranslationState.objects.get_or_create(
        translation=translation,
        defaults={
            "language": translation.target_locale.language_code,
            "source_language": translation.source.locale.language_code,
            "course_key": course_key_of(page),
            "page_key": page.translation_key,
            "kind": kind,
            "title": page.title,
        },
    )
    return count(state)


def source_page_of(translation: Translation) -> Any | None:
    """The page that is translated, as it is edited now; None when it was deleted."""
    source = translation.source
    model = source.specific_content_type.model_class()
    return model.objects.filter(translation_key=source.object_id, locale_id=source.locale_id).first()


def target_page_of(translation: Translation) -> Any | None:
    """The translated page; None when there is none yet."""
    model = translation.source.specific_content_type.model_class()
    return model.objects.filter(translation_key=translation.source.object_id, locale_id=translation.target_locale_id).first()


def course_key_of(page: Page) -> UUID | None:
    """The translation key of the course a page is or belongs to; None for a home page."""
    if isinstance(page, CoursePage):
        return page.translation_key
    key: UUID | None = CoursePage.objects.ancestor_of(page).values_list("translation_key", flat=True).first()
    return key


@transaction.atomic
def count(state: TranslationState) -> TranslationState:
    """Counts a translation's sentences anew, and whether a page of it is live; stores what differs. Four queries and one UPDATE.

    The row is locked: an approval at the same moment is seen, and what lost sentences is not approved any more.
    """
    row = TranslationState.objects.select_for_update().filter(pk=state.pk).first()
    if row is None:
        return state
    page = target_page_of(state.translation)
    facts: dict[str, Any] = {**numbers_of(state.translation), "is_live": bool(page and page.live and not page.alias_of_id)}
    facts |= {"stage": row.stage, "is_released": row.is_released}
    if facts["translated"] < facts["sentences"]:
        facts["is_released"] = False
        if row.stage in ANSWERED_FOR:
            facts["stage"] = Stage.DRAFT
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name, value in facts.items():
        setattr(state, name, value)
    if changed:
        state.save(update_fields=[*changed, "updated_at"])
    return state


def numbers_of(translation: Translation) -> dict[str, int]:
    """A translation's sentences and the source's words, counted. Two queries."""
    rows = {
        (row["translation_of_id"], row["context_id"]): row["translation_type"]
        for row in StringTranslation.objects.filter(
            locale_id=translation.target_locale_id, context__object_id=translation.source.object_id, has_error=False
        ).values("translation_of_id", "context_id", "translation_type")
    }
    segments = StringSegment.objects.filter(source_id=translation.source_id).values_list("string_id", "context_id", "string__data")
    numbers = {"sentences": 0, "translated": 0, "by_machine": 0, "words": 0, "words_left": 0}
    for string_id, context_id, words in segments:
        kind = rows.get((string_id, context_id))
        size = count_words(words)
        numbers["sentences"] += 1
        numbers["words"] += size
        numbers["translated"] += kind is not None
        numbers["by_machine"] += kind == StringTranslation.TRANSLATION_TYPE_MACHINE
        numbers["words_left"] += size if kind is None else 0
    return numbers


def recount(pk: int) -> None:
    """Counts a row anew if it is still there."""
    state = TranslationState.objects.select_related("translation__source__specific_content_type").filter(pk=pk).first()
    if state:
        count(state)


def recount_later(state: TranslationState) -> None:
    """Counts a row anew when the transaction is done."""
    transaction.on_commit(partial(recount, state.pk))


def note_live(page: Page, *, is_live: bool) -> None:
    """A page of ours went live or away: its row says so. What is taken away is approved and not published."""
    rows = TranslationState.objects.filter(page_key=page.translation_key, translation__target_locale_id=page.locale_id)
    rows.exclude(is_live=is_live).update(is_live=is_live)
    if not is_live:
        rows.filter(stage=Stage.PUBLISHED).update(stage=Stage.APPROVED)


def note_deleted(page: Page) -> None:
    """A page was deleted: rows of its translations go; the row of a translated page waits for the page to be sent again."""
    rows = TranslationState.objects.filter(page_key=page.translation_key)
    rows.filter(translation__source__locale_id=page.locale_id).delete()
    note_live(page, is_live=False)
    # Wagtail deletes its workflow with the page and says nothing.
    rows.filter(translation__target_locale_id=page.locale_id, stage=Stage.IN_REVIEW).update(stage=Stage.DRAFT)


# --- sentences that change by other doors ------------------------------------------------------------------------------------


@contextmanager
def counted_by_us() -> Iterator[None]:
    """Inside, sentences are written by `record_sentences`, which sees to the row itself."""
    token = COUNTED_BY_US.set(True)
    try:
        yield
    finally:
        COUNTED_BY_US.reset(token)


def note_written(row: StringTranslation) -> None:
    """A sentence was written or deleted, by wagtail-localize's editor or import: nobody has approved the words of now."""
    if COUNTED_BY_US.get() or row.context_id is None:
        return
    page_keys = TranslationContext.objects.filter(pk=row.context_id).values("object_id")
    rows = TranslationState.objects.filter(page_key__in=page_keys, translation__target_locale_id=row.locale_id)
    for state in rows:
        take_back(rows.filter(pk=state.pk))
        recount_later(state)


def note_rows(translation: Translation) -> None:
    """Several sentences of a translation were written at once."""
    for state in TranslationState.objects.filter(translation=translation):
        take_back(TranslationState.objects.filter(pk=state.pk))
        recount_later(state)


def note_new_sentence(segment: StringSegment) -> None:
    """The desk was shown a sentence of the source: if that is new there, nobody has approved the whole any more.

    It may have a translation from long ago, of which nobody knows whether it still fits.
    """
    same_place = StringSegment.objects.filter(source=segment.source_id, string=segment.string_id, context=segment.context_id)
    if not same_place.exclude(pk=segment.pk).exists():
        take_back(TranslationState.objects.filter(translation__source=segment.source_id))


def take_back(rows: QuerySet[TranslationState]) -> None:
    """Other words than those approved or released are a draft again. One UPDATE or two; learners keep what is published."""
    rows.filter(stage__in=ANSWERED_FOR).update(stage=Stage.DRAFT, approved_by=None, approved_at=None)
    rows.filter(is_released=True).update(is_released=False, released_by=None)


def rebuild() -> int:
    """Makes missing rows, counts all of them anew, takes away those of deleted sources; returns how many there are."""
    kept = set()
    for translation in Translation.objects.select_related("source__specific_content_type", "source__locale", "target_locale"):
        page = source_page_of(translation)
        state = state_of(translation) if page else None
        if page is None or state is None:
            continue
        kept.add(state.pk)
        facts = {"course_key": course_key_of(page), "page_key": page.translation_key, "title": page.title}
        TranslationState.objects.filter(pk=state.pk).exclude(**facts).update(**facts)
        count(state)
    TranslationState.objects.exclude(pk__in=kept).delete()
    return len(kept)
