"""Content is brought down to what its library's semantics describe (the paper, section 4): on import and on every save.

This makes the *content* inert. A library's own scripts are code and are held by the frame (`h5p.player`), not by this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from h5p.errors import H5PError, Issue
from h5p.fields import Field, read_fields
from h5p.metadata import UUID, filter_metadata
from h5p.names import LibraryName
from h5p.store import LibraryStore
from h5p.values import ABSENT, Media, Place, as_boolean, as_choice, as_number, as_text, inert, shown

DEEPEST = 80
"""Groups, lists and libraries within each other in one content; a book of columns of question sets needs some 25."""
MOST_VALUES = 200_000
MOST_NOTES = 1_000
MEDIA = frozenset({"file", "image", "video", "audio"})


@dataclass(frozen=True, slots=True)
class Semantics:
    """One library's fields, as its `semantics.json` gives them."""

    fields: tuple[Field, ...]

    @classmethod
    def read(cls, data: object) -> Semantics:
        """Raises H5PError (invalid-semantics-json-file). A library without the file has no fields and keeps no parameters."""
        return cls(read_fields([] if data is None else data))


@dataclass(frozen=True, slots=True)
class Filtered:
    """`params`: what may be stored. `dependencies`: every library met, inner before outer, the main one last.

    `dropped` says what was taken away and where; `warnings` what stays but deserves a look (other hosts, patterns not run);
    `files` are the paths below `content/` that the parameters name.
    """

    params: dict[str, Any]
    dependencies: tuple[LibraryName, ...]
    dropped: tuple[Issue, ...]
    warnings: tuple[Issue, ...] = ()
    files: tuple[str, ...] = ()


def filter_params(params: object, *, library: LibraryName, store: LibraryStore) -> Filtered:
    """Filters a whole `content.json`. Filtering what was filtered changes nothing.

    Raises H5PError: missing-required-library (the store lacks the main library), content-not-object, too-many-values.
    """
    if not isinstance(params, dict):
        raise H5PError("content-not-object", "The content is not a JSON object.", "content/content.json")
    if not store.has(library):
        raise H5PError("missing-required-library", f"{library.spec} is not installed, so its content cannot be checked.")
    work = _Filter(store)
    kept = work.library_params(library, params, Place())
    return Filtered(kept, tuple(work.dependencies), tuple(work.dropped), tuple(work.warnings), tuple(work.files))


