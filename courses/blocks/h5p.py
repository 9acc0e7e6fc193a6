"""A card that plays an H5P content: never by itself, only on a tap, after it has said what it weighs."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.blocks.card import CardBlock

KIND: Final = "h5p"  # of the card, in a lesson's body and in its versions


class H5PCard(CardBlock):
    """An H5P content in its box, with words for those who cannot play it."""

    content = SnippetChooserBlock("courses.H5PContent", label=_("H5P content"))
    summary = blocks.TextBlock(
        label=_("words"),
        rows=4,
        help_text=_("What one does and learns there, for those who cannot play it: on paper, in a lesson of text alone."),
    )

    class Meta:
        label = _("H5P")
        icon = "sliders"
        description = _("Something to play that came as an H5P package. Loads on tap only, and says what it weighs before.")
        preview_value = {"content": None, "summary": "Sort ten messages into true and made up."}

    def card(self, value: Any, block_id: str) -> dict[str, Any]:
        content = value["content"]
        return {
            "kind": KIND,
            "id": block_id,
            "content": content.pk if content else None,
            "title": content.title if content else "",
            "summary": value["summary"] or "",
            "credit": content.authors if content else "",
            "licence": content.licence if content else "",
        }

    def problems(self, value: Any) -> list[str]:
        content = value["content"]
        problems = [] if content else [gettext("no H5P content is chosen.")]
        if content and not content.is_playable:
            problems.append(
                gettext("“%(title)s” cannot be played yet: these libraries are not installed: %(libraries)s. Ask an administrator.")
                % {"title": content.title, "libraries": ", ".join(content.waits_for)}
            )
        if not (value["summary"] or "").strip():
            problems.append(gettext("the words are missing. Write what one does and learns there."))
        return problems
