"""The rules for single values: texts, numbers, choices, files (the paper, section 4). `h5p.semantics` says where each applies."""

from __future__ import annotations

import html
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Protocol

from h5p.errors import Issue
from h5p.fields import Field
from h5p.inert_text import DEEPEST_TAGS, affordable, cleaned, cut, escaped, is_too_deep
from h5p.media_paths import host_of, safe_mime, safe_path
from h5p.patterns import accepts


class _Absent:
    """Nothing may stay here; None is a value of its own (an emptied list)."""


ABSENT = _Absent()
LARGEST = 10**15
LONGEST_TEXT = 1_000_000
"""Characters of one text; a whole chapter of a book is some 50,000."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the content we are: a JSON pointer, and how deep."""

    path: str = ""
    depth: int = 0

    def at(self, key: str) -> Place:
        """One step further in; a flattened group is a step without a name."""
        step = "/" + key[:80].replace("~", "~0").replace("/", "~1") if key else ""
        return Place(self.path + step, self.depth + 1)


def shown(value: object) -> str:
    """A value for a message: short, whatever it is."""
    if isinstance(value, str):
        return repr(value[:80])
    if isinstance(value, list | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return "a very large number" if isinstance(value, int) and abs(value) > LARGEST else repr(value)[:80]


def as_text(field: Field, value: object) -> tuple[str, bool]:
    """The text as it may be stored, and whether the library's pattern could be asked. Numbers become text; ValueError for
    HTML that is nested without end; TypeError for
    the rest."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError
    text = (value if isinstance(value, str) else repr(value))[:LONGEST_TEXT]
    most = LONGEST_TEXT if field.max_length is None else field.max_length
    if field.tags is None:
        clean = cut(escaped(text), most)
    else:
        if is_too_deep(text):
            raise ValueError(f"The text has more than {DEEPEST_TAGS} HTML elements within each other.")
        clean = cleaned(affordable(text, LONGEST_TEXT), tags=field.tags, fonts=field.fonts)
        if len(clean) > most:
            clean = cleaned(cut(clean, most), tags=field.tags, fonts=field.fonts)
    if field.pattern is None or (field.optional and not clean):
        return clean, True
    fits = accepts(field.pattern, field.modifiers, html.unescape(clean))
    return ("" if fits is False else clean), fits is not None


def as_number(field: Field, value: object, place: Place) -> int | float:
    """Within min and max, on a step counted from min, rounded to the field's decimals. ValueError for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)[:100]) > 40:
        raise TypeError
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise ValueError(f"{shown(value)} is no number.") from error
    if not number.is_finite() or abs(number) > LARGEST:
        raise ValueError(f"{shown(value)} is out of all bounds.")
    number = _clamped(number, field)
    if field.step is not None and field.step >= 1e-9:
        start = Decimal(str(field.low or 0.0))
        number -= (number - start) % Decimal(str(field.step))
    if field.decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-min(field.decimals, 10)), ROUND_HALF_UP)
    number = _clamped(number, field)
    return int(number) if number == number.to_integral_value() else float(number)


def _clamped(number: Decimal, field: Field) -> Decimal:
    if field.high is not None and number > Decimal(str(field.high)):
        number = Decimal(str(field.high))
    if field.low is not None and number < Decimal(str(field.low)):
        number = Decimal(str(field.low))
    return number


def as_boolean(field: Field, value: object, place: Place) -> bool:
    """True for what H5P's editors have written for true; lists and objects are no booleans (TypeError)."""
    if isinstance(value, list | dict):
        raise TypeError
    return value in (True, 1, "1", "true", "True")


def as_choice(field: Field, value: object, place: Place) -> Any:
    """One of the options, else the first; of several only those that are options. A select whose options a script fills is
    a text."""
    if field.multiple:
        chosen = value if isinstance(value, list) else [value]
        return [entry for entry in chosen if isinstance(entry, str) and entry in field.options] or ABSENT
    if isinstance(value, list | dict):
        raise TypeError
    text = value if isinstance(value, str) else repr(value)
    if not field.options:
        return cut(escaped(text), 255)
    if text in field.options:
        return text
    return ABSENT if field.optional else field.options[0]


