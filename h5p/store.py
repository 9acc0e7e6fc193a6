"""Where installed libraries are kept, and what installing a package would change. Two stores: in memory, in a folder.

A site with a store of its own writes a class with the methods of `LibraryStore`. One line (name, major, minor) holds one
patch version;
lines coexist (the paper, 3.5 and 9).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from h5p.archive import SafeArchive
from h5p.errors import H5PError
from h5p.json_text import parse
from h5p.library import Library, contained_path, library_from_json
from h5p.member_path import extension
from h5p.names import LibraryName

Files = Mapping[str, bytes]
"""One library's files by their path inside its folder, `library.json` among them."""


class LibraryStore(Protocol):
    """What the rest of this package asks of a store. A name is looked up by its line; its patch is not compared."""

    def has(self, name: LibraryName) -> bool: ...

    def get(self, name: LibraryName) -> Library | None: ...

    def semantics(self, name: LibraryName) -> list[Any] | None:
        """The parsed `semantics.json`; None where there is no such file or no such library."""
        ...

    def read(self, name: LibraryName, path: str) -> bytes:
        """One file. Raises H5PError (library-missing-file)."""
        ...

    def libraries(self) -> Iterable[Library]: ...

    def put(self, files: Files) -> Library:
        """Keeps one library, in place of any patch of its line; `install` is what asks whether it may."""
        ...


@dataclass(frozen=True, slots=True)
class InstallPlan:
    """What a package would do to a store. `conflict`: the same version with other bytes, which is refused; `older`: skipped."""

    new: tuple[LibraryName, ...] = ()
    patched: tuple[LibraryName, ...] = ()
    unchanged: tuple[LibraryName, ...] = ()
    conflict: tuple[LibraryName, ...] = ()
    older: tuple[LibraryName, ...] = ()


def described(files: Files) -> Library:
    """The library that these files are. Raises H5PError (invalid-library-json-file, library-missing-file, unsafe-path …)."""
    meta = _json(files.get("library.json", b""), "library.json", dict)
    library = library_from_json(meta, {contained_path(path): hashlib.sha256(data).hexdigest() for path, data in files.items()})
    for path in (*library.scripts, *library.styles):
        if path not in library.files:
            raise H5PError("library-missing-file", f"{library.name} loads {path}, which is not among its files.", path)
    return library


def _json(data: bytes, path: str, kind: type) -> Any:
    code = f"invalid-{path.replace('.', '-')}-file"
    value = parse(data, code=code, path=path)
    if not isinstance(value, kind):
        raise H5PError(code, f"{path} holds no JSON {'list' if kind is list else 'object'}.", path)
    return value


class PackageLibraries:
    """The libraries of an open package, to be walked as often as needed, one library in memory at a time.

    Check the package first (`h5p.validate`); folders without `library.json` and files of kinds that no library may hold are
    passed over.
    """

    def __init__(self, archive: SafeArchive) -> None:
        self.archive = archive

    def __iter__(self) -> Iterator[Files]:
        for folder in self.archive.library_folders():
            if f"{folder}/library.json" in self.archive:
                members = [member.name for member in self.archive.iter_library(folder)]
                allowed = [name for name in members if extension(name) in self.archive.limits.library_ext]
                yield {name.partition("/")[2]: self.archive.read(name) for name in allowed}


def plan_install(libraries: Iterable[Files], store: LibraryStore) -> InstallPlan:
    """Compares by hash; reads everything, changes nothing. Names within one answer are sorted."""
    found: dict[str, list[LibraryName]] = {"new": [], "patched": [], "unchanged": [], "conflict": [], "older": []}
    for files in libraries:
        library = described(files)
        found[_change(library, store.get(library.name))].append(library.name)
    return InstallPlan(**{key: tuple(sorted(names)) for key, names in found.items()})


def _change(library: Library, installed: Library | None) -> str:
    if installed is None:
        return "new"
    if library.name.patch != installed.name.patch:
        return "patched" if library.name.patch > installed.name.patch else "older"
    return "unchanged" if library.sha256 == installed.sha256 else "conflict"


