"""JSON from strangers: strict, and bounded before it is parsed (size, depth, number of values). Knows nothing of H5P.

Refused: what is not UTF-8 (a byte order mark is tolerated), `NaN` and `Infinity` also as `1e999`, whole numbers of hundreds of
digits, NUL characters and half surrogate pairs, which databases and UTF-8 cannot hold.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Never

from h5p.errors import H5PError
from h5p.limits import DEFAULT_LIMITS, Limits

# An unfinished string reaches to the end, and possessive repeats never go back: linear for any input.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_DIGITS = 40


class _Refused(ValueError):
    """Why, as the end of a sentence."""


def parse(data: bytes, *, code: str, path: str, limits: Limits = DEFAULT_LIMITS) -> Any:
    """The value, of any JSON type. Raises H5PError(code) and nothing else; `path` is only for the message."""
    try:
        _check_bounds(data, limits)
        value = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant, parse_float=_finite, parse_int=_short)
        if _SUSPICIOUS.search(data):
            _check_characters(value)
    except _Refused as refused:
        reason = str(refused)
    except UnicodeDecodeError as broken:
        reason = f"byte {broken.start} is not UTF-8; save the file as UTF-8"
    except json.JSONDecodeError as broken:
        reason = f"{broken.msg} in line {broken.lineno}, column {broken.colno}"
    except (RecursionError, ValueError, MemoryError):
        reason = "it is nested too deeply or holds a value out of bounds"
    else:
        return value
    raise H5PError(code, f"The JSON cannot be read: {reason}.", path)


def _check_bounds(data: bytes, limits: Limits) -> None:
    if len(data) > limits.max_json:
        raise _Refused(f"it has {len(data):,} bytes, more than the {limits.max_json:,} that are allowed")
    values = most_values(data)
    if values > limits.max_json_values:
        raise _Refused(f"it may hold {values:,} values, more than the {limits.max_json_values:,} that are allowed")
    _check_depth(data, limits.max_json_depth)


def most_values(data: bytes) -> int:
    """An upper bound, because commas in texts count too: cheap, and far above what real content holds."""
    return data.count(b",") + data.count(b"{") + data.count(b"[")


def _check_depth(data: bytes, deepest: int) -> None:
    """Takes the innermost pairs of brackets away, level by level; texts do not count. That kinds match is the parser's matter."""
    brackets = _STRING.sub(b"", data).translate(_ONE_KIND, _NO_BRACKETS)
    for _ in range(deepest):
        if not brackets:
            return
        length, brackets = len(brackets), brackets.replace(b"[]", b"")
        if len(brackets) == length:
            raise _Refused("brackets are not closed, or closed before they are opened")
    if brackets:
        raise _Refused(f"it is nested more than {deepest} levels deep")


def _no_constant(name: str) -> Never:
    raise _Refused(f"{name} is not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _Refused(f"the number {text[:40]} is out of bounds")
    return number


def _short(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise _Refused(f"a whole number has {len(text)} digits, more than the {_MOST_DIGITS} that are allowed")
    return int(text)


def _check_characters(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting += item.keys()
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, str):
            if "\0" in item:
                raise _Refused("a text holds a NUL character")
            if _SURROGATE.search(item):
                raise _Refused("a text holds half of a surrogate pair")
