"""H5P.Video: a video in the package. One at another web site stays an embed."""

from __future__ import annotations

from typing import Final

from h5p.blocks import Recording
from h5p.mapping import audio
from h5p.mapping.reading import Params, cannot_write
from h5p.mapping.writing import recording_params

MACHINE: Final = "H5P.Video"
VERSIONS: Final = ((1, 6),)

to_native = audio.to_native


def from_native(block: Recording) -> Params:
    if not isinstance(block, Recording) or not block.is_video:
        raise cannot_write(block, MACHINE, "it is not a video.")
    return recording_params(block)
