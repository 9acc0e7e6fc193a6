"""Keeps the rows of the board true: one `TranslationState` per translation, its counts, whether learners see it.

Everything here can be done again from wagtail-localize's rows and the page tree: `rebuild_translation_states`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from courses.models import CataloguePage, CoursePage, LessonPage, ModulePage
from translations.models import Stage, TranslationState
from translations.models.state import PageKind
from translations.words import count_words

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


def count(state: TranslationState) -> TranslationState:
    """Counts a translation's sentences anew, and whether a page of it is live. Three queries and one UPDATE."""
    translation = state.translation
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
    page = target_page_of(translation)
    facts: dict[str, Any] = {**numbers, "is_live": bool(page and page.live and not page.alias_of_id)}
    if facts["translated"] < facts["sentences"] and state.stage in {Stage.APPROVED, Stage.PUBLISHED}:
        facts |= {"stage": Stage.DRAFT, "is_released": False}
    for name, value in facts.items():
        setattr(state, name, value)
    state.save(update_fields=[*facts, "updated_at"])
    return state


def note_live(page: Page, *, is_live: bool) -> None:
    """A page of ours went live or away: its row says so."""
    rows = TranslationState.objects.filter(page_key=page.translation_key, translation__target_locale_id=page.locale_id)
    rows.exclude(is_live=is_live).update(is_live=is_live)


def note_moved(page: Page) -> None:
    """A source page was moved: its rows and those of the pages below belong to the course where it stands now. Three queries."""
    keys = Page.objects.descendant_of(page, inclusive=True).values("translation_key")
    rows = TranslationState.objects.filter(page_key__in=keys, source_language=page.locale.language_code)
    # A course takes its own key along.
    rows.exclude(kind__in=[PageKind.COURSE, PageKind.CATALOGUE]).update(course_key=course_key_of(page.specific))


def rebuild() -> int:
    """Makes missing rows, counts all of them anew and takes away those without a source; returns how many there are.

    For `rebuild_translation_states`.
    """
    total, true = 0, set()
    for translation in Translation.objects.select_related("source__specific_content_type", "source__locale", "target_locale"):
        state = state_of(translation)
        page = source_page_of(translation)
        if state is None or page is None:
            continue
        count(place(state, page))
        true.add(state.pk)
        total += 1
    gone = set(TranslationState.objects.values_list("pk", flat=True)) - true
    TranslationState.objects.filter(pk__in=gone).delete()
    return total


def place(state: TranslationState, page: Any) -> TranslationState:
    """Says again which page of which course a row is about."""
    state.course_key, state.page_key, state.title = course_key_of(page), page.translation_key, page.title
    state.save(update_fields=["course_key", "page_key", "title", "updated_at"])
    return state
