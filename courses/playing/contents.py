"""Contents to play: made from a package's part, and brought down to what their installed libraries describe.

`refilter` runs on import, and again whenever libraries changed: it is what makes a content that waited playable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from courses.h5p_storage import SiteStore
from courses.models import H5PContent
from courses.playing.package_parts import Opened, Sub
from courses.playing.weights import played_bytes
from h5p.credits import Credits, credits_of
from h5p.deps import resolve
from h5p.errors import H5PError
from h5p.library import Library
from h5p.mapping.reading import group, has_rights, title_of
from h5p.media_paths import host_of
from h5p.metadata import filter_metadata
from h5p.names import LibraryName
from h5p.parts import files_named, groups_in, parts_in
from h5p.semantics import Filtered, filter_params

LONGEST_TITLE: Final = 255


@dataclass
class Watching:
    """A store that remembers what it was asked for and did not have: exactly what a content waits for."""

    store: SiteStore
    lacking: dict[LibraryName, None] = field(default_factory=dict)

    def has(self, name: LibraryName) -> bool:
        found = self.store.has(name)
        if not found:
            self.lacking.setdefault(name)
        return found

    def get(self, name: LibraryName) -> Library | None:
        return self.store.get(name)

    def semantics(self, name: LibraryName) -> list[Any] | None:
        return self.store.semantics(name)

    def read(self, name: LibraryName, path: str) -> bytes:
        return self.store.read(name, path)

    def libraries(self) -> Iterator[Library]:
        return self.store.libraries()

    def put(self, files: Mapping[str, bytes]) -> Library:
        return self.store.put(files)


@dataclass(frozen=True)
class Fitted:
    """Parameters by the libraries that are installed. `filtered` is None when the main one is not; `missing` is what lacks."""

    filtered: Filtered | None
    missing: tuple[LibraryName, ...]


def fitted(library: LibraryName, params: Any, store: SiteStore) -> Fitted:
    """What can be played of parameters, and which libraries that still needs. Raises H5PError for a content beyond all bounds."""
    if not store.has(library):
        wanted = dict.fromkeys([library, *_libraries_in(params)])
        return Fitted(None, tuple(sorted(name for name in wanted if not store.has(name))))
    watching = Watching(store)
    found = filter_params(params, library=library, store=watching)
    order = resolve(library, found.dependencies, store)
    return Fitted(found, tuple(sorted({*watching.lacking, *order.missing})))


def _libraries_in(params: Any) -> Iterator[LibraryName]:
    for part in parts_in(params):
        try:
            yield LibraryName.parse(part["library"])
        except H5PError:
            continue


def apply_filter(content: H5PContent, store: SiteStore) -> None:
    """Fills the fields of a content that follow from its parameters and the installed libraries. Saves nothing."""
    found = fitted(content.library_name, content.params, store)
    content.filtered = found.filtered.params if found.filtered else {}
    content.dependencies = [name.spec for name in found.filtered.dependencies] if found.filtered else []
    content.waits_for = [name.spec for name in found.missing]


def refilter(content: H5PContent, store: SiteStore) -> None:
    """Brings a stored content up to date with the libraries of the store, and its weight. Raises H5PError; saves it else."""
    apply_filter(content, store)
    content.weight = played_bytes(content)
    content.save(update_fields=["filtered", "dependencies", "waits_for", "weight"])


def new_content(package: Opened, sub: Sub, files: Mapping[str, str], *, store: SiteStore) -> H5PContent:
    """A content of a package, or of a part of it, that is not stored yet. `files` are the package's by their path and hash."""
    rights = credits_for(package, sub)
    is_whole = sub["params"] is package.params
    named = files if is_whole else {path: sha for path, sha in files.items() if path in files_named(sub["params"])}
    content = H5PContent(
        title=rights.title[:LONGEST_TITLE] or LibraryName.parse(sub["library"]).machine_name,
        language="" if rights.language == "und" else rights.language[:12],
        library=LibraryName.parse(sub["library"]).spec,
        params=sub["params"],
        credits=asdict(rights),
        metadata=filter_metadata(package.head if is_whole else group(sub.get("metadata"))),
        files=dict(named),
    )
    apply_filter(content, store)
    return content


def credits_for(package: Opened, sub: Sub) -> Credits:
    """The rights of a part: its own where it names any, else the package's; under its own title."""
    if sub["params"] is package.params:
        return package.credits
    own = credits_of(group(sub.get("metadata"))) if has_rights(sub) else package.credits
    return replace(own, title=title_of(sub) or package.credits.title, language=package.credits.language)


def hosts_in(params: Any) -> tuple[str, ...]:
    """Other hosts whose media the parameters name; the player does not load them."""
    hosts = {host_of(address) for found in groups_in(params) for key in ("path", "media") for address in _addresses(found.get(key))}
    return tuple(sorted(hosts - {""}))


def _addresses(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value[:8].lower().startswith(("http://", "https://", "//")):
        yield f"https:{value}" if value.startswith("//") else value