def inert(value: object, depth: int = 0) -> Any:
    """What a library keeps beside its fields (`extraAttributes`): any JSON, its texts escaped, its keys plain."""
    if isinstance(value, str):
        return cut(escaped(value), 5_000)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if abs(value) <= LARGEST else None
    if depth >= 8:
        return None
    if isinstance(value, list):
        return [inert(entry, depth + 1) for entry in value[:500]]
    if isinstance(value, dict):
        return {escaped(str(key)[:100]): inert(entry, depth + 1) for key, entry in list(value.items())[:500]}
    return None


class Notes(Protocol):
    """What a file's rule tells the run it belongs to."""

    files: dict[str, None]
    dropped: list[Issue]

    def drop(self, code: str, message: str, place: Place) -> Any: ...

    def warn(self, code: str, message: str, place: Place) -> None: ...


_COPYRIGHT = ("title", "author", "year", "source", "license", "version")
_NUMBERS = {"image": ("width", "height"), "video": ("width", "height", "bitrate"), "audio": (), "file": ()}


@dataclass(frozen=True, slots=True)
class Media:
    """The rule for file, image, video and audio; the last two are lists of sources."""

    notes: Notes
    field: Field
    place: Place

    def kept(self, value: object) -> Any:
        if self.field.kind in ("image", "file"):
            return self.one(value, self.place)
        sources = value if isinstance(value, list) else [value]
        clean = [self.one(source, self.place.at(str(number))) for number, source in enumerate(sources[:50])]
        return [source for source in clean if source is not ABSENT] or ABSENT

    def one(self, value: object, place: Place) -> Any:
        if not isinstance(value, dict):
            return self.notes.drop("type-mismatch", f"This is no {self.field.kind}: {shown(value)}.", place)
        path = safe_path(value.get("path"))
        if path is None:
            return self.notes.drop("unsafe-path", f"{shown(value.get('path'))} is not a file of this content.", place)
        self._note(path, place)
        clean: dict[str, Any] = {"path": path}
        if mime := safe_mime(value.get("mime")):
            clean["mime"] = mime
        if isinstance(value.get("copyright"), dict):
            clean["copyright"] = {key: inert(value["copyright"][key]) for key in _COPYRIGHT if key in value["copyright"]}
        clean.update({key: size for key in _NUMBERS[self.field.kind] if (size := _size(value.get(key))) is not None})
        self._special(value, clean, place)
        clean.update({key: inert(value[key]) for key in self.field.extra if key in value and key not in clean})
        return clean

    def _special(self, value: dict[str, Any], clean: dict[str, Any], place: Place) -> None:
        if self.field.kind == "image" and isinstance(value.get("originalImage"), dict):
            flat = {key: entry for key, entry in value["originalImage"].items() if key != "originalImage"}
            if (original := self.one(flat, place.at("originalImage"))) is not ABSENT:
                clean["originalImage"] = original
        if self.field.kind == "video" and isinstance(value.get("codecs"), str):
            clean["codecs"] = cut(escaped(value["codecs"]), 100)
        if self.field.kind == "video" and isinstance(value.get("quality"), dict):
            level = value["quality"].get("level")
            clean["quality"] = {
                "level": _size(level) or cut(escaped(str(level)), 40),
                "label": inert(value["quality"].get("label")),
            }

    def _note(self, path: str, place: Place) -> None:
        if path.startswith(("http:", "https:")) or "://" in path:
            self.notes.warn("external-url", f"{host_of(html.unescape(path))} is another host; the frame does not load it.", place)
        else:
            self.notes.files.setdefault(html.unescape(path))


def _size(value: object) -> int | float | None:
    """A width, height or bitrate: a number from 0 to a thousand million."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 <= value <= 10**9 else None
