"""One xAPI statement from the frame, read as a stranger's (the paper, section 8).

Everything in it is what a browser says: each bound is checked here, and who answered, when and in which activity is never
read from it.
A refused statement raises H5PError with `invalid-statement`, `statement-too-large`, `unknown-verb` or
`score-out-of-bounds`, and nothing else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

from h5p import json_text
from h5p.errors import H5PError
from h5p.limits import Limits
from h5p.metadata import UUID
from h5p.names import LibraryName

LARGEST_STATEMENT = 64 * 1024
"""Bytes of one statement as JSON; also the largest message that the page takes from the frame."""
_BOUNDS = Limits(max_json=LARGEST_STATEMENT, max_json_depth=30, max_json_values=10_000)
LONGEST_RESPONSE = 20_000
LONGEST_TEXT = 5_000
LARGEST_SCORE = 1_000_000
LONGEST_SECONDS = 7 * 24 * 3600
MOST_CHOICES = 200

VERBS = {
    **{f"http://adlnet.gov/expapi/verbs/{verb}": verb for verb in (
        "attempted", "answered", "completed", "progressed", "experienced", "passed", "failed", "interacted", "mastered", "launched"
    )},
    "http://activitystrea.ms/schema/1.0/consume": "consumed",
}  # fmt: skip
INTERACTIONS = frozenset(
    [
        "choice",
        "true-false",
        "fill-in",
        "matching",
        "sequencing",
        "long-fill-in",
        "compound",
        "performance",
        "likert",
        "numeric",
        "other",
    ]
)
_SUB_ID = "http://h5p.org/x-api/h5p-subContentId"
_CATEGORY = re.compile(r"https?://h5p\.org/libraries/([\w.-]{1,255}-\d{1,5}\.\d{1,5})", re.ASCII)
_DURATION = re.compile(r"PT(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,6})?)S)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Interaction:
    """What was asked, as far as the statement says: for people who look at a result, never for grading."""

    kind: str
    description: str
    choices: Mapping[str, str]
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """`top_level`: about the whole content, not about a question inside. `seconds`: the time it took, as reported."""

    verb: str
    top_level: bool
    score: float | None
    max: float | None
    success: bool | None
    completion: bool | None
    response: str | None
    seconds: float | None
    interaction: Interaction | None
    sub_id: str | None
    library: LibraryName | None

    @property
    def scaled(self) -> float | None:
        """From 0 to 1; None without a score, and for contents that have no points to give."""
        return None if self.score is None or not self.max else self.score / self.max


def parse_text(data: bytes | str) -> Result:
    """A statement as it came over the wire."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > LARGEST_STATEMENT:
        _refuse(f"The statement has {len(raw)} bytes; {LARGEST_STATEMENT} are allowed.", "statement-too-large")
    return parse(json_text.parse(raw, code="invalid-statement", path="", limits=_BOUNDS))


def parse(statement: object) -> Result:
    """Reads a statement that is JSON already. Unknown keys are ignored; a known one of another kind refuses the whole."""
    root = _object(statement, "")
    context = _object(root.get("context"), "context", missing={})
    activities = _object(context.get("contextActivities"), "context.contextActivities", missing={})
    target = _object(root.get("object"), "object")
    definition = _object(target.get("definition"), "object.definition", missing={})
    outcome = _object(root.get("result"), "result", missing={})
    score, most = _score(_object(outcome.get("score"), "result.score", missing=None))
    return Result(
        verb=_verb(_object(root.get("verb"), "verb")),
        top_level=not _activities(activities.get("parent"), "parent"),
        score=score,
        max=most,
        success=_flag(outcome.get("success"), "result.success"),
        completion=_flag(outcome.get("completion"), "result.completion"),
        response=_text(outcome.get("response"), "result.response", LONGEST_RESPONSE),
        seconds=_seconds(outcome.get("duration")),
        interaction=_interaction(definition),
        sub_id=_sub_id(target, definition),
        library=_library(_activities(activities.get("category"), "category")),
    )


def _refuse(message: str, code: str = "invalid-statement", path: str = "") -> NoReturn:
    raise H5PError(code, message, path)


_REQUIRED: Any = object()


def _object(value: object, path: str, *, missing: Any = _REQUIRED) -> Any:
    if value is None and missing is not _REQUIRED:
        return missing
    if not isinstance(value, dict):
        _refuse(f"{path or 'The statement'} is no JSON object.", path=path)
    return value


def _text(value: object, path: str, most: int = LONGEST_TEXT) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > most:
        _refuse(f"{path} is no text of at most {most} characters.", path=path)
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        _refuse(f"{path} holds a character that no text may hold.", path=path)
    return value


def _flag(value: object, path: str) -> bool | None:
    if value is not None and not isinstance(value, bool):
        _refuse(f"{path} is neither true nor false.", path=path)
    return value


