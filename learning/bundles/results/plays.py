"""Results of H5P contents that come home with a device's answers: evidence, through the one door `record_h5p_result`.

A row is [uuid, path of the lesson, card, hash of what was played, statement as JSON text, time]. The statement is text in the text,
so that its numbers may have points and its size is looked at before it is read.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from h5p import json_text
from h5p.errors import H5PError
from h5p.limits import Limits
from learning.answer_data import time_of, uuid_of
from learning.errors import AnswerNotUnderstood, LearningError, NotBegun
from learning.h5p_cards import CardAddress, begin_playing, card_at
from learning.h5p_results import RecordedResult, record_h5p_result
from learning.models import Person

ROW: Final = 6
LONGEST_NAME: Final = 500
LARGEST_STATEMENT: Final = 16_384  # as static/offline/h5p.js keeps them
BOUNDS: Final = Limits(max_json=LARGEST_STATEMENT, max_json_depth=40, max_json_values=2_000)


def said_of_play(row: Any, person: Person) -> Any:
    """What the receipt says of one result, recorded if it can be. About ten queries."""
    try:
        return "known" if recorded_play(person, **play_arguments(row)).is_replay else "accepted"
    except LearningError as refusal:
        return ["refused", str(refusal)]


def recorded_play(person: Person, **arguments: Any) -> RecordedResult:
    """The result. Whoever played began the course by it, as on the site."""
    try:
        return record_h5p_result(person=person, **arguments)
    except NotBegun:
        begin_playing(person=person, card=card_at(arguments["address"]))
        return record_h5p_result(person=person, **arguments)


def play_arguments(row: Any) -> dict[str, Any]:
    """The arguments of `record_h5p_result` in a row, but for whose it is. Raises `AnswerNotUnderstood`."""
    if not isinstance(row, list) or len(row) != ROW:
        raise AnswerNotUnderstood(_("A result of what was played must be a list of six parts."))
    uuid, *names, statement, occurred_at = row
    if not all(isinstance(name, str) and name.isascii() and name.isprintable() and len(name) <= LONGEST_NAME for name in names):
        raise AnswerNotUnderstood(_("“path”, “card” and “hash” must be those that the page was given."))
    if not isinstance(statement, str) or occurred_at is None:
        raise AnswerNotUnderstood(_("A result of what was played must be a list of six parts."))
    try:
        data = json_text.parse(statement.encode(errors="replace"), code="invalid", path="", limits=BOUNDS)
    except H5PError as error:
        raise AnswerNotUnderstood(_("The message is not JSON.")) from error
    return {
        "uuid": uuid_of(uuid, "uuid"),
        "address": CardAddress(*names),
        "statement": data,
        "occurred_at": time_of(occurred_at),
    }
