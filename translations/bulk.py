"""Work on many pages at once: the same steps as one by one, each page in a transaction of its own.

A page that is refused says why and stops none of the others. Who may do what is asked for each page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Locale, Page

from translations.board import Wanted
from translations.board_pages import source_pages
from translations.errors import DeskError, StepRefused
from translations.languages import SOURCE_LANGUAGE
from translations.models import BulkAction, Stage, TranslationState
from translations.pages import fill, send_to_translation, sync
from translations.roles import can_coordinate, can_translate
from translations.states import source_page_of
from translations.workflow import approve, assign, publish, release, submit

log = logging.getLogger(__name__)

EVERYTHING: Final = Wanted()
AS_IT_IS: Final = "as it is"  # instead of a person: who is assigned now stays


@dataclass(frozen=True)
class Place:
    """A page in a language, sent to translation or not. The title is for sentences."""

    page_key: UUID
    language: str
    title: str


@dataclass(frozen=True)
class Order:
    """What is to be done and who asks for it. `people` names translator and reviewer per language: a person, None or `AS_IT_IS`."""

    action: str
    by: Any
    people: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came of one page, as a sentence."""

    title: str
    language: str
    is_done: bool
    sentence: str


# Of a whole course, each action takes the pages that wait for it. Pages that were ticked one by one are all tried.
WAITING: Final[dict[str, Q]] = {
    BulkAction.SYNC: Q(is_behind=True),
    BulkAction.FILL: Q(translated__lt=F("sentences")),
    BulkAction.ASSIGN: Q(),
    BulkAction.SUBMIT: Q(stage=Stage.DRAFT, translated__gt=0),
    BulkAction.APPROVE: Q(stage=Stage.IN_REVIEW),
    BulkAction.PUBLISH: Q(stage=Stage.APPROVED) | Q(stage=Stage.PUBLISHED, is_live=False) | Q(is_released=True, is_live=False),
    BulkAction.PUBLISH_BOTH: Q(stage=Stage.APPROVED) | Q(stage=Stage.PUBLISHED) & (Q(is_behind=True) | Q(has_draft=True)),
    BulkAction.RELEASE: Q(stage__in=[Stage.DRAFT, Stage.IN_REVIEW], sentences=F("translated")),
}


def places_of(course: Page, languages: Iterable[str], action: str, *, wanted: Wanted = EVERYTHING) -> list[Place]:
    """A course's pages that wait for an action and are looked for, in the order of the tree. One query and one per language."""
    pages = source_pages(course)
    keys = [page.translation_key for page in pages]
    found = []
    for language in languages:
        states = TranslationState.objects.at_work().into(language).filter(page_key__in=keys)
        if action == BulkAction.SEND:
            known = set(states.values_list("page_key", flat=True))
            chosen = [page for page in pages if page.live and page.translation_key not in known and wanted.takes_unsent]
        else:
            looked_for = with_drafts(states.with_standing()).filter(WAITING[action], wanted.condition)
            waiting = set(looked_for.values_list("page_key", flat=True))
            chosen = [page for page in pages if page.translation_key in waiting]
        found += [Place(page.translation_key, language, page.draft_title) for page in chosen]
    return found


def with_drafts(states: Any) -> Any:
    """States with `has_draft`: the source page was edited and not published since."""
    drafts = Page.objects.filter(
        translation_key=OuterRef("page_key"), locale__language_code=SOURCE_LANGUAGE, has_unpublished_changes=True
    )
    return states.alias(has_draft=Exists(drafts))


def ticked(course: Page, languages: Iterable[str], keys: set[UUID]) -> list[Place]:
    """Pages of a course that were chosen one by one, in the order of the tree. One query."""
    pages = [page for page in source_pages(course) if page.translation_key in keys]
    return [Place(page.translation_key, language, page.draft_title) for language in languages for page in pages]


def do_all(order: Order, places: Iterable[Place]) -> list[Outcome]:
    """Does one page after the other."""
    return [do_one(order, place) for place in places]


def do_one(order: Order, place: Place) -> Outcome:
    """Does one page, whole or not at all. An error of ours is logged and said like a refusal: the next page has its turn."""
    try:
        with transaction.atomic():
            return Outcome(place.title, place.language, True, STEPS[BulkAction(order.action)](order, place))
    except DeskError as error:
        sentence = " ".join(error.sentences)
    except ValidationError as error:  # a page that is not ready to be published
        sentence = " ".join(error.messages)
    except Exception:
        log.exception("A page of a bulk action failed.", extra={"action": order.action, "page_key": str(place.page_key)})
        sentence = _("Something went wrong that is not yours to mend; it was written down for the administrators.")
    return Outcome(place.title, place.language, False, sentence)


