"""Cards with a picture, a recording or a video. Each carries its licence; a picture its description, the others their words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.blocks.card import CardBlock
from courses.media.captions import CaptionsRefused, cleaned


class PictureCard(CardBlock):
    """A picture, described in words for those who cannot see or afford it."""

    picture = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("description"),
        max_length=250,
        help_text=_("What the picture shows, in one sentence. Read aloud, and shown where pictures are off."),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=200, required=False)

    class Meta:
        label = _("picture")
        icon = "image"
        description = _("A picture with its description and licence.")
        preview_value = {"picture": None, "alt": "A torch, a radio and a phone on a table", "caption": ""}

    def card(self, value: Any, block_id: str) -> dict[str, Any]:
        picture = value["picture"]
        return {
            "kind": "picture",
            "id": block_id,
            "picture": picture.pk if picture else None,
            "alt": value["alt"] or "",
            "caption": value["caption"] or "",
            "credit": picture.credit if picture else "",
            "licence": picture.licence if picture else "",
        }

    def problems(self, value: Any) -> list[str]:
        problems = []
        picture = value["picture"]
        if not picture:
            problems.append(gettext("no picture is chosen."))
        elif not picture.licence or not picture.credit:
            problems.append(
                gettext("the picture “%(title)s” has no licence or credit. Open it under Images and say them.")
                % {"title": picture.title}
            )
        if not (value["alt"] or "").strip():
            problems.append(gettext("the description is missing. Say in one sentence what the picture shows."))
        return problems


class AudioCard(CardBlock):
    """A recording, with its words below it."""

    recording = SnippetChooserBlock("courses.Recording", label=_("recording"))

    class Meta:
        label = _("audio")
        icon = "media"
        description = _("A recording to listen to. Loads on tap only, and its words can be read.")
        preview_value = {"recording": None}

    def card(self, value: Any, block_id: str) -> dict[str, Any]:
        recording = value["recording"]
        return {
            "kind": "audio",
            "id": block_id,
            "recording": recording.pk if recording else None,
            "title": recording.title if recording else "",
            "transcript": recording.transcript if recording else "",
            "credit": recording.credit if recording else "",
            "licence": recording.licence if recording else "",
        }

    def problems(self, value: Any) -> list[str]:
        recording = value["recording"]
        if not recording:
            return [gettext("no recording is chosen.")]
        problems = [] if recording.transcript.strip() else [gettext("the recording's words are missing.")]
        if not recording.licence or not recording.credit:
            problems.append(gettext("the recording has no licence or credit. Open it under Recordings and say them."))
        return problems


class VideoCard(CardBlock):
    """A video with captions and its words, both in the lesson's language."""

    film = SnippetChooserBlock("courses.Film", label=_("video"))
    title = blocks.CharBlock(label=_("title"), max_length=120)
    transcript = blocks.TextBlock(
        label=_("words"), rows=5, help_text=_("What is said and what is shown, for those who cannot watch it.")
    )
    captions = blocks.TextBlock(
        label=_("captions"),
        rows=8,
        help_text=_("The captions as WebVTT: paste the whole .vtt file. A translator changes the words and leaves the times."),
    )

    class Meta:
        label = _("video")
        icon = "tablet-alt"
        description = _("A video to watch. Loads on tap only, with captions, and its words can be read.")
        preview_value = {
            "film": None,
            "title": "She reads before she sends",
            "transcript": "Amina speaks into her phone. She reads what it wrote, and corrects one word.",
            "captions": "WEBVTT\n\n00:00.000 --> 00:04.000\nI speak, and then I read.",
        }

    def card(self, value: Any, block_id: str) -> dict[str, Any]:
        film = value["film"]
        return {
            "kind": "video",
            "id": block_id,
            "film": film.pk if film else None,
            "title": value["title"] or "",
            "transcript": value["transcript"] or "",
            "captions": value["captions"] or "",
            "credit": film.credit if film else "",
            "licence": film.licence if film else "",
        }

    def problems(self, value: Any) -> list[str]:
        film = value["film"]
        problems = [] if film else [gettext("no video is chosen.")]
        if film and (not film.licence or not film.credit):
            problems.append(gettext("the video has no licence or credit. Open it under Videos and say them."))
        if not (value["title"] or "").strip():
            problems.append(gettext("the title is missing."))
        if not (value["transcript"] or "").strip():
            problems.append(gettext("the words are missing. Write what is said and what is shown."))
        if not (value["captions"] or "").strip():
            problems.append(gettext("the captions are missing. Paste them as WebVTT, in the language of this lesson."))
        else:
            try:
                cleaned(value["captions"])
            except CaptionsRefused as refusal:
                problems.append(str(refusal))
        return problems