@dataclass(slots=True)
class _Filter:
    """One run; its lists are what the run found."""

    store: LibraryStore
    dependencies: dict[LibraryName, None] = field(default_factory=dict)
    dropped: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    files: dict[str, None] = field(default_factory=dict)
    semantics: dict[LibraryName, Semantics] = field(default_factory=dict)
    seen: int = 0

    def drop(self, code: str, message: str, place: Place) -> Any:
        """Notes it and returns ABSENT, so that a rule is one line."""
        if len(self.dropped) < MOST_NOTES:
            self.dropped.append(Issue(code, message, f"content/content.json#{place.path}"))
        return ABSENT

    def warn(self, code: str, message: str, place: Place) -> None:
        if len(self.warnings) < MOST_NOTES:
            self.warnings.append(Issue(code, message, f"content/content.json#{place.path}"))

    def library_params(self, name: LibraryName, params: Mapping[str, Any], place: Place) -> dict[str, Any]:
        """The root of a library is never flattened, however few fields it has."""
        if name not in self.semantics:
            self.semantics[name] = Semantics.read(self.store.semantics(name))
        kept = self.members(self.semantics[name].fields, params, place)
        self.dependencies.setdefault(name)
        return kept

    def members(self, fields: tuple[Field, ...], values: Mapping[str, Any], place: Place) -> dict[str, Any]:
        by_name = {entry.name: entry for entry in fields if entry.name}
        kept = {}
        for key, value in values.items():
            inner = place.at(str(key))
            if key not in by_name:
                self.drop("unknown-field", "The library does not know this field.", inner)
            elif (clean := self.value(by_name[key], value, inner)) is not ABSENT:
                kept[key] = clean
        return kept

    def value(self, field: Field, value: object, place: Place) -> Any:
        """One value by its field's rule; ABSENT when nothing of it may stay."""
        self.seen += 1
        if self.seen > MOST_VALUES:
            raise H5PError("too-many-values", f"The content holds more than {MOST_VALUES} values.", "content/content.json")
        if place.depth > DEEPEST:
            return self.drop("too-deep", f"More than {DEEPEST} groups, lists and libraries within each other.", place)
        if value is None:
            return None if field.kind == "list" else ABSENT
        if field.kind in MEDIA:
            return Media(self, field, place).kept(value)
        rules = {
            "text": self.text_value,
            "number": as_number,
            "boolean": as_boolean,
            "select": as_choice,
            "list": self.list_value,
            "group": self.group_value,
            "library": self.library_value,
        }
        if field.kind not in rules:
            return self.drop("unknown-field-type", "The library gives this field a type that H5P does not have.", place)
        try:
            return rules[field.kind](field, value, place)
        except TypeError:
            return self.drop("type-mismatch", f"This is no {field.kind}: {shown(value)}.", place)
        except ValueError as error:
            return self.drop("illegal-value", str(error), place)

    def text_value(self, field: Field, value: object, place: Place) -> str:
        text, ran = as_text(field, value)
        if not ran:
            self.warn("pattern-skipped", "The library's pattern for this text is of a form that is not run.", place)
        return text

    def list_value(self, field: Field, value: object, place: Place) -> list[Any] | None:
        if not isinstance(value, list):
            raise TypeError
        if field.item is None:
            self.drop("unknown-field", "The library does not say what this list holds.", place)
            return None
        most = int(field.high) if field.high is not None and field.high >= 0 else len(value)
        if len(value) > most:
            self.drop("too-many-items", f"The list may hold {most}; {len(value) - most} at its end were left out.", place)
        clean = [self.value(field.item, entry, place.at(str(number))) for number, entry in enumerate(value[:most])]
        return [entry for entry in clean if entry is not ABSENT and entry is not None] or None

    def group_value(self, field: Field, value: object, place: Place) -> Any:
        if field.flattened is not None:
            return self.value(field.flattened, unwrapped(field.flattened, value), place.at(""))
        if not isinstance(value, dict):
            raise TypeError
        own = dict(value)
        sub_id = own.pop("subContentId", None) if field.is_sub_content else None
        kept = self.members(field.fields, own, place)
        if isinstance(sub_id, str) and UUID.fullmatch(sub_id):
            kept["subContentId"] = sub_id
        return kept

    def library_value(self, field: Field, value: object, place: Place) -> Any:
        """Only a library that the field names, version included; its parameters by its own semantics."""
        if not isinstance(value, dict):
            raise TypeError
        spec = value.get("library")
        if not isinstance(spec, str) or spec not in field.options:
            return self.drop("library-not-allowed", f"{shown(spec)} is not among the libraries that may stand here.", place)
        name = exact_name(spec)
        if name is None or not self.store.has(name):
            return self.drop("missing-required-library", f"{spec:.80} is not installed.", place)
        params, sub_id = value.get("params"), value.get("subContentId")
        kept: dict[str, Any] = {
            "library": spec,
            "params": self.library_params(name, params if isinstance(params, dict) else {}, place.at("params")),
        }
        if isinstance(sub_id, str) and UUID.fullmatch(sub_id):
            kept["subContentId"] = sub_id
        if isinstance(value.get("metadata"), dict):
            kept["metadata"] = filter_metadata(value["metadata"])
        kept.update({key: inert(value[key]) for key in field.extra if key in value and key not in kept})
        return kept


def exact_name(spec: str) -> LibraryName | None:
    """The library of a content's `H5P.X 1.16`; None for every other spelling, those with a patch or leading zeros too."""
    try:
        name = LibraryName.parse(spec)
    except H5PError:
        return None
    return name if name.spec == spec else None


def unwrapped(child: Field, value: object) -> object:
    """The child's value of a group with one field, given flat or as `{name: value}`; a group that itself has such a field
    is taken flat."""
    if not isinstance(value, dict) or child.name not in value:
        return value
    own = {
        "group": {entry.name for entry in child.fields},
        "library": {"library", "params", "subContentId", "metadata"},
        "image": {"path", "mime", "width", "height", "copyright", "originalImage"},
        "file": {"path", "mime", "copyright"},
    }.get(child.kind, set[str]())
    return value if child.name in own else value[child.name]
