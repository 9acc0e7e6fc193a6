"""The helpline card: who to call, by country."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.card import CardBlock


class HelplineCard(CardBlock):
    """Where to find help. The numbers come from the helplines under Snippets, never from the lesson's text."""

    intro = blocks.TextBlock(label=_("introduction"), rows=2, required=False)

    class Meta:
        label = _("helpline")
        icon = "help"
        description = _("Numbers to call, by country. Only those a person has checked within six months are shown.")
        preview_value = {"intro": "You are not alone. These people listen."}

    def card(self, value: Any, block_id: str) -> dict[str, Any]:
        return {"kind": "helpline", "id": block_id, "intro": value["intro"] or ""}
