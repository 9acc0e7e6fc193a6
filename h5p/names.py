"""Names and versions of libraries, in the two spellings that H5P uses. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from h5p.errors import H5PError

NAME = re.compile(r"[\w.-]{1,255}", re.ASCII)
NUMBER = re.compile(r"\d{1,5}", re.ASCII)
_WRITTEN = re.compile(r"([\w.-]{1,255})[ -](\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?", re.ASCII)


def is_machine_name(value: object) -> bool:
    """A name that may also be a folder: never hidden, never `..`."""
    return isinstance(value, str) and NAME.fullmatch(value) is not None and not value.startswith(".")


def version_number(value: object) -> int | None:
    """Up to five digits, as a whole number or (real packages) as text; None for anything else, `True` and `1.0` included."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value) if isinstance(value, str) or 0 <= value <= 99999 else ""
    return int(text) if NUMBER.fullmatch(text) else None


@dataclass(frozen=True, slots=True, order=True)
class LibraryName:
    """`H5P.MultiChoice` 1.16.27. Content refers to major and minor only, so `patch` may be 0 where it is not known."""

    machine_name: str
    major: int
    minor: int
    patch: int = 0

    def __post_init__(self) -> None:
        """Raises H5PError (invalid-library-name): no other kind of name can exist behind this type."""
        numbers = (self.major, self.minor, self.patch)
        if not is_machine_name(self.machine_name) or any(version_number(number) is None for number in numbers):
            text = f"{self.machine_name!r} {'.'.join(map(repr, numbers))}"
            raise H5PError(
                "invalid-library-name", f"{text[:120]} is not a library's name and version, such as 'H5P.MultiChoice 1.16'."
            )

    @property
    def folder(self) -> str:
        """`H5P.MultiChoice-1.16`: the folder in packages and stores."""
        return f"{self.machine_name}-{self.major}.{self.minor}"

    @property
    def spec(self) -> str:
        """`H5P.MultiChoice 1.16`: how content names a library."""
        return f"{self.machine_name} {self.major}.{self.minor}"

    @property
    def line(self) -> tuple[str, int, int]:
        """What coexists with other such lines in a store; within one a newer patch replaces the older."""
        return self.machine_name, self.major, self.minor

    def __str__(self) -> str:
        return f"{self.spec}.{self.patch}"

    @classmethod
    def parse(cls, text: str) -> LibraryName:
        """Reads `H5P.X 1.16`, `H5P.X-1.16` and both with a patch. Raises H5PError (invalid-library-name)."""
        found = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise H5PError(
                "invalid-library-name", f"{text!r:.120} is not a library's name and version; write 'H5P.MultiChoice 1.16'."
            )
        name, major, minor, patch = found.groups()
        return cls(name, int(major), int(minor), int(patch or 0))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LibraryName:
        """A dependency (machineName, majorVersion, minorVersion) or a `library.json`. Raises H5PError (invalid-library-name)."""
        name = data.get("machineName")
        major, minor = version_number(data.get("majorVersion")), version_number(data.get("minorVersion"))
        patch = version_number(data.get("patchVersion", 0))
        if not isinstance(name, str) or major is None or minor is None or patch is None:
            raise H5PError(
                "invalid-library-name", "A library is named by machineName, majorVersion and minorVersion; one is wrong."
            )
        return cls(name, major, minor, patch)
