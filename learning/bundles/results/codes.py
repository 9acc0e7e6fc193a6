"""Results as codes that one screen shows and another reads: CBOR and a signature in base45 (RFC 9285), in QR codes of their own.

A code is whole in itself: it is signed, and can be received alone and in any order. So that more answers fit, lessons, questions
and what was chosen stand there as the first bytes of their ids, and are found again among those of the lesson. The form:
docs/results-format.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import cbor2
from django.utils.translation import gettext as _

from courses.models import LessonVersion
from learning.bundles.results.base45 import from_base45
from learning.bundles.results.errors import ResultsRefused
from learning.bundles.results.format import Claim, DeviceResults, ResultsFile, check_signed, checked, not_results
from learning.plain_cbor import TagsRead

MARK: Final = "MW1:"
SIGNED_FOR: Final = b"mwanga-code-1\n"
SIGNATURE: Final = 64
MOST_CODES: Final = 60
LONGEST_CODE: Final = 700  # signs: version 15 at level M holds 600
LESSON_BYTES: Final = 6


def is_code(data: bytes) -> bool:
    """Whether these are codes and no file."""
    return data.lstrip()[:4].upper() == MARK.encode()


def read_codes(data: bytes) -> ResultsFile:
    """One code in a line, all of one device. Raises `ResultsRefused`. Two queries for the lessons named."""
    try:
        lines = [line.strip() for line in data.decode("ascii").splitlines() if line.strip()]
    except ValueError as error:
        raise unreadable() from error
    if len(lines) > MOST_CODES or max(map(len, lines)) > LONGEST_CODE:
        raise unreadable()
    found = [payload_of(line) for line in lines]
    if len({device for device, _payload in found}) != 1:
        raise ResultsRefused(_("These codes are of several devices. Bring those of one device at a time."))
    try:
        lessons = lessons_named([payload for _device, payload in found])
        learners = merged(learner_in(payload, lessons) for _device, payload in found)
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError) as error:
        raise unreadable() from error
    return checked(ResultsFile(found[0][0], "", learners))


def payload_of(line: str) -> tuple[str, Any]:
    """The device, and what its code says. Raises `ResultsRefused`."""
    try:
        if not line.startswith(MARK):
            raise not_results()
        raw = from_base45(line.removeprefix(MARK))
        body, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
        payload = cbor2.loads(body, semantic_decoders=TagsRead())
        key = of_bytes(payload[0])
    except (cbor2.CBORDecodeError, ValueError, TypeError, LookupError) as error:
        raise unreadable() from error
    device = hashlib.sha256(key).digest()[:16].hex()
    check_signed(device, key=key, signed=SIGNED_FOR + body, signature=signature)
    return device, payload


def unreadable() -> ResultsRefused:
    """For what is no code of ours."""
    return ResultsRefused(_("The code was not read whole. Scan it once more, from a little nearer."))


def of_bytes(value: Any) -> bytes:
    """Bytes as they came. Raises `ValueError` for what bytes could be made of, such as a number of them."""
    if not isinstance(value, bytes):
        raise ValueError("No bytes.")
    return value


# --- the payload: [key, part, parts, learner, code, [[course, time]…], [[lesson, language, version, [answer…]]…]] ---------------


def lessons_named(payloads: list[Any]) -> dict[tuple[bytes, str, int], LessonVersion]:
    """The lesson versions that codes name by the first bytes of a key, a language and a number. Two queries."""
    wanted = {(of_bytes(part[0]), str(part[1]), int(part[2])) for payload in payloads for part in payload[6]}
    if any(not 0 < number < 2**31 for _key, _language, number in wanted):
        raise unreadable()
    rows = LessonVersion.objects.filter(
        language__in={language for _key, language, _number in wanted}, number__in={number for _key, _language, number in wanted}
    )
    alike = rows.values_list("lesson_key", "language", "number", "pk")  # without what is in them: most are other lessons
    named = {(key.bytes[:LESSON_BYTES], language, number): pk for key, language, number, pk in alike}
    found = rows.in_bulk([pk for name, pk in named.items() if name in wanted])
    return {name: found[pk] for name, pk in named.items() if pk in found}


def learner_in(payload: Any, lessons: dict[tuple[bytes, str, int], LessonVersion]) -> DeviceResults:
    """What a code brings of its learner, in the words of a file."""
    _key, _part, _parts, learner, code, claims, taken = payload
    answers = []
    for key, language, number, given in taken:
        version = lessons.get((key, language, number))
        for uuid, question, response, seconds in given:
            answers.append(answer_row(version, [uuid, question, response, seconds], language=language, number=number))
    claimed = tuple(Claim(UUID(bytes=of_bytes(course)), moment(at)) for course, at in claims)
    return DeviceResults(UUID(bytes=of_bytes(learner)), str(code)[:20], claimed, tuple(answers))


def answer_row(version: LessonVersion | None, given: list[Any], *, language: str, number: int) -> list[Any]:
    """An answer as a file has it. What is not found stays empty, and is refused when it is recorded."""
    uuid, question, response, seconds = given
    found = full_id(question, version.questions if version else ())
    index = version.questions.get(found, {}) if version else {}
    key = str(version.lesson_key) if version else ""
    return [str(UUID(bytes=of_bytes(uuid))), key, language, number, found, full_response(response, ids_in(index)), moment(seconds)]


def moment(seconds: int) -> str:
    """Seconds since 1970 as a time."""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def full_id(start: Any, ids: Iterable[str]) -> str:
    """The one id that begins with these bytes, or nothing."""
    found = [one for one in ids if isinstance(start, bytes) and one.replace("-", "").startswith(start.hex())]
    return found[0] if len(found) == 1 else ""


def ids_in(index: dict[str, Any]) -> list[str]:
    """What can be chosen in a question, or filled."""
    return [one["id"] for name in ("options", "items", "gaps") for one in index.get(name) or []]


def full_response(response: Any, ids: list[str]) -> Any:
    """A response with whole ids again: bytes are the beginning of one."""
    if isinstance(response, bytes):
        return full_id(response, ids)
    if isinstance(response, list):
        return [full_id(one, ids) if isinstance(one, bytes) else str(one) for one in response[:50]]
    if isinstance(response, dict):
        return {full_id(key, ids) if isinstance(key, bytes) else str(key): str(value) for key, value in response.items()}
    return response if isinstance(response, str) else None


def merged(learners: Iterable[DeviceResults]) -> tuple[DeviceResults, ...]:
    """Several codes of one learner as one."""
    found: dict[UUID, DeviceResults] = {}
    for one in learners:
        known = found.get(one.learner, DeviceResults(one.learner, one.code))
        claims = dict.fromkeys([*known.claims, *one.claims])
        found[one.learner] = DeviceResults(one.learner, known.code or one.code, tuple(claims), (*known.answers, *one.answers))
    return tuple(found.values())
