"""The rule that no translation goes live that nobody answers for; `courses` asks it wherever a page is published.

Whichever door a page comes by (the desk, wagtail-localize's editor, a schedule, a revision of long ago), it goes live only with the
words that stand on the desk now, for those are what was approved or released. A live page that is saved for another reason
(moved, say) keeps the words it has.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from translations.freshness import sentences_on_page
from translations.harmless import hostile_links, hostile_sentences
from translations.models import TranslationState
from translations.sentences import sentences_of


def translation_problems(page: Any) -> list[str]:
    """Why a translated page may not go live, as sentences. One query for what is no translation, about twenty for what is."""
    if not page.pk or not page.locale_id:
        return []
    state = TranslationState.objects.of_page(page).at_work().select_related("translation__source").first()
    if state is None or stays_as_it_is(page):
        return []
    sentences = sentences_of(state.translation)
    if left := [sentence for sentence in sentences if not sentence.is_translated]:
        return [_("%(count)s sentences are not translated yet. Finish them on the translation desk.") % {"count": len(left)}]
    if not state.may_go_live:
        return [
            _(
                "No second person has approved this translation. Send it to review on the translation desk; "
                "somebody with that right can also publish it there as it is."
            )
        ]
    if hostile := [*hostile_sentences(sentences, state.translation), *hostile_links(state.translation)]:
        return hostile
    if not says_what_the_desk_says(page, state.translation):
        return [_("The page says something else than the approved translation. Publish it on the translation desk.")]
    return []


def stays_as_it_is(page: Any) -> bool:
    """Whether the page would stay at the words that learners see now. Two queries when it is live."""
    stored = type(page).objects.filter(pk=page.pk, live=True).first()
    if stored is None or stored.live_revision_id != page.live_revision_id:
        return False
    return sentences_on_page(stored) == sentences_on_page(page)


def says_what_the_desk_says(page: Any, translation: Translation) -> bool:
    """Whether a translated page has the desk's words of now, and no others."""
    built = translation.source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    return sentences_on_page(built) == sentences_on_page(page)
