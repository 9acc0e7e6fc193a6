"""What an opened package is made of: one part, or those of a question set, a column or a book, each with its native blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from h5p.archive import SafeArchive
from h5p.blocks import Block, Book, Embed, Quiz, Scenario, Text, flat
from h5p.credits import Credits, credits_of
from h5p.errors import H5PError, Issue
from h5p.json_text import parse
from h5p.mapping import MAPPINGS, Media, column, interactive_book, question_set, to_native
from h5p.mapping.children import child_to_native
from h5p.mapping.reading import flattened, group, string, title_of
from h5p.names import LibraryName
from h5p.native_package import main_library

Sub = dict[str, Any]
CONTAINERS: Final = {
    column.MACHINE: "content",
    question_set.MACHINE: "questions",
    interactive_book.MACHINE: "chapters",
}
"""Types whose parts are brought in one by one, and the field that holds them."""
MOST_PARTS: Final = 300
TITLE: Final = 80  # characters


@dataclass(frozen=True)
class Part:
    """One thing to bring in. `sub` is what would be played ({library, params, metadata …}); None for words between parts."""

    title: str
    library: str
    sub: Sub | None
    blocks: tuple[Block, ...]
    losses: tuple[Issue, ...] = ()

    @property
    def is_embed(self) -> bool:
        """Whether nothing of it has a native form."""
        return all(isinstance(block, Embed) for block in self.blocks)

    @property
    def is_played_better(self) -> bool:
        """Whether its native form keeps the words and loses what one does there: paths of a scenario."""
        return any(isinstance(block, Scenario) for block in flat(self.blocks))


@dataclass(frozen=True)
class Opened:
    """A checked package as data. `head` is its `h5p.json`, `params` its `content.json`."""

    head: dict[str, Any]
    params: dict[str, Any]
    credits: Credits
    main: LibraryName
    parts: tuple[Part, ...]

    @property
    def whole(self) -> Sub:
        """The package as one thing to play."""
        return {"library": self.main.spec, "params": self.params}


def opened(archive: SafeArchive) -> Opened:
    """Reads a package that passed its checks. Raises H5PError."""
    head = group(_json(archive, "h5p.json"))
    params = group(_json(archive, "content/content.json"))
    main = main_library(head)
    media = Media(lambda path: path if f"content/{path}" in archive else None)
    about = credits_of(head)
    return Opened(head, params, about, main, _parts(main, params, title=about.title, media=media))


def _json(archive: SafeArchive, name: str) -> Any:
    return parse(archive.read(name, archive.limits.max_json), code="unable-to-parse-package", path=name)


def _parts(main: LibraryName, params: dict[str, Any], *, title: str, media: Media) -> tuple[Part, ...]:
    whole = to_native(main.spec, params, media)
    key = CONTAINERS.get(main.machine_name)
    if key and MAPPINGS[main.machine_name].VERSIONS[-1][0] == main.major:
        own = tuple(loss for loss in whole.losses if not loss.path.startswith(f"{key}/"))
        found = [*_introduction(main, whole.blocks, title), *_children(main, params, media)]
        if any(part.sub for part in found):
            return (_with_losses(found[0], own), *found[1:])
    return (Part(title, main.spec, {"library": main.spec, "params": params}, whole.blocks, whole.losses),)


def _with_losses(part: Part, losses: tuple[Issue, ...]) -> Part:
    return Part(part.title, part.library, part.sub, part.blocks, (*losses, *part.losses))


def _introduction(main: LibraryName, blocks: tuple[Block, ...], title: str) -> list[Part]:
    text = next((block.introduction for block in blocks if isinstance(block, Quiz | Book)), "")
    return [Part(title, main.spec, None, (Text(text),))] if text.strip() else []


def _children(main: LibraryName, params: dict[str, Any], media: Media) -> Iterator[Part]:
    for count, (chapter, sub) in enumerate(_subs(main, params)):
        if count == MOST_PARTS:
            raise H5PError("too-many-values", f"The package has more than {MOST_PARTS} parts. Divide it.", "content/content.json")
        if chapter:
            yield Part(chapter[:TITLE], main.spec, None, (Text(f"<p><strong>{escape(chapter, quote=False)}</strong></p>"),))
        mapped = child_to_native(sub, media, MAPPINGS)
        spec = string(group(sub).get("library"))
        usable = group(sub) if _is_library(spec) else None
        yield Part(_title(sub, mapped.blocks) or spec, spec, usable, mapped.blocks, mapped.losses)


def _subs(main: LibraryName, params: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each part with the title of the chapter that it begins; "" for all others."""
    items = params.get(CONTAINERS[main.machine_name])
    for item in items if isinstance(items, list) else []:
        if main.machine_name == question_set.MACHINE:
            yield "", flattened(item, "question")
        elif main.machine_name == column.MACHINE:
            yield "", group(item).get("content")
        else:
            yield from _chapter(group(flattened(item, "chapter")))


def _chapter(sub: Sub) -> Iterator[tuple[str, Any]]:
    inner = group(sub.get("params")).get("content")
    title = title_of(sub)
    for place, item in enumerate(inner if isinstance(inner, list) else []):
        yield ("" if place else title), group(item).get("content")


def _is_library(spec: str) -> bool:
    try:
        LibraryName.parse(spec)
    except H5PError:
        return False
    return True


def _title(sub: Any, blocks: tuple[Block, ...]) -> str:
    """A part's title, or its first words."""
    said = [
        title_of(group(sub)),
        *(getattr(block, name, "") for block in blocks for name in ("title", "headline", "prompt", "alt")),
    ]
    title = " ".join(next((text for text in said if text.strip()), "").split())
    return title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"
