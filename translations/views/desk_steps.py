"""The steps a person can take from the desk: which they are offered, and taking one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models.catalogue import TranslationStatus
from translations import workflow
from translations.errors import DeskError, StepRefused
from translations.models import Stage, TranslationState
from translations.pages import sync
from translations.roles import can_coordinate, can_translate
from translations.views.entry import Entry, person_of

Act = Callable[[TranslationState, Any, str], Any]


def resync(state: TranslationState, by: Any, comment: str) -> None:
    """Shows the desk the source of now. Raises `StepRefused`."""
    if not can_translate(by, state.language) and not can_coordinate(by):
        raise StepRefused(_("You may not translate into this language."))
    sync(state.translation)


# Step -> how it is taken, and what is said when it was.
STEPS: Final[dict[str, tuple[Act, Any]]] = {
    "submit": (lambda state, by, comment: workflow.submit(state, by=by), gettext_lazy("Sent to review.")),
    "approve": (lambda state, by, comment: workflow.approve(state, by=by, comment=comment), gettext_lazy("Approved.")),
    "send_back": (
        lambda state, by, comment: workflow.send_back(state, by=by, comment=comment),
        gettext_lazy("Sent back to its translator."),
    ),
    "publish": (lambda state, by, comment: workflow.publish(state, by=by), gettext_lazy("Published. Learners can see it now.")),
    "release": (
        lambda state, by, comment: workflow.release(state, by=by),
        gettext_lazy("Published without a review. The page says so to learners."),
    ),
    "sync": (resync, gettext_lazy("The desk shows the source as it is published now.")),
    "stop": (lambda state, by, comment: workflow.stop(state, by=by), gettext_lazy("Stopped. All sentences are kept.")),
    "start": (lambda state, by, comment: workflow.start(state, by=by), gettext_lazy("Started again.")),
}


def take_step(request: HttpRequest, entry: Entry, step: str) -> bool:
    """Takes a step and says what came of it; whether it was taken."""
    if step not in STEPS:
        messages.error(request, _("There is no such step. Load the desk again."))
        return False
    act, said = STEPS[step]
    try:
        act(entry.state, person_of(request), request.POST.get("comment", ""))
    except (DeskError, ValidationError) as refusal:
        for sentence in sentences_in(refusal):
            messages.error(request, sentence)
        return False
    messages.success(request, str(said))
    return True


def sentences_in(refusal: DeskError | ValidationError) -> list[str]:
    """Each reason as a sentence of its own."""
    return refusal.sentences if isinstance(refusal, DeskError) else refusal.messages


def offered(entry: Entry, person: Any) -> dict[str, Any]:
    """Which steps this person can take now, and what is to be known before; what only looks possible is refused with a sentence."""
    state, rights, is_on = entry.state, entry.rights, entry.translation.enabled
    in_review = state.stage == Stage.IN_REVIEW
    is_second = in_review and rights.review and is_on
    return {
        "submit": is_on and rights.translate and state.stage == Stage.DRAFT,
        "review": is_second and not state.is_by(person),
        "review_is_own": is_second and state.is_by(person),
        "publish": is_on and rights.review and state.stage == Stage.APPROVED,
        "release": is_on and rights.publish_unreviewed and rights.review and state.stage in {Stage.DRAFT, Stage.IN_REVIEW},
        "learners_see": TranslationStatus(workflow.status_for_learners(state)).label,
        "sync": is_on and (rights.translate or rights.coordinate) and state.is_behind,
        "stop": is_on and (rights.review or rights.coordinate),
        "start": not is_on and (rights.review or rights.coordinate),
    }
