"""A page's translation, made by the same road as a translator's: the desk's sentences, then the page built from them."""

from __future__ import annotations

from typing import Any

from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from courses.manuscripts.rows import Sentences, is_complete, write_rows
from courses.signals import translation_loaded


def translation_of(source_page: Any, locale: Locale, *, sync: bool) -> Translation:
    """The desk's record of a page's translation. With `sync` the desk sees the page as it is now."""
    source = TranslationSource.objects.get_for_instance_or_none(source_page)
    if source is None or sync:
        source, _new = TranslationSource.update_or_create_from_instance(source_page)
    translation, _new = Translation.objects.get_or_create(source=source, target_locale=locale)
    return translation


def known_translation(source_page: Any, locale: Locale) -> Translation | None:
    """The desk's record, if it has one."""
    source = TranslationSource.objects.get_for_instance_or_none(source_page)
    return Translation.objects.filter(source=source, target_locale=locale).first() if source else None


def sync_source(source_page: Any) -> None:
    """Shows the desk a page that changed, if the desk knows it: what is to be translated anew, it sees itself."""
    if TranslationSource.objects.get_for_instance_or_none(source_page):
        TranslationSource.update_or_create_from_instance(source_page)


def write_translation(source_page: Any, locale: Locale, wanted: Sentences, *, status: str) -> tuple[Any, bool]:
    """Builds the translated page from its sentences. Returns the page, saved and not yet published, and whether it is complete.

    The page is saved without publishing, because publishing here would wait for the end of the transaction; the caller
    publishes the revision in the same transaction, so that a live page never shows half of it.
    """
    translation = translation_of(source_page, locale, sync=False)
    write_rows(translation, wanted, replace=True)
    model = type(source_page)
    if not source_page.has_translation(locale):
        source_page.copy_for_translation(locale)
    if hasattr(source_page, "translation_status"):
        # The desk leaves this field alone: it belongs to each language.
        model.objects.filter(translation_key=source_page.translation_key, locale=locale).update(translation_status=status)
    translation.save_target(publish=False)
    page = model.objects.get(translation_key=source_page.translation_key, locale=locale)
    follow(source_page, page, locale)
    complete = is_complete(translation)
    translation_loaded.send(model, translation=translation, status=status, is_complete=complete)
    return model.objects.get(pk=page.pk), complete


def follow(source_page: Any, page: Page, locale: Locale) -> None:
    """Moves a translation to where its source stands now."""
    parent = source_page.get_parent().specific.get_translation_or_none(locale)
    if parent and page.get_parent().pk != parent.pk:
        page.move(Page.objects.get(pk=parent.pk), pos="last-child")
