"""Statements from the frame are strangers' words: read with every bound checked, refused without surprises."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h5p.errors import H5PError
from h5p.xapi import LARGEST_STATEMENT, parse, parse_text

UUID = "6f9d8d26-6b44-4c5a-9b0a-0d3f6b3b1c11"
ANSWERED: dict[str, Any] = {
    "actor": {"account": {"name": "somebody else"}},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en-US": "answered"}},
    "object": {
        "id": f"https://example.org/h5p/1?subContentId={UUID}",
        "definition": {
            "extensions": {"http://h5p.org/x-api/h5p-local-content-id": 1, "http://h5p.org/x-api/h5p-subContentId": UUID},
            "interactionType": "choice",
            "description": {"en-US": "Which?"},
            "choices": [{"id": "0", "description": {"en-US": "Yes"}}, {"id": "1", "description": {"en-US": "No"}}],
            "correctResponsesPattern": ["0"],
        },
    },
    "context": {
        "contextActivities": {
            "parent": [{"id": "https://example.org/h5p/1"}],
            "category": [{"id": "http://h5p.org/libraries/H5P.MultiChoice-1.16"}],
        }
    },
    "result": {
        "score": {"min": 0, "max": 3, "raw": 2, "scaled": 0.6667},
        "completion": True,
        "success": False,
        "duration": "PT12.5S",
        "response": "0[,]1",
    },
}


def changed(path: str, value: Any) -> dict[str, Any]:
    statement = copy.deepcopy(ANSWERED)
    inner, *keys = statement, *path.split(".")
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    return statement


def test_an_answer_is_read_whole() -> None:
    found = parse_text(json.dumps(ANSWERED))
    assert (found.verb, found.top_level, found.score, found.max, found.scaled) == ("answered", False, 2, 3, 2 / 3)
    assert (found.success, found.completion, found.response, found.seconds, found.sub_id) == (False, True, "0[,]1", 12.5, UUID)
    assert found.library is not None
    assert found.library.spec == "H5P.MultiChoice 1.16"
    assert found.interaction is not None
    assert (found.interaction.kind, found.interaction.description) == ("choice", "Which?")
    assert (dict(found.interaction.choices), found.interaction.patterns) == ({"0": "Yes", "1": "No"}, ("0",))


def test_what_has_no_parent_is_about_the_whole_content() -> None:
    assert parse(changed("context", {})).top_level
    assert parse(changed("context.contextActivities.parent", [])).top_level
    assert not parse(changed("context.contextActivities.parent", {"id": "x"})).top_level
    least = parse({"verb": {"id": "http://activitystrea.ms/schema/1.0/consume"}, "object": {}})
    assert (least.verb, least.top_level, least.score, least.scaled, least.library) == ("consumed", True, None, None, None)


def test_the_actor_is_never_read() -> None:
    assert parse(changed("actor", 7)) == parse(changed("actor", None)) == parse(ANSWERED)


FORGED: list[tuple[str, Any, str]] = [
    ("result.score.raw", float("nan"), "score-out-of-bounds"),
    ("result.score.raw", float("inf"), "score-out-of-bounds"),
    ("result.score.raw", 4, "score-out-of-bounds"),
    ("result.score.raw", -1, "score-out-of-bounds"),
    ("result.score.raw", "2", "score-out-of-bounds"),
    ("result.score.raw", True, "score-out-of-bounds"),
    ("result.score.raw", None, "score-out-of-bounds"),
    ("result.score.raw", [2], "score-out-of-bounds"),
    ("result.score.max", 10**400, "score-out-of-bounds"),
    ("result.score.max", 0, "score-out-of-bounds"),
    ("result.score.min", 3, "score-out-of-bounds"),
    ("result.score.min", -5, "score-out-of-bounds"),
    ("result.score.scaled", 1, "score-out-of-bounds"),
    ("result.score.scaled", float("nan"), "score-out-of-bounds"),
    ("result.score", {"scaled": "x"}, "score-out-of-bounds"),
    ("result.score", [], "invalid-statement"),
    ("result", "x", "invalid-statement"),
    ("result.response", ["0"], "invalid-statement"),
    ("result.response", 0, "invalid-statement"),
    ("result.response", "x" * 20_001, "invalid-statement"),
    ("result.response", "a\0b", "invalid-statement"),
    ("result.response", "\ud800", "invalid-statement"),
    ("result.success", "true", "invalid-statement"),
    ("result.completion", 1, "invalid-statement"),
    ("result.duration", "P1Y", "invalid-statement"),
    ("result.duration", "PT", "invalid-statement"),
    ("result.duration", "PT9999999S", "invalid-statement"),
    ("result.duration", 5, "invalid-statement"),
    ("verb", "answered", "invalid-statement"),
    ("verb.id", "http://evil.example/verbs/won", "unknown-verb"),
    ("verb.id", None, "unknown-verb"),
    ("verb.id", [], "invalid-statement"),
    ("object", None, "invalid-statement"),
    ("object.id", 7, "invalid-statement"),
    ("object.id", "https://example.org/?subContentId=6f9d8d26-6b44-4c5a-9b0a-000000000000", "invalid-statement"),
    ("object.id", "https://example.org/?subContentId=' OR 1=1", "invalid-statement"),
    ("object.id", "http://[", "invalid-statement"),
    ("object.definition", [], "invalid-statement"),
    ("object.definition.extensions", "x", "invalid-statement"),
    ("object.definition.interactionType", "script", "invalid-statement"),
    ("object.definition.choices", [7], "invalid-statement"),
    ("object.definition.choices", [{}] * 201, "invalid-statement"),
    ("object.definition.description", "x", "invalid-statement"),
    ("object.definition.description", {"en": ["x"]}, "invalid-statement"),
    ("object.definition.correctResponsesPattern", [7], "invalid-statement"),
    ("object.definition.correctResponsesPattern", "0", "invalid-statement"),
    ("context.contextActivities.parent", ["x"], "invalid-statement"),
    ("context.contextActivities.parent", [{}] * 51, "invalid-statement"),
    ("context.contextActivities.category", [{"id": 7}], "invalid-statement"),
    ("context", [], "invalid-statement"),
]


@pytest.mark.parametrize(("path", "value", "code"), FORGED)
def test_a_forged_statement_is_refused_with_its_place(path: str, value: Any, code: str) -> None:
    with pytest.raises(H5PError) as refused:
        parse(changed(path, value))
    assert refused.value.code == code


@pytest.mark.parametrize("data", [b"", b"NaN", b'{"verb": NaN}', b"\xff", b"[]", b"7", b"[" * 60_000, b"9" * 5_000, '"\ud800"'])
def test_what_is_no_statement_is_refused(data: bytes | str) -> None:
    with pytest.raises(H5PError) as refused:
        parse_text(data)
    assert refused.value.code == "invalid-statement"


def test_two_megabytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(H5PError) as refused:
        parse_text(b"[" * (2 << 20))
    assert refused.value.code == "statement-too-large"
    assert len(json.dumps(ANSWERED)) < LARGEST_STATEMENT


def test_a_content_without_points_and_a_time_in_hours_are_read() -> None:
    nothing = parse(changed("result.score", {"raw": 0, "max": 0, "scaled": 0}))
    assert (nothing.score, nothing.scaled) == (0, None)
    assert parse(changed("result.score", {"scaled": 0.5})).score is None
    assert parse(changed("result.duration", "PT1H2M3S")).seconds == 3723
    assert parse(changed("context.contextActivities.category", [{"id": "http://other.example/"}])).library is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PLACES = sorted({path for path, _value, _code in FORGED})


@settings(max_examples=200, deadline=None)
@given(path=st.sampled_from(PLACES), value=JSON)
def test_whatever_stands_in_a_statement_it_is_read_or_refused(path: str, value: Any) -> None:
    code, score, most = "", 0.0, 0.0
    try:
        found = parse(changed(path, value))
        score, most = found.score or 0.0, found.max or 0.0
    except H5PError as refused:
        code = refused.code
    assert code in ("", "invalid-statement", "unknown-verb", "score-out-of-bounds")
    assert 0 <= score <= most


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60))
def test_whatever_bytes_come_they_are_refused_by_name(data: bytes | str) -> None:
    with pytest.raises(H5PError):
        parse_text(data)
