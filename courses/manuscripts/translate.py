"""A page's translation, made by the same road as a translator's: the desk's sentences, then the page built from them."""

from __future__ import annotations

from typing import Any

from wagtail.coreutils import find_available_slug
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
    publishes the revision in the same transaction, so that a live page never shows half of it. A live page whose translation is
    no longer complete stays as it is: saving would put the source's words between the translated ones.
    """
    translation = translation_of(source_page, locale, sync=False)
    write_rows(translation, wanted, replace=True)
    model = type(source_page)
    page = own_page(source_page, locale)
    complete = is_complete(translation)
    # Before the page is saved: the desk has to know whose words a live page is about to say.
    translation_loaded.send(model, translation=translation, status=status, is_complete=complete)
    if complete or not page.live:
        if hasattr(source_page, "translation_status"):
            # The desk leaves this field alone: it belongs to each language.
            model.objects.filter(pk=page.pk).update(translation_status=status)
        translation.save_target(publish=False)
    follow(source_page, model.objects.get(pk=page.pk), locale)
    return model.objects.get(pk=page.pk), complete


def own_page(source_page: Any, locale: Locale) -> Any:
    """The page in the other language; made now, as a draft with the source's words, if there is none.

    An alias shows the source's words under the language's address: it becomes the draft, and keeps what stands below it.
    """
    page = source_page.get_translation_or_none(locale)
    if page is None:
        # Read anew: treebeard counts children in memory.
        return type(source_page).objects.get(pk=source_page.pk).copy_for_translation(locale)
    if page.alias_of_id:
        page.alias_of = None
        page.save(update_fields=["alias_of"], clean=False)
        if page.live:
            page.unpublish(log_action=False)
        page.save_revision(changed=False, clean=False)
    return page


def follow(source_page: Any, page: Page, locale: Locale) -> None:
    """Moves a translation to where its source stands now."""
    parent = source_page.get_parent().specific.get_translation_or_none(locale)
    if parent and page.get_parent().pk != parent.pk:
        move_below(page, parent)


def move_below(page: Any, parent: Page) -> None:
    """Moves a page to the end of a parent's children; where another has its address there, it gets the next free one."""
    slug = find_available_slug(parent, page.slug, ignore_page_id=page.pk)
    if slug != page.slug:
        page.slug = slug
        page.save(clean=False)
    page.move(Page.objects.get(pk=parent.pk), pos="last-child")
