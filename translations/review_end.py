"""Where Wagtail's setting `WAGTAIL_FINISH_WORKFLOW_ACTION` points: it is imported while Wagtail's models are being made."""

from __future__ import annotations

from typing import Any


def end_review(workflow_state: Any, user: Any = None) -> None:
    """Hands over to `translations.workflow`, which needs those models."""
    from translations import workflow

    workflow.end_review(workflow_state, user=user)
