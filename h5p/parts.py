"""Walking parameters: the libraries and the files that they name, however deep. Pure; no recursion, so depth cannot hurt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from h5p.mapping.reading import is_remote


def groups_in(params: Any) -> Iterator[dict[str, Any]]:
    """Every object in the parameters, the outermost first."""
    waiting = [params]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)


def parts_in(params: Any) -> Iterator[dict[str, Any]]:
    """Sub-contents: objects with a library and its parameters."""
    for found in groups_in(params):
        if isinstance(found.get("library"), str) and isinstance(found.get("params"), dict):
            yield found


def files_named(params: Any) -> set[str]:
    """Paths of files inside the content: `path` beside a `mime`. Addresses of other web sites are none."""
    return {
        found["path"].removesuffix("#tmp")
        for found in groups_in(params)
        if isinstance(found.get("path"), str) and "mime" in found and found["path"] and not is_remote(found["path"])
    }
