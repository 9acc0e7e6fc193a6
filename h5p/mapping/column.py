"""H5P.Column: parts below one another; a page."""

from __future__ import annotations

from typing import Final

from h5p.blocks import Page
from h5p.mapping import branching_scenario, leaves, question_set
from h5p.mapping.children import children_of, children_to_native
from h5p.mapping.reading import Mapped, Mapping, Media, Params, Reader, cannot_write

MACHINE: Final = "H5P.Column"
VERSIONS: Final = ((1, 16), (1, 18))
PARTS: Final[dict[str, Mapping]] = {
    **leaves.LEAVES,
    question_set.MACHINE: question_set,
    branching_scenario.MACHINE: branching_scenario,
}
KINDS: Final[dict[str, Mapping]] = {**leaves.KINDS, "quiz": question_set, "scenario": branching_scenario}


def to_native(params: Params, media: Media) -> Mapped:
    """Each part as its own type is read; others stay embeds, in order."""
    read = Reader(media)
    subs = [(f"{path}/content", item.get("content")) for path, item in read.groups(params.get("content"), "content")]
    return read.mapped([Page("", children_to_native(read, subs, PARTS))])


def from_native(block: Page) -> Params:
    """The page's title belongs to the metadata beside these parameters."""
    if not isinstance(block, Page):
        raise cannot_write(block, MACHINE, "it is not a page.")
    return {"content": [{"content": sub, "useSeparator": "auto"} for sub in children_of(block.blocks, KINDS)]}
