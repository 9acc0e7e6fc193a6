"""An answer as data: its parts as a machine wrote them, checked before the door for answers is asked. No database here."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from learning.answers import Address
from learning.errors import AnswerNotUnderstood

LONGEST_RESPONSE: Final = 5_000  # characters as JSON: six gaps of 200 signs, and room


def answer_arguments(item: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `record_answer` in {"uuid", "lesson", "language", "version", "question", "response", "occurred_at"}.

    Raises `AnswerNotUnderstood`.
    """
    version = item.get("version")
    if version is not None and (isinstance(version, bool) or not isinstance(version, int) or not 0 < version < 2**31):
        raise AnswerNotUnderstood(_("“version” must be a whole number."))
    language, question = item.get("language"), item.get("question")
    if not isinstance(language, str) or not isinstance(question, str):
        raise AnswerNotUnderstood(_("“language” and “question” must be texts."))
    return {
        "uuid": uuid_of(item.get("uuid"), "uuid"),
        "address": Address(
            question_id=question, lesson_key=uuid_of(item.get("lesson"), "lesson"), language=language[:12], version=version
        ),
        "response": storable(item.get("response")),
        "occurred_at": time_of(item.get("occurred_at")),
    }


def uuid_of(value: Any, name: str) -> UUID:
    """A UUID written as text."""
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError as error:
        raise AnswerNotUnderstood(_("“%(name)s” must be a UUID.") % {"name": name}) from error


def time_of(value: Any) -> datetime | None:
    """An ISO 8601 time with its zone, or nothing."""
    if value is None:
        return None
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise AnswerNotUnderstood(_("“occurred_at” must be a time like 2026-11-23T09:30:00Z."))
    return found


def storable(response: Any) -> Any:
    """A response that a database can keep: no NUL, no half of a sign, not longer than any answer is."""
    try:
        text = json.dumps(response, ensure_ascii=False)
        is_plain = len(text) <= LONGEST_RESPONSE and "\\u0000" not in text and bool(text.encode())
    except (ValueError, RecursionError):
        is_plain = False
    if not is_plain:
        raise AnswerNotUnderstood(_("The answer holds signs that no keyboard writes, or is longer than any answer can be."))
    return response
