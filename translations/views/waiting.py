"""What waits for somebody on the desk: their drafts and the reviews they may do, as a panel of the CMS dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from translations.board import ME, Language
from translations.models import Stage, TranslationState
from translations.models.state import Standing
from translations.roles import languages_of
from translations.views.addresses import address_of
from translations.views.drawing import words_left

MOST: Final = 8


class WaitingPanel(Component):
    """Drafts of one's own, and what others have sent to review. Draws nothing when nothing waits."""

    name = "desk_waiting"
    template_name = "translations/cms_waiting.html"
    order = 5

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Four queries, however much waits."""
        person = (parent_context or {})["request"].user
        drafts, reviews = list(drafts_of(person)), list(reviews_for(person))
        board = reverse("translations:board")
        return {
            "drafts": [shown(state) for state in drafts[:MOST]],
            "reviews": [shown(state) for state in reviews[:MOST]],
            "more_drafts": max(len(drafts) - MOST, 0),
            "more_reviews": max(len(reviews) - MOST, 0),
            "mine_href": f"{board}?who={ME}",
            "reviews_href": f"{board}?standing={Standing.IN_REVIEW}",
        }


def drafts_of(person: Any) -> Any:
    """What somebody is to translate. One query."""
    rows = TranslationState.objects.at_work().filter(translator=person, stage=Stage.DRAFT, is_released=False)
    return rows.select_related("translation").order_by("-words_left", "title")


def reviews_for(person: Any) -> Any:
    """What somebody may approve and nobody else was asked to; what they were asked for themselves comes first. Three queries."""
    rows = TranslationState.objects.at_work().filter(stage=Stage.IN_REVIEW, language__in=languages_of(person, "publish_page"))
    theirs = rows.filter(Q(reviewer=person) | Q(reviewer=None)).exclude(submitted_by=person).exclude(translator=person)
    return theirs.select_related("translation").order_by(F("reviewer").asc(nulls_last=True), "submitted_at")


def shown(state: TranslationState) -> dict[str, Any]:
    """A page with the way to it."""
    course = reverse("translations:course", args=[state.course_key or state.page_key, state.language])
    return {
        "title": state.title,
        "language": Language(state.language),
        "href": address_of("desk", state.translation.uuid) or course,
        "words": words_left(state.words_left, at_least=False) if state.words_left else _("ready to be sent to review"),
    }
