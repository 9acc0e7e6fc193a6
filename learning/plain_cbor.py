"""CBOR that others give us (RFC 8949), without what a few bytes make large. No database here."""

from __future__ import annotations

from typing import Any, Final


class TagsRead(dict[int, Any]):
    """The `semantic_decoders` of a reader that knows only some tags; any other raises `ValueError`.

    A tag can stand for a part seen before (28 and 29), so that lists of lists grow tenfold a line, or for a number of a million
    digits (4 and 5), which takes minutes to write out.
    """

    def __init__(self, *read: int) -> None:
        super().__init__()
        self.read: Final = frozenset(read)

    def __missing__(self, tag: int) -> Any:
        if tag in self.read:
            raise KeyError(tag)
        return refuse_tag


def refuse_tag(*_asked: Any) -> Any:
    """Instead of decoding."""
    raise ValueError("A tag stands where none is read.")
