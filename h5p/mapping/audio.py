"""H5P.Audio: a sound in the package. One at another web site stays an embed."""

from __future__ import annotations

from typing import Final

from h5p.blocks import Recording
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write
from h5p.mapping.writing import recording_params

MACHINE: Final = "H5P.Audio"
VERSIONS: Final = ((1, 5),)


def to_native(params: Params, media: Media) -> Mapped:
    """Captions, quality and start picture are left to the site, which encodes anew."""
    read = Reader(media)
    recording = read.recording(params, "files", media.title)
    return read.mapped([recording]) if recording else read.embedded()


def from_native(block: Recording) -> Params:
    if not isinstance(block, Recording) or block.is_video:
        raise cannot_write(block, MACHINE, "it is not a sound.")
    return recording_params(block)
