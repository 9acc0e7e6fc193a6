"""Texts of content out for translators and back in, by their path in the parameters.

Which fields hold texts, and which of them are HTML, say the libraries’ semantics; the interface’s own (`common`) are passed over.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from h5p.errors import H5PError, Issue
from h5p.html_text import tags_of
from h5p.mapping.reading import group, string
from h5p.names import LibraryName

DEEPEST: Final = 60
Semantics = Callable[[LibraryName], list[Any] | None]


@dataclass(frozen=True)
class Words:
    """One text: where it stands (`answers/0/text`), its words, whether they are HTML, and the field's label for the translator."""

    path: str
    text: str
    is_html: bool = False
    label: str = ""


def texts_of(library: LibraryName, params: Any, semantics: Semantics) -> list[Words]:
    """All texts that are not empty, in the order of the content. `semantics` is a store's method of that name.

    Raises H5PError (`missing-required-library`) when the main library's semantics are not there; parts without are passed over.
    """
    fields = semantics(library)
    if fields is None:
        raise H5PError("missing-required-library", f"The semantics of {library.spec} are not here, so its texts are not known.")
    return list(_members(fields, params, _Place((), semantics)))


def with_texts(params: Any, texts: Mapping[str, str]) -> tuple[Any, tuple[Issue, ...]]:
    """A copy of the parameters with other texts at these paths, and what is odd about them.

    `unknown-text`: there is no text at the path; nothing is written. `tags-changed`: the new text has other tags than the old one.
    What comes back is as untrusted as any parameters: filter it before it is played.
    """
    changed = copy.deepcopy(params)
    issues = []
    for path, text in texts.items():
        holder, key = _holder(changed, path)
        old = holder[key] if holder is not None else None
        if not isinstance(old, str):
            issues.append(Issue("unknown-text", "The content has no text at this place (any more). It was left out.", path))
            continue
        if tags_of(old) != tags_of(text):
            issues.append(Issue("tags-changed", "The translation has other HTML tags than its source. Look at it.", path))
        holder[key] = text
    return changed, tuple(issues)


@dataclass(frozen=True)
class _Place:
    steps: tuple[str, ...]
    semantics: Semantics

    def at(self, step: str | int) -> _Place:
        return _Place((*self.steps, str(step)), self.semantics)

    @property
    def path(self) -> str:
        return "/".join(self.steps)


def _members(fields: list[Any], params: Any, place: _Place) -> Iterator[Words]:
    """The fields of a library or group."""
    for field in fields:
        name = string(group(field).get("name"))
        if name and isinstance(params, dict) and name in params and not group(field).get("common"):
            yield from _value(field, params[name], place.at(name))


def _value(field: dict[str, Any], value: Any, place: _Place) -> Iterator[Words]:
    kind = field.get("type")
    if len(place.steps) > DEEPEST:
        return
    if kind == "text" and isinstance(value, str) and value.strip() and field.get("widget") not in ("none", "colorSelector"):
        yield Words(place.path, value, is_html="tags" in field or field.get("widget") == "html", label=string(field.get("label")))
    elif kind == "list" and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _value(group(field.get("field")), item, place.at(number))
    elif kind == "group":
        yield from _group(field, value, place)
    elif kind == "library" and isinstance(value, dict):
        yield from _part(value, place)


def _group(field: dict[str, Any], value: Any, place: _Place) -> Iterator[Words]:
    """A group with a single field may hold its value directly (the paper, section 4); both forms are walked."""
    inner = field.get("fields")
    fields = inner if isinstance(inner, list) else []
    if len(fields) == 1 and not (isinstance(value, dict) and string(group(fields[0]).get("name")) in value):
        yield from _value(group(fields[0]), value, place)
    else:
        yield from _members(fields, value, place)


def _part(value: dict[str, Any], place: _Place) -> Iterator[Words]:
    title = group(value.get("metadata")).get("title")
    if isinstance(title, str) and title.strip():
        yield Words(place.at("metadata").at("title").path, title, label="Title")
    try:
        fields = place.semantics(LibraryName.parse(string(value.get("library"))))
    except H5PError:
        fields = None
    yield from _members(fields or [], value.get("params"), place.at("params"))


def _holder(params: Any, path: str) -> tuple[Any, Any]:
    """The object or list that holds what stands at the path, and its key there; (None, …) when there is no such place."""
    value: Any = None
    key: Any = None
    here = params
    for step in path.split("/"):
        value, key = here, step
        if isinstance(value, list) and step.isascii() and step.isdigit() and int(step[:9]) < len(value):
            key = int(step[:9])
        elif not isinstance(value, dict) or step not in value:
            return None, step
        here = value[key]
    return value, key
