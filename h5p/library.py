"""One version of one library: what its `library.json` says, which files it has, and the hash by which two copies are compared."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from h5p.errors import H5PError
from h5p.names import LibraryName, is_machine_name
from h5p.schema import LONGEST_LIST, SCRIPT, STYLE

# That the path also stays inside its folder is looked at apart from it.
_SCRIPT, _STYLE = (re.compile(pattern, re.ASCII) for pattern in (SCRIPT, STYLE))


@dataclass(frozen=True, slots=True)
class Library:
    """A library as a store holds it. `files` maps each path inside the folder to the SHA-256 of its bytes, in hex."""

    name: LibraryName
    title: str
    license: str
    runnable: bool
    fullscreen: bool
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    drops_css_of: tuple[str, ...]
    preloaded: tuple[LibraryName, ...]
    dynamic: tuple[LibraryName, ...]
    editor: tuple[LibraryName, ...]
    files: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """One hash of all files, names included; the same bytes under another order of the zip give the same."""
        lines = "".join(f"{sha} {path}\n" for path, sha in sorted(self.files.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    def needs(self, kind: str) -> tuple[LibraryName, ...]:
        """Dependencies of one kind: `dynamic`, `preloaded` or `editor`."""
        return {"dynamic": self.dynamic, "preloaded": self.preloaded, "editor": self.editor}[kind]


def library_from_json(meta: Mapping[str, Any], files: Mapping[str, str]) -> Library:
    """Reads a `library.json` that `h5p.schema` has accepted. What it may not hold raises H5PError all the same
    (type-mismatch, unsafe-path, invalid-library-name): a store trusts nobody."""
    return Library(
        name=LibraryName.from_json(meta),
        title=str(meta.get("title") or "")[:255],
        license=str(meta.get("license") or "")[:40],
        runnable=_flag(meta.get("runnable")),
        fullscreen=_flag(meta.get("fullscreen")),
        scripts=tuple(_asset_paths(meta, "preloadedJs", _SCRIPT)),
        styles=tuple(_asset_paths(meta, "preloadedCss", _STYLE)),
        drops_css_of=tuple(_machine_names(meta, "dropLibraryCss")),
        preloaded=tuple(_dependencies(meta, "preloadedDependencies")),
        dynamic=tuple(_dependencies(meta, "dynamicDependencies")),
        editor=tuple(_dependencies(meta, "editorDependencies")),
        files=dict(files),
    )


def _flag(value: object) -> bool:
    return value in (1, "1", True)


def _entries(meta: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    entries = meta.get(key) or []
    if not isinstance(entries, list) or len(entries) > LONGEST_LIST or not all(isinstance(entry, dict) for entry in entries):
        raise H5PError("type-mismatch", f"{key} is not a list of at most {LONGEST_LIST} objects.", "library.json")
    return entries


def _asset_paths(meta: Mapping[str, Any], key: str, allowed: re.Pattern[str]) -> Iterator[str]:
    for entry in _entries(meta, key):
        path = entry.get("path")
        if not isinstance(path, str) or len(path) > 255 or not allowed.fullmatch(path):
            raise H5PError("unsafe-path", f"{key} names {path!r:.120}, which is no plain path of such a file.", "library.json")
        yield contained_path(path)


def contained_path(path: str) -> str:
    """The path with `/` and without `.` and inner `..`. Raises H5PError (unsafe-path) when it leaves its folder."""
    clean = posixpath.normpath(path.replace("\\", "/"))
    if clean in (".", "..") or clean.startswith(("/", "../")) or "\0" in clean or ":" in clean:
        raise H5PError("unsafe-path", f"{path!r:.120} leads out of the library's own folder.", path[:255])
    return clean


def _machine_names(meta: Mapping[str, Any], key: str) -> Iterator[str]:
    for entry in _entries(meta, key):
        if is_machine_name(name := entry.get("machineName")):
            yield str(name)


def _dependencies(meta: Mapping[str, Any], key: str) -> Iterator[LibraryName]:
    for entry in _entries(meta, key):
        yield LibraryName.from_json(entry)
