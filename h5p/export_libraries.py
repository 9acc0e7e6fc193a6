"""Which libraries a full export takes from a store: versions that fit one another, and all that they need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from h5p.errors import H5PError
from h5p.mapping.reading import Params
from h5p.names import LibraryName
from h5p.parts import groups_in
from h5p.store import LibraryStore


def fitted(main: LibraryName, params: Params, store: LibraryStore) -> tuple[LibraryName, Params]:
    """The content with the versions that the store has: the newest minor one of the main library, parts as its semantics allow."""
    same = [
        library.name
        for library in store.libraries()
        if (library.name.machine_name, library.name.major) == (main.machine_name, main.major)
    ]
    if not same:
        raise _missing(main)
    chosen = max(same)
    return chosen, _fitted_part(params, chosen, store)


def _fitted_part(params: Any, parent: LibraryName, store: LibraryStore) -> Any:
    """Rewrites the names of parts; what no option of the parent allows is a missing library."""
    if isinstance(params, list):
        return [_fitted_part(item, parent, store) for item in params]
    if not isinstance(params, dict):
        return params
    if isinstance(params.get("library"), str) and isinstance(params.get("params"), dict):
        wanted = LibraryName.parse(params["library"])
        allowed = [name for name in _options(parent, store) if name.machine_name == wanted.machine_name and store.get(name)]
        if not allowed:
            raise _missing(wanted)
        chosen = max(allowed)
        return {**params, "library": chosen.spec, "params": _fitted_part(params["params"], chosen, store)}
    return {key: _fitted_part(value, parent, store) for key, value in params.items()}


def _options(parent: LibraryName, store: LibraryStore) -> list[LibraryName]:
    """All libraries that a library's semantics name as options, wherever."""
    names = []
    for field in groups_in(store.semantics(parent) or []):
        options = field.get("options") if field.get("type") == "library" else None
        for option in options if isinstance(options, list) else []:
            try:
                names.append(LibraryName.parse(option))
            except H5PError:
                continue
    return names


def closure(names: list[LibraryName], store: LibraryStore, *, editor: bool = True) -> list[LibraryName]:
    """The libraries and all that they need, sorted; cycles end by themselves. A missing editor library is passed over."""
    found: dict[tuple[str, int, int], LibraryName] = {}
    waiting = [(name, True) for name in names]
    while waiting:
        name, is_needed = waiting.pop()
        library = store.get(name)
        if library is None and is_needed:
            raise _missing(name)
        if library is None or name.line in found:
            continue
        found[name.line] = library.name
        waiting += [(one, is_needed) for one in (*library.preloaded, *library.dynamic)]
        waiting += [(one, False) for one in library.editor] if editor else []
    return sorted(found.values())


def folder_files(names: Iterable[LibraryName], store: LibraryStore) -> dict[str, bytes]:
    """Every file of the libraries, by its path in a package."""
    files = {}
    for name in names:
        library = store.get(name)
        for path in library.files if library else ():
            files[f"{name.folder}/{path}"] = store.read(name, path)
    return files


def _missing(name: LibraryName) -> H5PError:
    message = f"The library {name.spec} is not installed here. Export without libraries, or install it first."
    return H5PError("missing-required-library", message, name.spec)
