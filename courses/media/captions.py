"""Captions as WebVTT: read strictly, written again as times and plain words, so that nothing else reaches a phone.

Follows the W3C's WebVTT: https://www.w3.org/TR/webvtt1/ (sections 4 and 6). Settings, styles, regions and comments are left out.
"""

from __future__ import annotations

import html
import re
from itertools import pairwise
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

LONGEST: Final = 100_000  # signs
SIGNATURE: Final = "WEBVTT"
TIME: Final = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMES: Final = re.compile(rf"[ \t]*{TIME}[ \t]+-->[ \t]+{TIME}(?:[ \t].*)?")
ARROW: Final = "-->"
TAGS: Final = re.compile(r"<[^>]*>?")
LEFT_OUT: Final = ("NOTE", "STYLE", "REGION")


class CaptionsRefused(ValueError):
    """Captions that cannot be read. The message is for the trainer and says what to do."""


class Cue(NamedTuple):
    """Words and when they are shown. Times in milliseconds."""

    start: int
    end: int
    words: str


def cleaned(text: str) -> str:
    """Captions in their one plain form. Cleaning them again changes nothing. Raises `CaptionsRefused`."""
    cues = read(text)
    blocks = [f"{clock(cue.start)} {ARROW} {clock(cue.end)}\n{html.escape(cue.words, quote=False)}" for cue in cues]
    return "\n\n".join([SIGNATURE, *blocks]) + "\n"


def read(text: str) -> list[Cue]:
    """The cues in their order. Raises `CaptionsRefused`."""
    if len(text) > LONGEST:
        raise CaptionsRefused(_("The captions are longer than 100,000 signs. Shorten them, or cut the video into parts."))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").strip()
    blocks = re.split(r"\n[ \t]*\n\s*", text)
    head = blocks[0].split("\n", 1)[0]
    if head != SIGNATURE and not head.startswith((f"{SIGNATURE} ", f"{SIGNATURE}\t")):
        raise CaptionsRefused(_("The captions do not start with the word WEBVTT. Save them as WebVTT (.vtt) and paste them whole."))
    cues: list[Cue] = []
    for block in blocks[1:]:
        if not block.startswith(LEFT_OUT) or ARROW in block:
            cues.append(read_cue(block, len(cues) + 1))
    if not cues:
        raise CaptionsRefused(_("The captions have no words. Write when each sentence is said, and the sentence below it."))
    for number, (before, cue) in enumerate(pairwise(cues), start=2):
        if cue.start < before.start:
            raise CaptionsRefused(_("Caption %(number)s starts before the one above it. Put them in order.") % {"number": number})
    return cues


def read_cue(block: str, number: int) -> Cue:
    """One cue; it may have a name above its times. Raises `CaptionsRefused`, which names it by its number."""
    lines = block.split("\n")
    if ARROW not in lines[0] and len(lines) > 1:
        lines.pop(0)
    found = TIMES.fullmatch(lines[0])
    if not found:
        sentence = _("Caption %(number)s: “%(line)s” is not a time. Write it like 00:01.000 --> 00:04.500.")
        raise CaptionsRefused(sentence % {"number": number, "line": lines[0][:60]})
    start, end = milliseconds(found.groups()[:4]), milliseconds(found.groups()[4:])
    if end <= start:
        raise CaptionsRefused(_("Caption %(number)s ends before it starts. Correct its times.") % {"number": number})
    words = [html.unescape(TAGS.sub("", line)).replace(ARROW, "→").strip() for line in lines[1:]]
    if not any(words):
        raise CaptionsRefused(_("Caption %(number)s has no words. Write them below its times, or delete it.") % {"number": number})
    return Cue(start, end, "\n".join(word for word in words if word))


def milliseconds(parts: tuple[str | None, ...]) -> int:
    """Hours (may be left out), minutes, seconds and thousandths as one number."""
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def clock(time: int) -> str:
    """Milliseconds as WebVTT writes them; hours only where there are some."""
    minutes, thousandths = divmod(time, 60_000)
    hours, minutes = divmod(minutes, 60)
    rest = f"{minutes:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"
    return f"{hours:02}:{rest}" if hours else rest