def _verb(verb: Mapping[str, Any]) -> str:
    address = _text(verb.get("id"), "verb.id", 500) or ""
    if address not in VERBS:
        _refuse(f"{address[:100]!r} is no verb that H5P's content types send.", "unknown-verb", "verb.id")
    return VERBS[address]


def _number(value: object, path: str) -> float:
    """A finite number; booleans, texts, NaN, infinities and what is larger than any score are none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST_SCORE <= value <= LARGEST_SCORE:
        _refuse(f"{path} is no number from {-LARGEST_SCORE} to {LARGEST_SCORE}.", "score-out-of-bounds", path)
    return float(value)


def _score(score: Mapping[str, Any] | None) -> tuple[float | None, float | None]:
    """Raw and max, both or neither: min <= raw <= max, from 0 up, and a `scaled` that agrees with them."""
    if score is None or (score.get("raw") is None and score.get("max") is None):
        if score and score.get("scaled") is not None:
            _number(score["scaled"], "result.score.scaled")
        return None, None
    raw, most = _number(score.get("raw"), "result.score.raw"), _number(score.get("max"), "result.score.max")
    least = 0.0 if score.get("min") is None else _number(score["min"], "result.score.min")
    if not 0 <= least <= raw <= most:
        _refuse(f"A score of {raw} from {least} to {most} is not possible.", "score-out-of-bounds", "result.score")
    if score.get("scaled") is not None and most > 0:
        scaled = _number(score["scaled"], "result.score.scaled")
        if not math.isclose(scaled, raw / most, abs_tol=0.011):
            _refuse(f"A score of {raw} of {most} is not {scaled} of the whole.", "score-out-of-bounds", "result.score.scaled")
    return raw, most


def _seconds(value: object) -> float | None:
    """ISO 8601, as the core writes it: `PT12.34S`; hours and minutes are read too."""
    text = _text(value, "result.duration", 60)
    if text is None:
        return None
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        _refuse(f"{text!r} is no duration such as PT12.5S.", path="result.duration")
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if total > LONGEST_SECONDS:
        _refuse("A duration of more than a week is not taken.", path="result.duration")
    return total


def _activities(value: object, kind: str) -> list[Mapping[str, Any]]:
    """xAPI writes one activity or a list of them."""
    path = f"context.contextActivities.{kind}"
    found = [] if value is None else value if isinstance(value, list) else [value]
    if len(found) > 50:
        _refuse(f"{path} names more than 50 activities.", path=path)
    return [_object(entry, path) for entry in found]


def _library(categories: list[Mapping[str, Any]]) -> LibraryName | None:
    for category in categories:
        address = _text(category.get("id"), "context.contextActivities.category.id", 500) or ""
        if found := _CATEGORY.fullmatch(address):
            return LibraryName.parse(found.group(1))
    return None


def _sub_id(target: Mapping[str, Any], definition: Mapping[str, Any]) -> str | None:
    """From the extension or from the address, which must not contradict each other; a UUID or nothing."""
    extensions = _object(definition.get("extensions"), "object.definition.extensions", missing={})
    stated = _text(extensions.get(_SUB_ID), "object.definition.extensions", 100)
    address = _text(target.get("id"), "object.id", 2_000) or ""
    try:
        named = parse_qs(urlsplit(address).query).get("subContentId", [])
    except ValueError:
        _refuse("object.id is no address.", path="object.id")
    found = {name.lower() for name in (stated, *named) if name}
    if len(found) > 1 or not all(UUID.fullmatch(name) for name in found):
        _refuse("The statement does not name one question by its UUID.", path="object.id")
    return found.pop() if found else None


def _interaction(definition: Mapping[str, Any]) -> Interaction | None:
    kind = _text(definition.get("interactionType"), "object.definition.interactionType", 40)
    if kind is None:
        return None
    if kind not in INTERACTIONS:
        _refuse(f"{kind!r} is no interaction type of xAPI.", path="object.definition.interactionType")
    patterns = _list(definition.get("correctResponsesPattern"), "object.definition.correctResponsesPattern")
    choices = [
        _object(entry, "object.definition.choices") for entry in _list(definition.get("choices"), "object.definition.choices")
    ]
    return Interaction(
        kind=kind,
        description=_worded(definition.get("description"), "object.definition.description"),
        choices={
            _text(choice.get("id"), "object.definition.choices.id", 255) or "": _worded(
                choice.get("description"), "object.definition.choices.description"
            )
            for choice in choices
        },
        patterns=tuple(_text(pattern, "object.definition.correctResponsesPattern") or "" for pattern in patterns),
    )


def _list(value: object, path: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > MOST_CHOICES:
        _refuse(f"{path} is no list of at most {MOST_CHOICES}.", path=path)
    return value


def _worded(value: object, path: str) -> str:
    """The first wording of a language map. It is a stranger's text: shown escaped, never as HTML."""
    wordings = _object(value, path, missing={})
    return _text(next(iter(wordings.values()), None), path) or ""
