"""H5P types to native blocks and back: one module each, one row each here.

`to_native(library, params, media)` reads raw parameters (before any filtering for playing); `from_native(block)` gives the type and
parameters to write. Values are never trusted and nothing raises on reading; what is lost is said by code.
"""

from __future__ import annotations

from typing import Any, Final

from h5p.blocks import Block, Embed
from h5p.errors import H5PError
from h5p.mapping import column, interactive_book, mwanga_questions
from h5p.mapping.children import child_of, child_to_native, kind_key
from h5p.mapping.reading import LOSSES, Mapped, Mapping, Media, Params

MAPPINGS: Final[dict[str, Mapping]] = {
    **column.PARTS,
    column.MACHINE: column,
    interactive_book.MACHINE: interactive_book,
    mwanga_questions.MACHINE: mwanga_questions,
}
"""By machine name: every type that is read."""

KINDS: Final[dict[str, Mapping]] = {**column.KINDS, "page": column, "book": interactive_book}
"""By a block's kind: the type that it is written as, unless another is asked for."""

__all__ = ["KINDS", "LOSSES", "MAPPINGS", "Mapped", "Mapping", "Media", "from_native", "to_native"]


def to_native(library: str, params: Any, media: Media | None = None) -> Mapped:
    """The native blocks of content of the library `H5P.X 1.2`; one `embed` where there is no native form."""
    return child_to_native({"library": library, "params": params}, media or Media(), MAPPINGS)


def from_native(block: Block, machine: str = "") -> tuple[str, Params]:
    """The library (`H5P.X 1.2`) and parameters of a block; `machine` asks for another type than the usual one.

    Raises H5PError (`not-exportable`) when the block does not fit the type.
    """
    if not machine or isinstance(block, Embed):
        sub = child_of(block, KINDS)
        return sub["library"], sub["params"]
    if machine not in MAPPINGS:
        raise H5PError("not-exportable", f"{machine} is no type that is written here. Choose one of {', '.join(sorted(MAPPINGS))}.")
    sub = child_of(block, {kind_key(block): MAPPINGS[machine]})
    return sub["library"], sub["params"]
