"""Reading parameters in tests of mappings: the blocks, the codes of what is lost, a picture as packages have it."""

from __future__ import annotations

from typing import Any

from h5p.mapping import LOSSES, Mapped, Media, to_native


def read(library: str, params: Any, media: Media | None = None) -> Mapped:
    return to_native(library, params, media)


def codes(mapped: Mapped) -> set[str]:
    assert all(loss.message == LOSSES[loss.code] for loss in mapped.losses)
    return {loss.code for loss in mapped.losses}


def image(path: str = "images/a.png", **rights: str) -> dict[str, Any]:
    file = {"path": path, "mime": "image/png", "width": 30, "height": 20, "copyright": rights}
    return {"library": "H5P.Image 1.1", "params": {"file": file, "alt": "A &amp; B", "title": "T"}, "metadata": {}}
