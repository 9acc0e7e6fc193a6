"""Pages of a translation: sending a page to the desk, its draft, and syncing it with a source that was reworded.

Parents come first and as translations of their own, never as aliases: an alias would be live in a language nobody has written.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from courses.manuscripts.catalogues import catalogue_in
from courses.manuscripts.report import Report
from translations import memory
from translations.errors import StepRefused
from translations.following import follow, parents_to_translate, put_on_desk
from translations.models import Stage, TranslationState
from translations.roles import set_up_language
from translations.sentences import Origin, record_sentences, sentences_of
from translations.states import count, source_page_of, state_of, target_page_of

MEMORY: str = "Translation memory"


@transaction.atomic
def send_to_translation(page: Any, *, language: str, person: Any) -> list[TranslationState]:
    """Puts a page, and what it stands under, on the desk of a language. Returns the states that are new.

    The translated pages exist from now on as drafts. Sentences translated before, word for word, are filled in from the memory as
    drafts of a machine: a person confirms them. What was deleted in the language comes back with its sentences.
    Raises `StepRefused` for what is not published: the desk translates what learners see.
    """
    source_pages = [*parents_to_translate(page), page]
    for source_page in source_pages:
        if not source_page.live:
            sentence = _("“%(title)s” is not published. Publish it first: the desk translates what learners see.")
            raise StepRefused(sentence % {"title": source_page.title})
    locale = Locale.objects.get(language_code=language)
    catalogue_in(locale, Report())
    set_up_language(locale)
    new = []
    for source_page in source_pages:
        translation, is_new = put_on_desk(source_page, locale)
        state = state_of(translation)
        if state and is_new:
            new.append(state)
            fill(translation, person=person)
    return new


def fill(translation: Translation, *, person: Any) -> int:
    """Fills empty sentences that the memory knows word for word. Returns how many."""
    empty = [sentence for sentence in sentences_of(translation) if not sentence.is_translated]
    known = memory.exact(
        {sentence.source for sentence in empty},
        source_language=translation.source.locale.language_code,
        language=translation.target_locale.language_code,
    )
    targets = {sentence.segment: known[sentence.source].target for sentence in empty if sentence.source in known}
    if not targets:
        return 0
    return len(record_sentences(translation=translation, targets=targets, origin=Origin(person, MEMORY, by_machine=True)))


@transaction.atomic
def sync(translation: Translation) -> TranslationState | None:
    """Shows the desk the source as it is published now. Sentences that stayed keep their translation; the page stays as it is.

    All languages of the page see the new source: wagtail-localize keeps one source per page. Their rows are counted anew. Where
    there are sentences that were not there before, nobody has approved the whole any more: see `states.note_new_sentence`.
    """
    source_page = source_page_of(translation)
    if source_page is None:
        return state_of(translation)
    TranslationSource.update_or_create_from_instance(source_page)
    for other in Translation.objects.filter(source_id=translation.source_id).select_related("source", "target_locale"):
        state = state_of(other)
        if state is None:
            continue
        follow_source(other, source_page)
        rows = TranslationState.objects.filter(pk=state.pk)
        # Its words are still those approved, its page is not: what stays whole waits to be published again.
        rows.filter(is_behind=True, stage=Stage.PUBLISHED).update(stage=Stage.APPROVED)
        rows.update(is_behind=False, behind_since=None, words_changed=0, title=source_page.title)
        count(state)
    return TranslationState.objects.filter(translation=translation).first()


def follow_source(translation: Translation, source_page: Any) -> None:
    """Moves the translated page to where its source stands now, if learners do not lose it by that."""
    page = target_page_of(translation)
    if page and translation.enabled:
        follow(source_page, page)
