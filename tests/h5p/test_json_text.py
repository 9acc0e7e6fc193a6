"""JSON from strangers: whatever the bytes, a value or one kind of error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h5p.errors import H5PError
from h5p.json_text import most_values, parse
from h5p.limits import Limits

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text('abc\\"é'), inner), max_leaves=30)
WORDS = """[ ] { } , : " \\ \\u \\ud800 \\u0000 0 1e999 -1 NaN Infinity null true "a" é"""
JSON_LIKE = st.lists(st.sampled_from(WORDS.split()), max_size=40)


def read(data: bytes, **limits: Any) -> Any:
    return parse(data, code="broken", path="x.json", limits=Limits(**limits))


@settings(max_examples=80, deadline=None)
@given(VALUES, st.booleans())
def test_what_json_can_say_is_read_back(value: Any, ascii_only: bool) -> None:
    assert read(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | JSON_LIKE.map(lambda words: "".join(words).encode()))
def test_any_bytes_are_a_value_or_the_one_error(data: bytes) -> None:
    try:
        value = read(data)
    except H5PError as error:
        value = [error.code, error.path]
    written = json.dumps(value, allow_nan=False, ensure_ascii=False)
    assert json.loads(written.encode()) == value


@settings(max_examples=50, deadline=None)
@given(VALUES)
def test_the_count_of_values_is_never_too_low(value: Any) -> None:
    def count(item: Any) -> int:
        inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        return 1 + sum(map(count, inner))

    assert most_values(json.dumps(value).encode()) + 1 >= count(value)


def test_a_byte_order_mark_is_tolerated() -> None:
    assert read(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_brackets_inside_texts_are_no_depth() -> None:
    text = "[{" * 500 + '\\"'
    assert read(json.dumps({"html": text}).encode()) == {"html": text}


def test_an_escaped_backslash_before_a_code_is_text() -> None:
    assert read(rb'{"a": "\\u0000 \\ud800"}') == {"a": r"\u0000 \ud800"}


def test_a_whole_surrogate_pair_is_a_letter() -> None:
    assert read(rb'"\ud83c\udf27"') == "🌧"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[1, 2", "not closed"),
        ("[1 2]", "line 1"),
        ("NaN", "NaN"),
        ("[-Infinity]", "-Infinity"),
        ("-1e400", "out of bounds"),
        ("1" * 41, "41 digits"),
        (r'{"\u0000": 1}', "NUL"),
        (r'["\udc00"]', "surrogate"),
        ("[" * 11 + "]" * 11, "10 levels"),
        ("[" * 11, "not closed"),
        ("[1]]", "not closed"),
        ("[1}", "line 1"),
        ('{"a":' * 11 + "1" + "}" * 11, "10 levels"),
        ("[" + "1," * 60 + "1]", "values"),
        ('"' + "x" * 300 + '"', "302 bytes"),
        ("", "line 1"),
    ],
)
def test_the_message_says_why(text: str, part: str) -> None:
    with pytest.raises(H5PError) as refused:
        read(text.encode(), max_json=200, max_json_depth=10, max_json_values=50)
    assert part in refused.value.message


def test_other_encodings_are_told_to_become_utf_8() -> None:
    with pytest.raises(H5PError, match="UTF-8"):
        read("é".encode("latin-1"))
