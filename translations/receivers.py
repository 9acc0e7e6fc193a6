"""What happens elsewhere reaches the desk from here; the receivers decide nothing."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move
from wagtail_localize.models import Translation

from courses.signals import translation_loaded
from translations.freshness import note_source
from translations.loaded import note_loaded
from translations.models import TranslationState
from translations.states import KINDS, note_live, note_moved, state_of


@receiver(post_save, sender=Translation)
def give_every_translation_its_row(sender: Any, *, instance: Translation, created: bool, raw: bool = False, **_: Any) -> None:
    """A page was sent to translation, by our desk or by wagtail-localize's own button."""
    if created and not raw:
        state_of(instance)


@receiver(page_published)
def note_what_went_live(sender: type[Page], instance: Page, **_: Any) -> None:
    """A page went live: as a translation, and as a source that others may now be behind."""
    if isinstance(instance, tuple(KINDS)):
        note_live(instance, is_live=True)
        note_source(instance)


@receiver(page_unpublished)
def note_what_went_away(sender: type[Page], instance: Page, **_: Any) -> None:
    """A page is no longer live."""
    if isinstance(instance, tuple(KINDS)):
        note_live(instance, is_live=False)


@receiver(post_page_move)
def note_what_was_moved(sender: type[Page], instance: Page, **_: Any) -> None:
    """A source page may belong to another course now; its translations follow when they are synced."""
    note_moved(instance)


@receiver(post_delete)
def note_what_was_deleted(sender: type[Any], instance: Any, **_: Any) -> None:
    """A deleted translation is shown to nobody; the row of a deleted source goes with it, its sentences stay in the memory."""
    if issubclass(sender, tuple(KINDS)):
        note_live(instance, is_live=False)
        rows = TranslationState.objects.filter(page_key=instance.translation_key)
        rows.filter(translation__source__locale_id=instance.locale_id).delete()


@receiver(translation_loaded)
def note_what_was_loaded(sender: Any, *, translation: Translation, status: str, is_complete: bool, **_: Any) -> None:
    """A course came with its translations."""
    note_loaded(translation, status=status, is_complete=is_complete)
