"""Native blocks as JSON and back: `{"type": "one_answer", "value": {…}}`, the shape of a stream of cards."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from h5p import blocks
from h5p.blocks import Block
from h5p.errors import H5PError

KINDS: Final[dict[str, type]] = {kind.kind: kind for kind in get_args(Block)}
DEEPEST: Final = 20


def block_json(block: Block) -> dict[str, Any]:
    """A block as plain JSON data. Fields that have their default are left out."""
    return {"type": block.kind, "value": _plain_fields(block)}


def block_of(data: Any) -> Block:
    """The block that JSON data says. Raises H5PError (`invalid-block`) naming the place; never trusts a shape."""
    found: Block = _block(data, "block", 0)
    return found


def _plain_fields(value: Any) -> dict[str, Any]:
    return {
        field.name: _plain(getattr(value, field.name))
        for field in fields(value)
        if field.default is MISSING or getattr(value, field.name) != field.default
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return block_json(value) if hasattr(value, "kind") else _plain_fields(value)  # type: ignore[arg-type]
    return value


def _block(data: Any, path: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise _refused(path, "is nested too deeply")
    kind = KINDS.get(data["type"]) if isinstance(data, dict) and isinstance(data.get("type"), str) else None
    if kind is None:
        raise _refused(path, "has no type that is known")
    return _record(kind, data.get("value"), (path, depth))


def _record(kind: type, value: Any, at: tuple[str, int]) -> Any:
    path, depth = at
    if not isinstance(value, dict):
        raise _refused(path, "is not an object")
    given = {}
    for name, wanted in _hints(kind).items():
        if name in value:
            given[name] = _value(wanted, value[name], (f"{path}/{name}", depth))
    missing = [field.name for field in fields(kind) if field.default is MISSING and field.name not in given]
    if missing:
        raise _refused(f"{path}/{missing[0]}", "is missing")
    return kind(**given)


@cache
def _hints(kind: type) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: hint for name, hint in get_type_hints(kind, vars(blocks)).items() if name in names}


def _value(wanted: Any, value: Any, at: tuple[str, int]) -> Any:
    path, depth = at
    origin = get_origin(wanted)
    if origin in (types.UnionType, Union):
        return _one_of(get_args(wanted), value, at)
    if origin is tuple:
        if not isinstance(value, list):
            raise _refused(path, "is not a list")
        return tuple(_value(get_args(wanted)[0], item, (f"{path}/{place}", depth)) for place, item in enumerate(value))
    if is_dataclass(wanted):
        return _block(value, path, depth + 1) if hasattr(wanted, "kind") else _record(wanted, value, at)  # type: ignore[arg-type]
    if type(value) is not (get_origin(wanted) or wanted):
        raise _refused(path, f"is not of the type {getattr(wanted, '__name__', wanted)}")
    return value


def _one_of(wanted: tuple[Any, ...], value: Any, at: tuple[str, int]) -> Any:
    """`X | None`, or any block."""
    if value is None and type(None) in wanted:
        return None
    choices = [choice for choice in wanted if choice is not type(None)]
    return _value(choices[0], value, at) if len(choices) == 1 else _block(value, at[0], at[1] + 1)


def _refused(path: str, what: str) -> H5PError:
    return H5PError("invalid-block", f"The part {path} of a native block {what}. Export the block again.", path)
