"""Translated pages follow their source through the tree: sent with their parents, moved with it, deleted with it.

Deleting a source page deletes its translations, in the same transaction: learners find lessons through the source's outline, so a
translation left behind would be live, listed nowhere and never brought up to date. Their words are not lost: the sentences stay on
wagtail-localize's rows and in the memory. What was written in that language itself is nobody's translation and is never deleted;
a page that holds such a page stays and becomes a page of its own.

Moving a source page moves its translations, to a parent that is sent to the desk now if it was not there. What learners see stays
where they see it until the new parent is live in their language: a move in English takes no lesson away from anybody.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from courses.manuscripts.translate import move_below, own_page, translation_of
from courses.models import CoursePage, ModulePage
from courses.publishing import refresh_course
from translations.models import TranslationState
from translations.states import course_key_of, state_of, target_page_of

NOWHERE: Final = "-"  # no page has such a path


def is_source(page: Any) -> bool:
    """Whether something was translated from this page. One query."""
    return TranslationSource.objects.filter(object_id=page.translation_key, locale_id=page.locale_id).exists()


def translations_of(page: Any) -> QuerySet[Page]:
    """The page in the other languages, whether translated or shown there as an alias."""
    return Page.objects.filter(translation_key=page.translation_key).exclude(locale_id=page.locale_id).order_by("path")


def parents_to_translate(page: Any) -> list[Any]:
    """The course and module a page stands under, from the top."""
    return [parent.specific for parent in page.get_ancestors().type(CoursePage, ModulePage)]


# --- sent to the desk ----------------------------------------------------------------------------------------------------


def put_on_desk(source_page: Any, locale: Locale) -> tuple[Translation, bool]:
    """The desk's record of a page in a language, and whether it is new; its translated page is there and its state at work."""
    is_new = not TranslationState.objects.filter(page_key=source_page.translation_key, translation__target_locale=locale).exists()
    translation = translation_of(source_page, locale, sync=False)
    if not translation.enabled:
        translation.enabled = True
        translation.save(update_fields=["enabled"])
    make_draft_page(source_page, locale)
    state_of(translation)
    return translation, is_new


def make_draft_page(source_page: Any, locale: Locale) -> Page:
    """The translated page; a new one is a draft nobody sees, and what waited elsewhere for it comes under it."""
    is_new = not source_page.has_translation(locale)
    page: Page = own_page(source_page, locale)
    if is_new:
        gather(page)
    return page


def withdraw_alias(translation: Translation) -> None:
    """A translation was given up and its page made an alias: learners are not shown the source's words as their language's."""
    if not TranslationSource.objects.filter(pk=translation.source_id).exists():
        return  # deleted with all that was translated from it
    page = target_page_of(translation)
    if page and page.alias_of_id and (course_key := course_key_of(page)):
        refresh_course(course_key, changed=set())


# --- moved with the source ---------------------------------------------------------------------------------------------------


def follow_move(source_page: Any) -> None:
    """A page was moved: its translations go where it stands now, or wait where they are until their new parent is live."""
    for alias in Page.objects.filter(alias_of=source_page.pk, translation_key=source_page.translation_key):
        if place_of(source_page, alias) is None:
            delete_unless_needed(alias, gone=NOWHERE)
        else:
            follow(source_page, alias)
    if not is_source(source_page):
        return
    note_course(source_page)
    parents = parents_to_translate(source_page)
    for page in translations_of(source_page).filter(alias_of=None):
        if all(parent.live for parent in parents):
            for parent in parents:
                put_on_desk(parent, page.locale)
        follow(source_page, page)


def note_course(source_page: Any) -> None:
    """The rows of a moved page, and of those below it, name the course it belongs to now. Three queries."""
    keys = [source_page.translation_key, *source_page.get_descendants().values_list("translation_key", flat=True)]
    course_key = course_key_of(source_page)
    rows = TranslationState.objects.filter(page_key__in=keys, translation__source__locale_id=source_page.locale_id)
    rows.exclude(course_key=course_key).update(course_key=course_key)


def follow(source_page: Any, page: Page) -> bool:
    """Moves a translated page to its source's place; whether it was moved. Learners never lose what they see by it."""
    parent = place_of(source_page, page)
    page = Page.objects.get(pk=page.pk)
    if parent is None or page.is_child_of(parent) or (page.live and not parent.live):
        return False
    move_below(page.specific, parent)
    return True


def place_of(source_page: Any, page: Page) -> Page | None:
    """The page a translated page belongs under. A translation does not belong under an alias."""
    key = source_page.get_parent().translation_key
    found = Page.objects.filter(translation_key=key, locale_id=page.locale_id)
    if not page.alias_of_id:
        found = found.filter(alias_of=None)
    return found.first()


def gather(page: Any) -> None:
    """A translated page is new or has gone live: translations that waited elsewhere come under it. Three queries if none did."""
    sources = Page.objects.filter(translation_key=page.translation_key).exclude(locale_id=page.locale_id)
    source_locales = TranslationSource.objects.filter(object_id=page.translation_key).values("locale")
    source_page = sources.filter(locale__in=source_locales).first()
    if source_page is None:
        return
    children = {child.translation_key: child for child in source_page.get_children()}
    waiting = Page.objects.filter(translation_key__in=children, locale_id=page.locale_id, alias_of=None)
    for child in waiting.exclude(path__startswith=page.path):
        follow(children[child.translation_key], child)


# --- deleted with the source -------------------------------------------------------------------------------------------------


def delete_aliases(page: Any) -> None:
    """Before a page is deleted: its aliases go first, for without it they would be pages that nobody wrote."""
    for alias in Page.objects.filter(alias_of=page.pk):
        delete_unless_needed(alias, gone=page.path)


def delete_translations(source_page: Any) -> None:
    """A page was deleted: its translations are deleted too. Called inside the same transaction."""
    if is_source(source_page):
        for page in translations_of(source_page):
            delete_unless_needed(page, gone=source_page.path)


def delete_unless_needed(page: Page, *, gone: str) -> None:
    """Deletes a translated page with what stands below it, unless something there has no source among the pages that go.

    `gone` is the path of the page that is being deleted. What is translated from elsewhere goes where its source is first.
    """
    if not Page.objects.filter(pk=page.pk).exists():
        return  # gone with its parent
    for other, source_page in staying(page, gone):
        if source_page:
            follow(source_page, other)
    if not staying(page, gone):
        Page.objects.get(pk=page.pk).delete()


def staying(page: Page, gone: str) -> list[tuple[Page, Page | None]]:
    """What stands below a page and is not to go with it, each with its source if there is one. Two queries."""
    below = list(Page.objects.descendant_of(page).filter(alias_of=None).exclude(path__startswith=gone))
    found = Page.objects.filter(translation_key__in=[other.translation_key for other in below])
    sources = {source.translation_key: source for source in found.exclude(locale_id=page.locale_id).filter(source_languages())}
    return [
        (other, sources.get(other.translation_key))
        for other in below
        if other.translation_key not in sources or not sources[other.translation_key].path.startswith(gone)
    ]


def source_languages() -> Q:
    """Pages that something is translated from."""
    return Q(locale__in=TranslationSource.objects.values("locale"))