def install(
    libraries: Sequence[Files] | PackageLibraries, store: LibraryStore, *, patch: Iterable[LibraryName] = ()
) -> InstallPlan:
    """Keeps what is new and those patches that were ticked by their full name; nothing at all when one library conflicts.

    `libraries` is walked twice: a list, or `PackageLibraries`. Returns what was done: a patch that nobody ticked is in none
    of its lists.
    Raises H5PError (library-conflict).
    """
    ticked = set(patch)
    plan = plan_install(libraries, store)
    if plan.conflict:
        names = ", ".join(str(name) for name in plan.conflict)
        raise H5PError("library-conflict", f"Other files are installed under the same version: {names}. Nothing was installed.")
    patched = tuple(name for name in plan.patched if name in ticked)
    for files in libraries:
        if described(files).name in (*plan.new, *patched):
            store.put(files)
    return InstallPlan(plan.new, patched, plan.unchanged, (), plan.older)


class MemoryStore:
    """Libraries in a dictionary: for tests, for a command line, for one package read alone."""

    def __init__(self, libraries: Iterable[Files] = ()) -> None:
        self._kept: dict[tuple[str, int, int], tuple[Library, Files]] = {}
        for files in libraries:
            self.put(files)

    def has(self, name: LibraryName) -> bool:
        return name.line in self._kept

    def get(self, name: LibraryName) -> Library | None:
        kept = self._kept.get(name.line)
        return kept[0] if kept else None

    def semantics(self, name: LibraryName) -> list[Any] | None:
        return _semantics(self, name)

    def read(self, name: LibraryName, path: str) -> bytes:
        kept = self._kept.get(name.line)
        if kept is None or path not in kept[1]:
            raise _missing(name, path)
        return kept[1][path]

    def libraries(self) -> Iterator[Library]:
        return iter([library for _line, (library, _files) in sorted(self._kept.items())])

    def put(self, files: Files) -> Library:
        library = described(files)
        self._kept[library.name.line] = (library, {contained_path(path): data for path, data in files.items()})
        return library


def _semantics(store: LibraryStore, name: LibraryName) -> list[Any] | None:
    library = store.get(name)
    if library is None or "semantics.json" not in library.files:
        return None
    found: list[Any] = _json(store.read(name, "semantics.json"), "semantics.json", list)
    return found


def _missing(name: LibraryName, path: str) -> H5PError:
    return H5PError("library-missing-file", f"{name.spec} has no file {path!r:.120} here.", path[:255])


class FolderStore:
    """Libraries as folders `H5P.X-1.16` under one root. A library appears and is replaced whole, by renaming its folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._read: dict[str, tuple[int, Library]] = {}

    def has(self, name: LibraryName) -> bool:
        return (self.root / name.folder / "library.json").is_file()

    def get(self, name: LibraryName) -> Library | None:
        """Reads all files once for their hashes; then again only after the folder was replaced."""
        folder = self.root / name.folder
        try:
            changed = folder.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        kept = self._read.get(name.folder)
        if kept is None or kept[0] != changed:
            kept = self._read[name.folder] = (changed, described(_files_in(folder)))
        return kept[1]

    def semantics(self, name: LibraryName) -> list[Any] | None:
        return _semantics(self, name)

    def read(self, name: LibraryName, path: str) -> bytes:
        library = self.get(name)
        if library is None or path not in library.files:
            raise _missing(name, path)
        return (self.root / name.folder / path).read_bytes()

    def libraries(self) -> Iterator[Library]:
        """Folders with other names are somebody else's and are passed over."""
        for path in sorted(self.root.glob("*/library.json")):
            try:
                library = self.get(LibraryName.parse(path.parent.name))
            except H5PError:
                continue
            if library is not None:
                yield library

    def put(self, files: Files) -> Library:
        library = described(files)
        self.root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=self.root) as waiting:
            fresh, old = Path(waiting) / "fresh", Path(waiting) / "old"
            _write(files, fresh)
            target = self.root / library.name.folder
            if target.exists():
                os.replace(target, old)
            os.replace(fresh, target)
        return library

    def remove(self, name: LibraryName) -> None:
        """Takes a library away. That nobody needs it any more is for the caller to know."""
        shutil.rmtree(self.root / name.folder, ignore_errors=True)


def _files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _write(files: Files, folder: Path) -> None:
    for path, data in files.items():
        target = folder / contained_path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
