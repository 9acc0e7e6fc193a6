"""What waits for somebody on the desk: their drafts and the reviews they may do, as a panel of the CMS dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from translations.board import ME, Language, languages_in_sight
from translations.models import Stage, TranslationState
from translations.models.state import Standing
from translations.views.addresses import address_of
from translations.views.drawing import words_left

MOST: Final = 8


class WaitingPanel(Component):
    """Drafts of one's own, and what others have sent to review. Draws nothing when nothing waits."""

    name = "desk_waiting"
    template_name = "translations/cms_waiting.html"
    order = 5

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """One query beside that for the languages."""
        return waiting_for((parent_context or {})["request"].user)


def waiting_for(person: Any) -> dict[str, Any]:
    """What waits for somebody, for the panel's template: on the dashboard, and on the board of those who see no dashboard."""
    waiting = list(rows_for(person))
    drafts = [state for state in waiting if state.stage == Stage.DRAFT]
    reviews = [state for state in waiting if state.stage == Stage.IN_REVIEW]
    board = reverse("translations:board")
    return {
        "drafts": [shown(state) for state in sorted(drafts, key=lambda state: -state.words_left)[:MOST]],
        "reviews": [shown(state) for state in reviews[:MOST]],
        "more_drafts": max(len(drafts) - MOST, 0),
        "more_reviews": max(len(reviews) - MOST, 0),
        "mine_href": f"{board}?who={ME}",
        "reviews_href": f"{board}?standing={Standing.IN_REVIEW}",
    }


def rows_for(person: Any) -> Any:
    """What somebody is to translate, and what they may approve: what they were asked for themselves first. One query."""
    reviewed = [language.code for language in languages_in_sight(person, "publish_page")]
    to_translate = Q(translator=person, stage=Stage.DRAFT, is_released=False)
    # Their own words are read by somebody else; so is what another reviewer was asked for.
    own = Q(submitted_by__isnull=False, submitted_by=person) | Q(translator__isnull=False, translator=person)
    to_review = Q(stage=Stage.IN_REVIEW, language__in=reviewed) & (Q(reviewer=person) | Q(reviewer=None)) & ~own
    rows = TranslationState.objects.at_work().filter(to_translate | to_review).select_related("translation")
    return rows.order_by(F("reviewer").asc(nulls_last=True), "submitted_at", "title")


def shown(state: TranslationState) -> dict[str, Any]:
    """A page with the way to it."""
    course = reverse("translations:course", args=[state.course_key or state.page_key, state.language])
    return {
        "title": state.title,
        "language": Language(state.language),
        "href": address_of("desk", state.translation.uuid) or course,
        "words": words_left(state.words_left, at_least=False) if state.words_left else _("ready to be sent to review"),
    }
