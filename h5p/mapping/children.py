"""Parts of other content: reading and writing `{library, params, subContentId, metadata}` by a table of mappings.

Tables stand one above the other (single types, sets of them, pages, books), so that no content can nest without end.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import replace
from typing import Any

from h5p.blocks import Block, Embed, Picture, Recording
from h5p.errors import H5PError
from h5p.mapping.reading import Mapped, Mapping, Media, Params, Reader, group, has_rights, string, title_of
from h5p.mapping.writing import media_field, short_title, sub_content
from h5p.names import LibraryName

Mappings = Table[str, Mapping]


def child_to_native(sub: Any, media: Media, table: Mappings) -> Mapped:
    """A part's blocks; one `embed` when it has no native form; nothing and a loss when it cannot be read."""
    read = Reader(media)
    part = group(sub)
    try:
        name = LibraryName.parse(string(part.get("library")))
    except H5PError:
        read.lose("part-unreadable")
        return read.mapped(())
    mapping = _known(table.get(name.machine_name), name, read)
    here = replace(media, version=(name.major, name.minor), title=title_of(part))
    mapped = mapping.to_native(group(part.get("params")), here) if mapping else read.embedded()
    blocks = read.take(mapped, "")
    if not blocks and any(loss.code == "stays-embedded" for loss in mapped.losses):
        metadata, identity = group(part.get("metadata")), string(part.get("subContentId"))
        return read.mapped([Embed(name.spec, group(part.get("params")), metadata, sub_content_id=identity)])
    if blocks and has_rights(part):
        read.lose("rights-beside")
    return read.mapped(blocks)


def _known(mapping: Mapping | None, name: LibraryName, read: Reader) -> Mapping | None:
    """Another major version is another type; a higher minor one is read with a warning."""
    if mapping is None or mapping.VERSIONS[-1][0] != name.major:
        return None
    if name.minor > mapping.VERSIONS[-1][1]:
        read.lose("newer-version")
    return mapping


def children_to_native(read: Reader, subs: Iterable[tuple[str, Any]], table: Mappings) -> tuple[Block, ...]:
    """The blocks of several parts in their order."""
    return tuple(block for path, sub in subs for block in read.take(child_to_native(sub, read.media, table), path))


def child_of(block: Block, kinds: Table[str, Mapping], title: str = "") -> Params:
    """A block as a part. Raises H5PError (`not-exportable`) for a kind without a type of its own here."""
    if isinstance(block, Embed):
        sub = sub_content(block.library, block.params)
        return {**sub, "metadata": block.metadata, "subContentId": block.sub_content_id or sub["subContentId"]}
    mapping = kinds.get(kind_key(block))
    if mapping is None:
        raise H5PError("not-exportable", f"A block {block.kind} has no place here. Take it out and export it alone.")
    return sub_content(spec_of(mapping), mapping.from_native(block), title or _title(block))


def kind_key(block: Block) -> str:
    """Where a table has the type that a block is written as: sounds and videos are of two types."""
    if isinstance(block, Recording):
        return "video" if block.is_video else "sound"
    return block.kind


def children_of(blocks: Iterable[Block], kinds: Table[str, Mapping], *, attach: bool = False) -> list[Params]:
    """Blocks as parts in their order. With `attach` a picture or recording becomes the media above the question that follows."""
    subs: list[Params] = []
    lead: Picture | Recording | None = None
    for block in blocks:
        if attach and isinstance(block, Picture | Recording):
            if lead is not None:
                raise H5PError("not-exportable", "A question can have one picture or recording above it, not two.")
            lead = block
            continue
        subs.append(child_of(block, kinds) if lead is None else _led(block, lead, kinds))
        lead = None
    if lead is not None:
        raise H5PError("not-exportable", "After the last question stands a picture or recording. Move it before a question.")
    return subs


def _led(block: Block, lead: Picture | Recording, kinds: Table[str, Mapping]) -> Params:
    sub = child_of(block, kinds)
    if "media" not in sub["params"] or isinstance(block, Embed):
        raise H5PError("not-exportable", f"A block {block.kind} cannot have a picture or recording above it.")
    return sub_content(sub["library"], {**sub["params"], "media": media_field(lead)}, _title(block))


def spec_of(mapping: Mapping) -> str:
    """`H5P.MultiChoice 1.16`: the type in the version that is written."""
    major, minor = mapping.VERSIONS[-1]
    return f"{mapping.MACHINE} {major}.{minor}"


def _title(block: Block) -> str:
    """What a part is called in H5P's editor: its title or its first words. A recording has no other place for its title."""
    if isinstance(block, Recording):
        return block.title
    for name in ("title", "headline", "prompt", "alt", "description"):
        text = getattr(block, name, "")
        if text:
            return short_title(text)
    return ""
