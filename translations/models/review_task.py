"""The step of Wagtail's workflow in which a second person reads a translation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask

from translations.models.state import TranslationState


def is_theirs(page: Any, person: Any) -> bool:
    """Whether a translated page's words are this person's own."""
    state = TranslationState.objects.of_page(page).first()
    return bool(state and state.is_by(person))


class TranslationReviewTask(AbstractGroupApprovalTask):
    """Members of the language's reviewers approve; whoever submitted or translated the page may not."""

    class Meta:
        verbose_name = _("review of a translation by a second person")
        verbose_name_plural = _("reviews of translations by a second person")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Wagtail's buttons; none for the person whose words they are."""
        return [] if is_theirs(obj, user) else super().get_actions(obj, user)

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Wagtail's doors lead here, its form as its confirmation: none lets somebody approve their own words."""
        page = task_state.workflow_state.content_object
        with transaction.atomic():
            # The desk locks this row first and Wagtail's rows after it; in the other order two people would wait for each other.
            list(TranslationState.objects.of_page(page).select_for_update())
            task_state.refresh_from_db()
            if task_state.status != task_state.STATUS_IN_PROGRESS:
                raise PermissionDenied(_("Somebody else has ended this review already."))
            if is_theirs(page, user):
                raise PermissionDenied(_("A translation is approved by a second person, not by the one who wrote it."))
            return super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        """For the list of kinds of steps."""
        return str(_("A member of the chosen groups who did not translate the page can approve it"))
