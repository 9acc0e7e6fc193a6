"""An opened package as native blocks: what it becomes, what it loses, whose it is. For wizards and for `convert`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from h5p.archive import SafeArchive
from h5p.blocks import Block, Book, Embed, Page
from h5p.credits import Credits, credits_of
from h5p.errors import H5PError, Issue
from h5p.json_text import parse
from h5p.mapping import Media, mwanga_questions, to_native
from h5p.mapping.reading import group
from h5p.names import LibraryName


@dataclass(frozen=True)
class NativePackage:
    """`library` is the main library; blocks name files by their path under `content/`."""

    credits: Credits
    library: LibraryName
    blocks: tuple[Block, ...]
    losses: tuple[Issue, ...]

    @property
    def is_native(self) -> bool:
        return not any(isinstance(block, Embed) for block in self.blocks)


def native_package(archive: SafeArchive, media: Media | None = None) -> NativePackage:
    """Reads `h5p.json` and `content/content.json`. Raises H5PError when one cannot be read; run the checks before."""
    head = group(_json(archive, "h5p.json", "invalid-h5p-json-file"))
    params = _json(archive, "content/content.json", "invalid-content-folder")
    media = media or Media(lambda path: path if f"content/{path}" in archive else None)
    main = main_library(head)
    mapped = to_native(main.spec, params, media)
    about = credits_of(head)
    return NativePackage(about, main, _titled(mapped.blocks, main, about), mapped.losses)


def main_library(head: dict[str, Any]) -> LibraryName:
    """The main library with its version, which stands among the dependencies. Raises H5PError (missing-main-library)."""
    listed = head.get("preloadedDependencies")
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict) and one.get("machineName") == head.get("mainLibrary"):
            return LibraryName.from_json(one)
    raise H5PError("missing-main-library", "The main library is not among the preloaded dependencies.", "h5p.json")


def _titled(blocks: tuple[Block, ...], main: LibraryName, about: Credits) -> tuple[Block, ...]:
    """A page or book without a title has the package's; an own package of one block is that block."""
    page = blocks[0] if main.machine_name == mwanga_questions.MACHINE and blocks else None
    if isinstance(page, Page) and len(page.blocks) == 1:
        return page.blocks
    return tuple(
        replace(block, title=about.title) if isinstance(block, Page | Book) and not block.title else block for block in blocks
    )


def _json(archive: SafeArchive, name: str, code: str) -> Any:
    return parse(archive.read(name, archive.limits.max_json), code=code, path=name)
