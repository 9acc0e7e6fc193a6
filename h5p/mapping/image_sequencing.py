"""H5P.ImageSequencing: pictures to put in order. Their descriptions become steps; the pictures themselves are left out."""

from __future__ import annotations

from typing import Any, Final

from h5p.blocks import PutInOrder, Step
from h5p.html_text import untagged
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, string

MACHINE: Final = "H5P.ImageSequencing"
VERSIONS: Final = ((1, 1),)


def to_native(params: Params, media: Media) -> Mapped:
    """Stays an embed unless every picture is described in words of its own."""
    read = Reader(media)
    steps = []
    for path, item in read.groups(params.get("sequenceImages"), "sequenceImages"):
        steps.append(Step(untagged(string(item.get("imageDescription")))))
        if item.get("audio"):
            read.lose("sounds-dropped", path)
    if len(steps) < 2 or not all(step.text for step in steps) or len(set(steps)) < len(steps):
        return read.embedded()
    read.lose("pictures-dropped", "sequenceImages")
    prompt = read.words(params.get("taskDescription"), "taskDescription")
    return read.mapped([PutInOrder(prompt, tuple(steps))])


def from_native(block: Any) -> Params:
    """Always raises H5PError (`not-exportable`): native steps have no pictures, and this type cannot be without."""
    raise cannot_write(block, MACHINE, "its steps have no pictures. H5P.DragText takes them.")
