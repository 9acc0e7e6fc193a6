"""The one door for results of H5P contents: what a frame reported becomes a row, once for each uuid.

A result is evidence and no answer: it lights no lamp, completes nothing and certifies nothing (decision 0040). Who, when and in
which activity is never read from the statement. The person's row is locked first, so that many at once are counted one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from h5p.errors import H5PError
from h5p.xapi import Result, parse
from learning.answers import when
from learning.errors import ResultConflict, ResultRefused, TooManyResults
from learning.h5p_cards import CardAddress, PlayCard, card_at, locked_player, played_hash
from learning.h5p_scores import points_of
from learning.models import H5PResult, Person
from learning.people import PhoneKey

DAY: Final = timedelta(days=1)
MOST_IN_A_DAY: Final = 300  # results of one person in one content: a book of a hundred questions, three times
# What the same uuid must bring again. Points are worked out anew, and the key may have changed since.
SAME: Final = ("lesson_key", "card_id", "sub_content_id", "verb", "response")


@dataclass(frozen=True)
class RecordedResult:
    """A result that is kept; `is_replay` when the same uuid had brought it before."""

    result: H5PResult
    is_replay: bool = False


def record_h5p_result(
    *,
    uuid: UUID,
    person: Person | PhoneKey | None,
    address: CardAddress,
    statement: object,
    occurred_at: datetime | None = None,
) -> RecordedResult:
    """Reads a statement, works the points out anew where it can, and keeps the result. Seven queries besides BEGIN and COMMIT.

    Raises `ResultRefused`, `LessonNotPublished`, `NotPlayable`, `NotBegun`, `TooManyResults`, `ResultConflict` or
    `AnswerNotUnderstood` (a time in the future); then nothing is stored.
    """
    said = read_statement(statement)
    try:
        with transaction.atomic():
            return add_result(said, address, uuid=uuid, person=person, at=when(occurred_at))
    except IntegrityError as error:  # two people at once with the same uuid
        raise conflict() from error


def read_statement(statement: object) -> Result:
    """The statement as far as it may be believed. Raises `ResultRefused`."""
    try:
        return parse(statement)
    except H5PError as error:
        raise ResultRefused(_("This result cannot be read: %(reason)s") % {"reason": error.message}) from error


def add_result(said: Result, address: CardAddress, *, uuid: UUID, person: Person | PhoneKey | None, at: datetime) -> RecordedResult:
    """Inside the transaction: who, which card, how many already, how many points, then the row."""
    card = card_at(address)
    player = locked_player(person, card)
    fields = fields_of(said, card, is_same=address.content_hash in ("", played_hash(card.content)))
    known = H5PResult.objects.filter(uuid=uuid).first()
    if known:
        return replayed(known, player, fields)
    recent = H5PResult.objects.filter(person=player, content=card.content, recorded_at__gte=timezone.now() - DAY)
    if recent.count() >= MOST_IN_A_DAY:
        raise TooManyResults(
            _("More than %(most)s results came from here in a day. What came before is kept; go on tomorrow.")
            % {"most": MOST_IN_A_DAY}
        )
    return RecordedResult(H5PResult.objects.create(uuid=uuid, person=player, content=card.content, occurred_at=at, **fields))


def fields_of(said: Result, card: PlayCard, *, is_same: bool) -> dict[str, Any]:
    """The columns that a statement and its card give. Raises `ResultRefused`."""
    content = card.content
    try:
        points = points_of(said, library=content.library_name, params=content.filtered, is_same=is_same)
    except H5PError as error:
        raise ResultRefused(_("This answer does not fit the question. Open the lesson again: it may have changed.")) from error
    return {
        "course_key": card.version.course_key,
        "lesson_key": card.version.lesson_key,
        "card_id": card.card_id,
        "sub_content_id": said.sub_id or "",
        "verb": said.verb,
        "score": points.score,
        "max_score": points.most,
        "is_rescored": points.is_rescored,
        "response": said.response or "",
        "seconds": said.seconds,
    }


def replayed(known: H5PResult, player: Person, fields: dict[str, Any]) -> RecordedResult:
    """The result that a known uuid has brought before. Raises `ResultConflict` when it now brings another one."""
    names = SAME if known.is_rescored or fields["is_rescored"] else (*SAME, "score", "max_score")
    if known.person_id != player.pk or any(getattr(known, name) != fields[name] for name in names):
        raise conflict()
    return RecordedResult(known, is_replay=True)


def conflict() -> ResultConflict:
    """The refusal of a uuid that is used already."""
    return ResultConflict(_("This result’s number is already used for another result. Open the lesson again and play once more."))
