"""What happens elsewhere reaches the desk from here; the receivers decide nothing."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, WorkflowState
from wagtail.signals import page_published, page_unpublished, post_page_move, workflow_cancelled, workflow_rejected
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from courses.signals import sentences_loaded, translation_loaded
from translations.following import delete_aliases, delete_translations, follow_move, gather, withdraw_alias
from translations.freshness import note_source, note_source_anew
from translations.loaded import note_loaded
from translations.models import TranslationState
from translations.states import KINDS, note_deleted, note_live, note_new_sentence, note_rows, note_written, recount_later, state_of
from translations.workflow import end_review_without_approval, note_published

OURS = tuple(KINDS)


@receiver(post_save, sender=Translation)
def give_every_translation_its_row(sender: Any, *, instance: Translation, raw: bool = False, **_: Any) -> None:
    """A page was sent to translation, by our desk or by wagtail-localize's own button."""
    if instance.enabled and not raw:
        state_of(instance)


@receiver(post_delete, sender=Translation)
def withdraw_what_became_an_alias(sender: Any, instance: Translation, **_: Any) -> None:
    """wagtail-localize has turned a translated page into an alias of its source, which learners are not shown."""
    withdraw_alias(instance)


@receiver(page_published)
def note_what_went_live(sender: type[Page], instance: Page, **_: Any) -> None:
    """A page went live: as a translation, and as a source that others may now be behind."""
    if isinstance(instance, OURS):
        note_live(instance, is_live=True)
        note_published(instance)
        note_source(instance)
        gather(instance)


@receiver(page_unpublished)
def note_what_went_away(sender: type[Page], instance: Page, **_: Any) -> None:
    """A page is no longer live."""
    if isinstance(instance, OURS):
        note_live(instance, is_live=False)


@receiver(post_page_move)
def move_translations(sender: type[Page], instance: Page, **_: Any) -> None:
    """A page stands elsewhere: its translations follow."""
    page = instance.specific
    if isinstance(page, OURS):
        follow_move(page)


@receiver(pre_delete)
def delete_aliases_before_their_page(sender: type[Any], instance: Any, **_: Any) -> None:
    """An alias goes before the page whose words it shows."""
    if issubclass(sender, OURS):
        delete_aliases(instance)


@receiver(post_delete)
def note_what_was_deleted(sender: type[Any], instance: Any, **_: Any) -> None:
    """A deleted translation is shown to nobody; a deleted source takes its translations and rows along."""
    if issubclass(sender, OURS):
        note_deleted(instance)
        delete_translations(instance)


@receiver(translation_loaded)
def note_what_was_loaded(sender: Any, *, translation: Translation, status: str, is_complete: bool, **_: Any) -> None:
    """A course came with its translations."""
    note_loaded(translation, status=status, is_complete=is_complete)


@receiver(sentences_loaded)
def note_loaded_sentences(sender: Any, translation: Translation, **_: Any) -> None:
    """Sentences came with a course, perhaps not all that the page has."""
    note_rows(translation)


@receiver(workflow_cancelled, sender=WorkflowState)
@receiver(workflow_rejected, sender=WorkflowState)
def note_the_end_of_a_review(sender: Any, instance: WorkflowState, **_: Any) -> None:
    """A review ended without approval, on the desk or in Wagtail's own pages."""
    end_review_without_approval(instance)


@receiver(post_save, sender=StringTranslation)
@receiver(post_delete, sender=StringTranslation)
def note_what_was_written(sender: Any, instance: StringTranslation, raw: bool = False, **_: Any) -> None:
    """A sentence changed by another door than the desk's."""
    if not raw:
        note_written(instance)


@receiver(post_save, sender=StringSegment)
def note_what_the_desk_was_shown(sender: Any, *, instance: StringSegment, created: bool, raw: bool = False, **_: Any) -> None:
    """A source has a new sentence, shown by our sync, by a load or by wagtail-localize's button."""
    if created and not raw:
        note_new_sentence(instance)


@receiver(post_save, sender=TranslationSource)
def count_after_sync(sender: Any, *, instance: TranslationSource, created: bool, raw: bool = False, **_: Any) -> None:
    """A source was shown anew: its sentences are read after this signal, so they are counted at the end of the transaction."""
    if not created and not raw:
        for state in TranslationState.objects.filter(translation__source=instance):
            recount_later(state)
        transaction.on_commit(partial(note_source_anew, instance.pk))
