"""A `semantics.json` as typed fields.

Libraries are strangers: whatever is malformed in one becomes a field that lets nothing pass.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from h5p.errors import H5PError

MOST_FIELDS = 20_000
"""Fields of one library in all; the largest real one has some 600."""
DEEPEST = 40
"""Groups and lists within each other in one library's semantics."""
KINDS = frozenset(["text", "number", "boolean", "select", "list", "group", "file", "image", "video", "audio", "library"])


@dataclass(frozen=True, slots=True)
class Field:
    """One field. Only what filtering asks is read; labels, widgets and defaults belong to the editor.

    `kind` is "" for a type that we do not know; `options` are a select's values or the libraries a library field allows.
    """

    name: str
    kind: str
    fields: tuple[Field, ...] = ()
    item: Field | None = None
    tags: frozenset[str] | None = None
    fonts: frozenset[str] = frozenset()
    options: tuple[str, ...] = ()
    multiple: bool = False
    optional: bool = False
    max_length: int | None = None
    pattern: str | None = None
    modifiers: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None
    decimals: int | None = None
    extra: tuple[str, ...] = ()
    is_sub_content: bool = False

    @property
    def flattened(self) -> Field | None:
        """The one field whose value this group is written as (the paper, section 4, "Flattening"); None for all other fields."""
        return self.fields[0] if self.kind == "group" and len(self.fields) == 1 and not self.is_sub_content else None


class _Reader:
    def __init__(self) -> None:
        self.count = 0

    def fields(self, value: object, depth: int) -> tuple[Field, ...]:
        return tuple(self.field(entry, depth) for entry in value if isinstance(entry, dict)) if isinstance(value, list) else ()

    def field(self, data: Mapping[str, Any], depth: int) -> Field:
        self.count += 1
        if self.count > MOST_FIELDS or depth > DEEPEST:
            raise H5PError(
                "invalid-semantics-json-file",
                f"A library's semantics have more than {MOST_FIELDS} fields or more than {DEEPEST} within each other.",
                "semantics.json",
            )
        kind, item, pattern = data.get("type"), data.get("field"), _pattern(data.get("regexp"))
        return Field(
            name=_text(data.get("name")),
            kind=kind if isinstance(kind, str) and kind in KINDS else "",
            fields=self.fields(data.get("fields"), depth + 1),
            item=self.field(item, depth + 1) if isinstance(item, dict) else None,
            tags=_tags(data.get("tags")),
            fonts=_fonts(data.get("font")),
            options=tuple(_options(data.get("options"))),
            multiple=data.get("multiple") is True,
            optional=data.get("optional") is True,
            max_length=_whole(data.get("maxLength")),
            pattern=pattern[0],
            modifiers=pattern[1],
            low=_finite(data.get("min")),
            high=_finite(data.get("max")),
            step=_finite(data.get("step")),
            decimals=_whole(data.get("decimals")),
            extra=tuple(name for name in _strings(data.get("extraAttributes")) if name not in ("path", "params", "library")),
            is_sub_content=data.get("isSubContent") is True,
        )


def read_fields(semantics: object) -> tuple[Field, ...]:
    """Raises H5PError (invalid-semantics-json-file) for no list, too many fields or too many within each other."""
    if not isinstance(semantics, list):
        raise H5PError("invalid-semantics-json-file", "A library's semantics are not a list of fields.", "semantics.json")
    return _Reader().fields(semantics, 1)


def _text(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= 255 else ""


def _strings(value: object) -> list[str]:
    return (
        [entry for entry in value[:MOST_FIELDS] if isinstance(entry, str) and len(entry) <= 500] if isinstance(value, list) else []
    )


def _tags(value: object) -> frozenset[str] | None:
    return frozenset(_strings(value)) if isinstance(value, list) else None


def _fonts(value: object) -> frozenset[str]:
    """Which of size, family, color, background, spacing and height an author may set: each is true or a list of choices."""
    return frozenset(name for name, choice in value.items() if choice) if isinstance(value, dict) else frozenset()


def _options(value: object) -> list[str]:
    """Values in order, those of option groups among them. Libraries are plain strings, choices have a `value`."""
    found: list[str] = []
    for entry in value[:MOST_FIELDS] if isinstance(value, list) else []:
        if isinstance(entry, str):
            found.append(entry)
        elif isinstance(entry, dict) and entry.get("type") == "optgroup":
            found += [option for inner in entry.get("options") or [] if (option := _option(inner)) is not None]
        elif (option := _option(entry)) is not None:
            found.append(option)
    return found


def _option(entry: object) -> str | None:
    value = entry.get("value") if isinstance(entry, dict) else None
    return value if isinstance(value, str) and len(value) <= 500 else None


def _pattern(value: object) -> tuple[str | None, str]:
    if not isinstance(value, dict) or not isinstance(value.get("pattern"), str):
        return None, ""
    return value["pattern"], _text(value.get("modifiers"))


def _finite(value: object) -> float | None:
    """A bound. Text, booleans, infinities and what no float can hold are no bound."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -1e15 < value < 1e15 and math.isfinite(value) else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9 else None
