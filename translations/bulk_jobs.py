"""Bulk work in the background: the order is a row, a job does it, and what came of each page is written into the row."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses import jobs
from translations.bulk import AS_IT_IS, Order, Outcome, Place, do_one
from translations.models import BulkRun

BULK_TRANSLATION: Final = "bulk_translation"
MOST_AT_ONCE: Final = 20  # pages that somebody can be left waiting for


@transaction.atomic
def ask_for(order: Order, places: list[Place]) -> BulkRun:
    """Keeps an order and asks for a worker. Its sentences will be in the language that is spoken now."""
    run = BulkRun.objects.create(
        action=order.action,
        asked_by=order.by,
        order={
            "places": [[str(place.page_key), place.language, place.title] for place in places],
            "people": {language: [id_of(person) for person in pair] for language, pair in order.people.items()},
            "tongue": translation.get_language() or "",
        },
    )
    jobs.ask(BULK_TRANSLATION, str(run.uuid))
    return run


def id_of(person: Any) -> Any:
    """A person as JSON keeps them."""
    return person if person in (None, AS_IT_IS) else person.pk


@jobs.does(BULK_TRANSLATION)
def do_run(subject: str) -> None:
    """Does what of an order is not done yet: each page and its outcome in one transaction, so that none is done twice."""
    run = BulkRun.objects.select_related("asked_by").get(uuid=UUID(subject))
    if run.asked_by is None:
        raise jobs.CannotBeDone(_("Whoever asked for this is not here any more. Ask for it again."))
    order = order_of(run)
    with translation.override(run.order["tongue"] or None):
        for key, language, title in run.order["places"][len(run.outcomes) :]:
            with transaction.atomic():
                outcome = do_one(order, Place(UUID(key), language, title))
                run.outcomes.append([outcome.title, outcome.language, outcome.is_done, outcome.sentence])
                run.save(update_fields=["outcomes"])
            jobs.say_progress(run.percent)
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])


def order_of(run: BulkRun) -> Order:
    """The order with its people. One query when there are any."""
    ids = {pk for pair in run.order["people"].values() for pk in pair if pk not in (None, AS_IT_IS)}
    people = get_user_model()._default_manager.in_bulk(ids) if ids else {}
    pairs = {
        language: tuple(person if person in (None, AS_IT_IS) else people.get(person) for person in pair)
        for language, pair in run.order["people"].items()
    }
    return Order(run.action, run.asked_by, pairs)  # type: ignore[arg-type]


def outcomes_of(run: BulkRun) -> list[Outcome]:
    """What came of each page so far."""
    return [Outcome(*outcome) for outcome in run.outcomes]
