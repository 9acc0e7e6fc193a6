"""The facilitator's script of a lesson: steps with their minutes, for whoever leads a circle. No learner's document shows it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.lesson_body import capitalise


class ScriptStep(blocks.StructBlock):
    """One step: how long it takes, what it is called, what the facilitator says and does."""

    minutes = blocks.IntegerBlock(label=_("minutes"), min_value=1, max_value=120)
    title = blocks.CharBlock(label=_("title"), max_length=80)
    text = blocks.TextBlock(label=_("words"), rows=4, help_text=_("What to say and do, in short sentences that can be read aloud."))

    class Meta:
        label = _("step")
        icon = "list-ol"
        label_format = "{minutes} · {title}"


class LessonScript(blocks.StreamBlock):
    """The steps of a script, in their order."""

    step = ScriptStep()

    def __init__(self, local_blocks: list[tuple[str, blocks.Block]] | None = None, **kwargs: object) -> None:
        super().__init__(local_blocks, **kwargs)
        for block in self.child_blocks.values():
            capitalise(block)

    class Meta:
        collapsed = True
        required = False


def script_of(page: Any) -> dict[str, Any]:
    """What a lesson has for its facilitator, as plain data: {"steps", "materials", "paper"}; nothing at all when it has nothing."""
    steps = [{"id": child.id, **{name: child.value[name] for name in ("minutes", "title", "text")}} for child in page.script]
    materials = [line.strip() for line in page.materials.splitlines() if line.strip()]
    paper = page.paper_activity.strip()
    return {"steps": steps, "materials": materials, "paper": paper} if steps or materials or paper else {}
