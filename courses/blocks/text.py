"""Cards of words: text, worked example, “tell one person”."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.card import CardBlock, is_empty_html
from courses.blocks.richtext import lesson_html

WORDS_FEATURES: Final = ["bold", "italic", "link", "ul", "ol"]


class TextCard(CardBlock):
    """One idea in a few short sentences."""

    is_card_to_read = True

    text = blocks.RichTextBlock(features=WORDS_FEATURES, label=_("words"), help_text=_("One idea, 60 words at most."))

    class Meta:
        label = _("text")
        icon = "pilcrow"
        description = _("One idea in short, spoken sentences.")
        preview_value = {"text": "<p>AI is software. It finds patterns, and then it guesses.</p>"}

    def card(self, value: Any, block_id: str) -> dict[str, Any]:
        return {"kind": "text", "id": block_id, "html": lesson_html(value["text"].source)}

    def problems(self, value: Any) -> list[str]:
        return [gettext("there are no words.")] if is_empty_html(value["text"].source) else []


class ExampleCard(CardBlock):
    """A worked example: watch how somebody does it."""

    is_card_to_read = True

    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = blocks.RichTextBlock(features=WORDS_FEATURES, label=_("words"))

    class Meta:
        label = _("worked example")
        icon = "view"
        description = _("A short story: somebody meets the problem and does the right thing step by step.")
        preview_value = {
            "title": "She reads before she sends",
            "text": "<p>A learner speaks a message. The phone writes one wrong word. She reads it, and fixes it.</p>",
        }

    def card(self, value: Any, block_id: str) -> dict[str, Any]:
        return {"kind": "example", "id": block_id, "title": value["title"], "html": lesson_html(value["text"].source)}

    def problems(self, value: Any) -> list[str]:
        problems = [] if (value["title"] or "").strip() else [gettext("the title is missing.")]
        return problems + ([gettext("there are no words.")] if is_empty_html(value["text"].source) else [])


class ShareCard(CardBlock):
    """“Tell one person”: a sentence to take home."""

    text = blocks.TextBlock(label=_("words"), rows=2, help_text=_("One sentence a learner can say to somebody today."))

    class Meta:
        label = _("tell one person")
        icon = "group"
        description = _("A sentence to say to one person today.")
        preview_value = {"text": "I found AI in my phone here: …"}

    def card(self, value: Any, block_id: str) -> dict[str, Any]:
        return {"kind": "share", "id": block_id, "text": value["text"]}

    def problems(self, value: Any) -> list[str]:
        return [] if (value["text"] or "").strip() else [gettext("the sentence is missing.")]
