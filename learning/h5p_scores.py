"""Points of a result: worked out anew from the answer where we have the key of the question, else as the frame reported them.

A question inside another content is found by its `subContentId`. Pure: what was filtered and stored is all that is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from courses.questions.fill_the_gap import normalised
from h5p.answer_keys import is_rescored, key_of, single_choice_keys
from h5p.html_text import untagged
from h5p.names import LibraryName
from h5p.scoring import BETWEEN, ChoiceKey, Key, Score, TrueFalseKey, mismatch, parts_of, rescore
from h5p.semantics import exact_name
from h5p.xapi import Result

OWN: Final = "Mwanga.Questions"
SINGLE_CHOICES: Final = "H5P.SingleChoiceSet"
# Only these say what was answered to one question.
ANSWERED: Final = frozenset({"answered", "completed", "passed", "failed"})
DEEPEST: Final = 60


@dataclass(frozen=True)
class Points:
    """Points as they are kept. Both None where nothing gives any."""

    score: float | None
    most: float | None
    is_rescored: bool


def points_of(result: Result, *, library: LibraryName, params: Mapping[str, Any], is_same: bool) -> Points:
    """The points of a result. `is_same`: the content is what was played, so that its keys are those of the answer.

    Raises H5PError (response-mismatch) for an answer that the question cannot have been given.
    """
    key = key_at(library, params, result.sub_id) if is_same and result.verb in ANSWERED else None
    if key is None or (result.response is None and result.verb != "answered"):
        return Points(result.score, result.max, False)
    found = rescore(key, result.response)
    return Points(float(found.raw), float(found.max), True)


def key_at(library: LibraryName, params: Mapping[str, Any], sub_id: str | None) -> Key | None:
    """The key of the question with that identity, of the whole content without one; None where none is known."""
    if sub_id is None:
        return whole_key(library, params)
    return next((key for found, key in keys_inside(library, params, 0) if found == sub_id), None)


def whole_key(library: LibraryName, params: Mapping[str, Any]) -> Key | None:
    """The key of a content that is one question."""
    if library.machine_name == OWN:
        questions = [key for _sub_id, key in own_keys(params) if key]
        return questions[0] if len(questions) == 1 else None
    return key_of(library, params) if is_rescored(library) else None


def keys_inside(library: LibraryName | None, params: Any, depth: int) -> Iterator[tuple[str, Key | None]]:
    """Identity and key of each question inside, however deep."""
    if library and isinstance(params, dict) and library.machine_name == OWN:
        yield from own_keys(params)
    if library and isinstance(params, dict) and library.machine_name == SINGLE_CHOICES:
        yield from ((sub_id.lower(), key) for sub_id, key in single_choice_keys(params) if sub_id)
    parts = params.values() if isinstance(params, dict) else params if isinstance(params, list) else ()
    for part in parts if depth < DEEPEST else ():
        inner = inner_content(part)
        if inner is None:
            yield from keys_inside(None, part, depth + 1)
            continue
        name, inner_params, sub_id = inner
        if sub_id:
            yield sub_id, whole_key(name, inner_params)
        yield from keys_inside(name, inner_params, depth + 1)


def inner_content(part: Any) -> tuple[LibraryName, Mapping[str, Any], str] | None:
    """Kind, parameters and identity of a content inside another; None for anything else."""
    if not isinstance(part, dict) or not isinstance(part.get("library"), str) or not isinstance(part.get("params"), dict):
        return None
    name, sub_id = exact_name(part["library"]), part.get("subContentId")
    return (name, part["params"], sub_id.lower() if isinstance(sub_id, str) else "") if name else None


# --- our own library: its questions are native blocks, and it answers with the names of options -------------------------


@dataclass(frozen=True)
class NamedKey:
    """A choice whose options have names of their own: read as places, then graded as those are."""

    names: tuple[str, ...]
    key: ChoiceKey

    def score(self, response: str) -> Score:
        """Raises H5PError (response-mismatch)."""
        places = []
        for name in parts_of(response, len(self.names)):
            if name not in self.names:
                raise mismatch("names a choice that does not exist")
            places.append(str(self.names.index(name)))
        return self.key.score(BETWEEN.join(places))


@dataclass(frozen=True)
class GapsKey:
    """Per gap its accepted answers, compared as native gaps are."""

    gaps: tuple[frozenset[str], ...]

    def score(self, response: str) -> Score:
        """Raises H5PError (response-mismatch)."""
        typed = parts_of(response, len(self.gaps))
        return Score(sum(normalised(text) in right for text, right in zip(typed, self.gaps, strict=False)), len(self.gaps))


@dataclass(frozen=True)
class OrderKey:
    """Steps in the order of their places: a point for each in its own."""

    count: int

    def score(self, response: str) -> Score:
        """Raises H5PError (response-mismatch)."""
        given = parts_of(response, self.count)
        if sorted(given) not in ([], sorted(map(str, range(self.count)))):
            raise mismatch("is no order of these steps")
        return Score(sum(step == str(place) for place, step in enumerate(given)), self.count)


def own_keys(params: Mapping[str, Any]) -> Iterator[tuple[str, Key | None]]:
    """Identity and key of each question of our own library."""
    blocks = params.get("blocks")
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, dict) and (key := own_key(block)):
            yield str(block.get("subContentId") or "").lower(), key


def own_key(block: Mapping[str, Any]) -> Key | None:
    """The key of one block; None for blocks to read."""
    kind = block.get("type")
    if kind in ("one_answer", "several_answers"):
        options = dicts(block, "options")
        names = tuple(str(option.get("id") or place) for place, option in enumerate(options))
        right = frozenset(place for place, option in enumerate(options) if option.get("is_right"))
        return NamedKey(names, ChoiceKey(len(options), right, single=kind == "one_answer"))
    if kind == "true_false":
        return TrueFalseKey(block.get("is_true") in (True, "true"))
    if kind == "fill_the_gap":
        answers = [untagged(str(gap.get("answers") or "")).split(";") for gap in dicts(block, "gaps")]
        return GapsKey(tuple(frozenset(filter(None, map(normalised, one))) for one in answers))
    return OrderKey(len(dicts(block, "items"))) if kind == "put_in_order" else None


def dicts(block: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of a list."""
    value = block.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
