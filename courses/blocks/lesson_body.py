"""The body of a lesson: which cards and questions a trainer can choose from."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.h5p import H5PCard
from courses.blocks.media import AudioCard, PictureCard, VideoCard
from courses.blocks.safety import HelplineCard
from courses.blocks.text import ExampleCard, ShareCard, TextCard
from courses.questions import KINDS


class LessonBody(blocks.StreamBlock):
    """Cards to read and, from the registry of kinds, questions to answer."""

    text = TextCard(group=_("Cards"))
    picture = PictureCard(group=_("Cards"))
    audio = AudioCard(group=_("Cards"))
    video = VideoCard(group=_("Cards"))
    h5p = H5PCard(group=_("Cards"))
    example = ExampleCard(group=_("Cards"))
    share = ShareCard(group=_("Cards"))
    helpline = HelplineCard(group=_("Cards"))

    def __init__(self, local_blocks: list[tuple[str, blocks.Block]] | None = None, **kwargs: object) -> None:
        questions = [(key, kind.block_class(group=_("Questions"))) for key, kind in KINDS.items()]
        super().__init__([*(local_blocks or []), *questions], **kwargs)
        for block in self.child_blocks.values():
            capitalise(block)

    class Meta:
        collapsed = True  # a lesson opens as its outline: one line a card


def capitalise(block: blocks.Block) -> None:
    """Labels of a block and all below it with a capital, as the rest of the editor has them; in sentences they have none."""
    block.label = capfirst(block.label)
    inner = getattr(block, "child_blocks", {})
    for child in [*inner.values(), *([block.child_block] if isinstance(block, blocks.ListBlock) else [])]:
        capitalise(child)