def state_at(place: Place) -> TranslationState:
    """The row of a page that is on the desk. Raises `StepRefused`."""
    state = (
        TranslationState.objects.at_work()
        .filter(page_key=place.page_key, language=place.language)
        .select_related("translation__source__locale", "translation__target_locale", "translator", "reviewer")
        .first()
    )
    if state is None:
        raise StepRefused(
            _("“%(title)s” is not on the desk of this language. Send it to translation first.") % {"title": place.title}
        )
    return state


def require_coordinator(order: Order) -> None:
    """Raises `StepRefused` for those who may not decide what is on the desk."""
    if not can_coordinate(order.by):
        raise StepRefused(_("You may not send pages to translation or re-sync them. Ask a coordinator."))


def send_one(order: Order, place: Place) -> str:
    """Puts a page on the desk of a language."""
    require_coordinator(order)
    page = Page.objects.filter(translation_key=place.page_key, locale__language_code=SOURCE_LANGUAGE, alias_of=None).first()
    if page is None:
        raise StepRefused(_("The page “%(title)s” does not exist any more in its source language.") % {"title": place.title})
    if not page.live:
        raise StepRefused(
            _("“%(title)s” is not published. Publish it first: the desk translates what learners see.") % {"title": place.title}
        )
    if not Locale.objects.filter(language_code=place.language).exists():
        raise StepRefused(_("This site does not have the language yet. An administrator can add it under Settings → Locales."))
    new = send_to_translation(page.specific, language=place.language, person=order.by)
    return _("Sent to translation.") if new else _("Was on the desk already.")


def sync_one(order: Order, place: Place) -> str:
    """Shows the desk the source as it is published now."""
    require_coordinator(order)
    state = sync(state_at(place).translation)
    if state is None or state.is_complete:
        return _("In step with its source.")
    left = state.sentences - state.translated
    return ngettext(
        "In step with its source: %(count)s sentence is to be translated.",
        "In step with its source: %(count)s sentences are to be translated.",
        left,
    ) % {"count": left}


def fill_one(order: Order, place: Place) -> str:
    """Fills empty sentences from the memory."""
    if not can_translate(order.by, place.language):
        raise StepRefused(_("You may not translate into this language."))
    filled = fill(state_at(place).translation, person=order.by)
    return ngettext("%(count)s sentence filled.", "%(count)s sentences filled.", filled) % {"count": filled}


def assign_one(order: Order, place: Place) -> str:
    """Names translator and reviewer."""
    state = state_at(place)
    translator, reviewer = order.people.get(place.language, (AS_IT_IS, AS_IT_IS))
    assign(
        state,
        translator=state.translator if translator == AS_IT_IS else translator,
        reviewer=state.reviewer if reviewer == AS_IT_IS else reviewer,
        by=order.by,
    )
    return _("Assigned.")


def submit_one(order: Order, place: Place) -> str:
    """Sends to review."""
    submit(state_at(place), by=order.by)
    return _("Sent to review.")


def approve_one(order: Order, place: Place) -> str:
    """Approves."""
    approve(state_at(place), by=order.by)
    return _("Approved.")


def publish_one(order: Order, place: Place) -> str:
    """Puts the translation live."""
    publish(state_at(place), by=order.by)
    return _("Published.")


def release_one(order: Order, place: Place) -> str:
    """Puts words live that no second person has read; the page says so."""
    release(state_at(place), by=order.by)
    return _("Published without review; the page says so to learners.")


def publish_both_one(order: Order, place: Place) -> str:
    """Publishes the source's latest draft and the translation with it, or neither."""
    state = state_at(place)
    source = source_page_of(state.translation)
    if source is None:
        raise StepRefused(_("The page “%(title)s” does not exist any more in its source language.") % {"title": place.title})
    if not source.permissions_for_user(order.by).can_publish():
        raise StepRefused(_("You may not publish the source of “%(title)s”.") % {"title": place.title})
    if source.has_unpublished_changes or not source.live:
        (source.latest_revision or source.save_revision(user=order.by)).publish(user=order.by)
    sync(state.translation)
    publish(state_at(place), by=order.by)
    return _("Source and translation published.")


STEPS: Final[dict[str, Callable[[Order, Place], str]]] = {
    BulkAction.SEND: send_one,
    BulkAction.SYNC: sync_one,
    BulkAction.FILL: fill_one,
    BulkAction.ASSIGN: assign_one,
    BulkAction.SUBMIT: submit_one,
    BulkAction.APPROVE: approve_one,
    BulkAction.PUBLISH: publish_one,
    BulkAction.PUBLISH_BOTH: publish_both_one,
    BulkAction.RELEASE: release_one,
}
