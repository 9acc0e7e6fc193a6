"""Which libraries a content loads and in which order; which scripts and styles that makes (the paper, section 5)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from h5p.library import Library
from h5p.names import LibraryName
from h5p.store import LibraryStore

KINDS = ("dynamic", "preloaded", "editor")


@dataclass(frozen=True, slots=True)
class LoadOrder:
    """`libraries`: what is loaded, first things first. `all_of_them`: with dynamic and editor ones, for a full export."""

    libraries: tuple[Library, ...]
    all_of_them: tuple[Library, ...]
    missing: tuple[LibraryName, ...]

    @property
    def key(self) -> str:
        """Names the joined files: SHA-1 of the sorted `name-major.minor.patch` of what is loaded (not a secret, not a check)."""
        names = sorted(f"{library.name.folder}.{library.name.patch}" for library in self.libraries)
        return hashlib.sha1("\n".join(names).encode(), usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class _Walk:
    """One walk through the libraries: an entry is taken before its own needs, so that a circle ends, and weighed after them."""

    store: LibraryStore
    entered: dict[tuple[str, str], Library] = field(default_factory=dict)
    weighed: list[tuple[str, Library]] = field(default_factory=list)
    missing: dict[LibraryName, None] = field(default_factory=dict)

    def enter(self, kind: str, name: LibraryName) -> bool:
        """False when another version of that name was met first, or when there is no such library."""
        if (kind, name.machine_name) in self.entered:
            return False
        library = self.store.get(name)
        if library is None:
            self.missing[name] = None
            return False
        self.entered[kind, name.machine_name] = library
        return True

    def visit(self, kind: str, name: LibraryName) -> None:
        """Without recursion: a chain of thousands of libraries is only long."""
        if not self.enter(kind, name):
            return
        waiting = [(kind, self.entered[kind, name.machine_name], iter(_needs(self.entered[kind, name.machine_name], kind)))]
        while waiting:
            own_kind, library, needs = waiting[-1]
            following = next(needs, None)
            if following is None:
                self.weighed.append((own_kind, library))
                waiting.pop()
            elif self.enter(*following):
                child = self.entered[following[0], following[1].machine_name]
                waiting.append((following[0], child, iter(_needs(child, following[0]))))


def _needs(library: Library, own_kind: str) -> list[tuple[str, LibraryName]]:
    """What an editor library preloads is the editor's too."""
    return [
        ("editor" if (kind, own_kind) == ("preloaded", "editor") else kind, name) for kind in KINDS for name in library.needs(kind)
    ]


def resolve(main: LibraryName, dependencies: Iterable[LibraryName], store: LibraryStore) -> LoadOrder:
    """`dependencies`: the libraries met while filtering, in that order (`Filtered.dependencies`); the main one is added last.

    What is not in the store is in `missing`; nothing is raised for it, so that one answer names all of them.
    """
    walk = _Walk(store)
    for name in (*dependencies, main):
        walk.visit("preloaded", name)
    loaded = tuple(library for kind, library in walk.weighed if kind == "preloaded")
    every = {library.name: library for _kind, library in walk.weighed}
    return LoadOrder(loaded, tuple(every.values()), tuple(walk.missing))


@dataclass(frozen=True, slots=True)
class Asset:
    """One script or stylesheet of a library."""

    library: LibraryName
    path: str

    @property
    def address(self) -> str:
        """Below the address of all libraries, with what renews it: `H5P.X-1.16/js/x.js?ver=1.16.27`."""
        return f"{self.library.folder}/{self.path}?ver={self.library.major}.{self.library.minor}.{self.library.patch}"


@dataclass(frozen=True, slots=True)
class Assets:
    scripts: tuple[Asset, ...]
    styles: tuple[Asset, ...]


def assets(libraries: Sequence[Library]) -> Assets:
    """All scripts and styles in the order of the libraries; styles that another library drops are left out."""
    dropped = {name for library in libraries for name in library.drops_css_of if name != library.name.machine_name}
    return Assets(
        scripts=tuple(Asset(library.name, path) for library in libraries for path in library.scripts),
        styles=tuple(
            Asset(library.name, path)
            for library in libraries
            if library.name.machine_name not in dropped
            for path in library.styles
        ),
    )
