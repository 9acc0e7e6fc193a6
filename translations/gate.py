"""The rule that no translation goes live that nobody answers for; `courses` asks it wherever a page is published.

It looks at publishing only: a live page that is saved for another reason (moved, say) keeps the words it has.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from translations.models import TranslationState


def translation_problems(page: Any) -> list[str]:
    """Why a translated page may not go live: a sentence, or none. One query, a second one when it would be refused."""
    if not page.pk or not page.locale_id:
        return []
    state = TranslationState.objects.of_page(page).at_work().first()
    if state is None or state.may_go_live or is_published_already(page):
        return []
    if not state.is_complete:
        left = state.sentences - state.translated
        return [_("%(count)s sentences are not translated yet. Finish them on the translation desk.") % {"count": left}]
    return [
        _(
            "No second person has approved this translation. Send it to review on the translation desk; "
            "somebody with that right can also publish it there as it is."
        )
    ]


def is_published_already(page: Any) -> bool:
    """Whether the page would stay at the words that learners see now."""
    stored = Page.objects.filter(pk=page.pk, live=True).values_list("live_revision", flat=True).first()
    return stored is not None and stored == page.live_revision_id
