"""Native blocks as a `.h5p`, in three levels.

`content-only`: parameters of the standard types, no libraries; plays where the types are installed. `full`: with the libraries,
when the store holds them. `own`: our own small runnable library; plays everywhere. The same content gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files as resources
from typing import Any, Final

from h5p.blocks import Block, Page
from h5p.credits import Credits, head_fields
from h5p.errors import H5PError, Issue
from h5p.export_libraries import closure, fitted, folder_files
from h5p.limits import DEFAULT_LIMITS
from h5p.mapping import from_native, mwanga_questions
from h5p.mapping.children import spec_of
from h5p.mapping.reading import Params
from h5p.member_path import extension, is_ignored, unsafe_reason
from h5p.names import LibraryName
from h5p.own_form import own_form
from h5p.parts import files_named, parts_in
from h5p.store import LibraryStore
from h5p.zip_writing import zip_of

MODES: Final = ("content-only", "full", "own")
OWN: Final = ("library.json", "semantics.json", "questions.js", "questions.css")


@dataclass(frozen=True)
class Content:
    """What is exported. `files` are the bytes of pictures and sounds by the path that blocks name; `machine` asks for a type.

    `words` are what our own library says on its buttons, by the names of `mwanga_questions.L10N`; what is missing stays English.
    """

    credits: Credits
    blocks: tuple[Block, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    machine: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Exported:
    """The package's bytes, its main library, and what could not be carried."""

    data: bytes
    library: LibraryName
    losses: tuple[Issue, ...] = ()


def export(content: Content, *, mode: str = "content-only", store: LibraryStore | None = None) -> Exported:
    """Raises H5PError: `not-exportable`, `missing-file` for a picture without bytes, `missing-required-library` in full mode."""
    if mode not in MODES:
        raise H5PError("unknown-mode", f"{mode!r} is no level of export. Choose one of {', '.join(MODES)}.")
    if not content.blocks:
        raise H5PError("not-exportable", "There are no blocks to export.")
    losses: tuple[Issue, ...] = ()
    libraries: dict[str, bytes] = {}
    if mode == "own":
        blocks, losses = own_form(content.blocks)
        library, params = spec_of(mwanga_questions), mwanga_questions.from_native(Page("", blocks), content.words)
        libraries = own_files()
    else:
        library, params = from_native(_root(content), content.machine)
    main = LibraryName.parse(library)
    needed = {main: None, **dict.fromkeys(used_in(params))}
    if mode == "full":
        if store is None:
            raise H5PError("missing-required-library", "A full export takes libraries from a store, and none was given.")
        main, params = fitted(main, params, store)
        needed = dict.fromkeys(closure([main, *used_in(params)], store))
        libraries = folder_files(needed, store)
        needed = dict.fromkeys(closure([main, *used_in(params)], store, editor=False))
    files = {
        "h5p.json": _json(_head(content, main, list(needed))),
        "content/content.json": _json(params),
        **{f"content/{path}": data for path, data in _media(content, params).items()},
        **libraries,
    }
    return Exported(zip_of(files), main, losses)


def used_in(params: Params) -> list[LibraryName]:
    """The libraries of all parts."""
    return [LibraryName.parse(part["library"]) for part in parts_in(params)]


def own_files() -> dict[str, bytes]:
    """Our runnable library's files, by their path in a package."""
    folder = LibraryName.parse(spec_of(mwanga_questions)).folder
    source = resources("h5p").joinpath("own")
    return {f"{folder}/{name}": source.joinpath(name).read_bytes() for name in OWN}


def _root(content: Content) -> Block:
    """One block as itself, several as a page. A page's own title is the package's."""
    return content.blocks[0] if len(content.blocks) == 1 else Page(content.credits.title, content.blocks)


def _head(content: Content, main: LibraryName, needed: list[LibraryName]) -> Params:
    about = content.credits
    title = about.title or getattr(content.blocks[0], "title", "") or getattr(content.blocks[0], "prompt", "")
    listed = [
        {"machineName": name.machine_name, "majorVersion": name.major, "minorVersion": name.minor}
        for name in sorted(needed, key=lambda name: (name.line != main.line, name))
    ]
    fields = head_fields(replace(about, title=" ".join(title.split())))
    return {**fields, "mainLibrary": main.machine_name, "embedTypes": ["iframe"], "preloadedDependencies": listed}


def _media(content: Content, params: Params) -> dict[str, bytes]:
    """The files that the parameters name. Raises H5PError for one that is not given or not of a kind that content may hold."""
    found = {}
    for path in sorted(files_named(params)):
        if path not in content.files:
            raise H5PError("missing-file", f"The content names the file {path!r:.120}, whose bytes were not given.", path[:255])
        member = f"content/{path}"
        if extension(path) not in DEFAULT_LIMITS.content_ext or is_ignored(path) or unsafe_reason(member, DEFAULT_LIMITS.max_path):
            raise H5PError("not-in-whitelist", f"{path!r:.120} is not a file that H5P content may hold.", path[:255])
        found[path] = content.files[path]
    return found


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
