"""H5P.Image: a picture."""

from __future__ import annotations

from typing import Final

from h5p.blocks import Picture
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write
from h5p.mapping.writing import image_params

MACHINE: Final = "H5P.Image"
VERSIONS: Final = ((1, 1),)


def to_native(params: Params, media: Media) -> Mapped:
    """No block and a loss when the file is missing or at another web site."""
    read = Reader(media)
    picture = read.image(params, "file")
    return read.mapped([picture] if picture else [])


def from_native(block: Picture) -> Params:
    if not isinstance(block, Picture):
        raise cannot_write(block, MACHINE, "it is not a picture.")
    return image_params(block)
