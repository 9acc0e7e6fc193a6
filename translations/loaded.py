"""Translations that come with a course's manuscripts: whoever loads them answers for them, as far as the manuscript says."""

from __future__ import annotations

from wagtail_localize.models import Translation

from courses.models.catalogue import TranslationStatus
from translations.models import Stage, TranslationState
from translations.states import count, state_of


def note_loaded(translation: Translation, *, status: str, is_complete: bool) -> None:
    """Notes how far the manuscript says that its words were checked; what is whole may go live and says so to learners."""
    state = state_of(translation)
    if state is None:
        return
    count(state)
    stage = Stage.PUBLISHED if is_complete and status == TranslationStatus.REVIEWED else Stage.DRAFT
    TranslationState.objects.filter(pk=state.pk).update(
        stage=stage, is_released=is_complete and stage == Stage.DRAFT, title=translation.source.object_repr[:255]
    )
