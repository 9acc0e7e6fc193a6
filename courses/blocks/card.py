"""What every block of a lesson is: a card that can say what it lacks and turn itself into plain data for rendering."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class CardBlock(blocks.StructBlock):
    """A card of a lesson. Subclasses give `card()` and, where something may be missing, `problems()`."""

    is_question = False
    is_card_to_read = False

    class Meta:
        preview_template = "courses/card_preview.html"

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        own = blocks.BooleanBlock(
            required=False,
            label=_("for each one’s own phone"),
            help_text=_("Read and answered alone: a screen in a room leaves it out, and on paper it stands on a sheet of its own."),
        )
        super().__init__([*(local_blocks or []), ("own_phone", own)], **kwargs)

    def card(self, value: Any, block_id: str) -> dict[str, Any]:
        """The card as JSON data for `courses/cards/<kind>.html`: at least `kind` and `id`. Costs no query of its own."""
        raise NotImplementedError

    def marked_card(self, value: Any, block_id: str) -> dict[str, Any]:
        """The card as a version keeps it: one for each one's own phone says so, all others are as if there were no mark."""
        return self.card(value, block_id) | ({"own_phone": True} if value.get("own_phone") else {})

    def problems(self, value: Any) -> list[str]:
        """What stops the card being published, as sentences without the card's name."""
        return []

    def get_preview_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """The CMS shows a block with its example value exactly as a lesson would."""
        from courses.rendering.preview import preview_context

        return {**super().get_preview_context(value, parent_context), **preview_context(self.card(value, "preview"))}


def is_empty_html(source: str) -> bool:
    """Whether rich text holds no words."""
    from django.utils.html import strip_tags

    return not strip_tags(source or "").strip()
