"""Where somebody is in an H5P content: kept as the content wrote it, given back to nobody else and to no other content.

A state is a convenience and no evidence. It is opaque: stored, measured, never read.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import H5PContent
from h5p.metadata import UUID
from h5p.player import LARGEST_STATE
from learning.errors import StateOutdated, StateRefused, StateTooLarge
from learning.h5p_cards import CardAddress, card_at, locked_player, played_hash
from learning.models import H5PState, Person
from learning.people import PhoneKey

MOST_PARTS: Final = 100  # of one content, for one person
LONGEST_TYPE: Final = 80


def states_of(person: Person | None, content: H5PContent) -> dict[str, str]:
    """Data type -> text, with `subContentId/` before it for a question inside, as the frame asks for it. One query.

    What was written for other content than today's is not given back.
    """
    rows = H5PState.objects.filter(person=person, content=content, content_hash=played_hash(content)) if person else ()
    return {f"{row.sub_content_id}/{row.data_type}" if row.sub_content_id else row.data_type: row.data for row in rows}


def keep_state(
    *, person: Person | PhoneKey | None, address: CardAddress, data_type: object, sub_content_id: object, data: object
) -> None:
    """Keeps one part, in place of what was there; `None`, 0 or "null" takes it away. Seven queries besides BEGIN and COMMIT.

    Raises `StateRefused`, `StateTooLarge`, `StateOutdated`, `LessonNotPublished`, `NotPlayable` or `NotBegun`.
    """
    kind, part, text = checked_type(data_type), checked_part(sub_content_id), checked_text(data)
    with transaction.atomic():
        card = card_at(address)
        player = locked_player(person, card)
        today = played_hash(card.content)
        if address.content_hash != today:
            raise StateOutdated(_("This has changed since you opened it. Open it again to go on."))
        rows = H5PState.objects.filter(person=player, content=card.content)
        rows.exclude(content_hash=today).delete()
        this = {"data_type": kind, "sub_content_id": part}
        if text is None:
            rows.filter(**this).delete()
        elif not rows.filter(**this).update(data=text, updated_at=timezone.now()):
            add_part(player, card.content, data=text, content_hash=today, **this)


def add_part(player: Person, content: H5PContent, **fields: Any) -> None:
    """A part that was not there. Raises `StateTooLarge` when there are as many as may be."""
    if H5PState.objects.filter(person=player, content=content).count() >= MOST_PARTS:
        raise StateTooLarge(_("More than %(most)s places in one content are not kept.") % {"most": MOST_PARTS})
    H5PState.objects.create(person=player, content=content, **fields)


def checked_type(value: object) -> str:
    """The name of a kind of state."""
    if not is_text(value) or not 1 <= len(str(value)) <= LONGEST_TYPE or "/" in str(value):
        raise StateRefused(_("The kind of state must be a text of at most %(most)s characters.") % {"most": LONGEST_TYPE})
    return str(value)


def checked_part(value: object) -> str:
    """The question inside that a state is of; empty for the whole."""
    if value in (None, 0, "0", ""):
        return ""
    if not isinstance(value, str) or not UUID.fullmatch(value):
        raise StateRefused(_("The part that a state is of must be a UUID."))
    return value.lower()


def checked_text(value: object) -> str | None:
    """The state's text; None takes it away."""
    if value in (None, 0, "0", "null", ""):
        return None
    if not is_text(value):
        raise StateRefused(_("A state must be a text without signs that no keyboard writes."))
    if len(str(value).encode()) > LARGEST_STATE:
        raise StateTooLarge(_("A state may have %(most)s bytes.") % {"most": LARGEST_STATE})
    return str(value)


def is_text(value: object) -> bool:
    """Whether a database can hold it: no NUL, no half of a sign."""
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
