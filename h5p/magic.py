"""Do the first bytes of a file fit its extension? Pictures, sound, films, fonts and documents; text has no magic bytes.

Pictures under another picture's extension are common and harmless, as browsers look at the bytes themselves: they are told apart
from files that are something else altogether (the paper, 3.6). The first `HEAD` bytes are enough for every rule here.
"""

from __future__ import annotations

import re
from enum import Enum

HEAD = 1024


class Fit(Enum):
    FITS = "fits"
    RELATED = "related"  # another format of the same family; a document or font of any other kind that does nothing by itself
    WRONG = "wrong"


_ISO_MEDIA = rb".{4}(?:ftyp|moov|mdat|free|skip|wide)"
_ZIP = rb"PK(?:\x03\x04|\x05\x06)"
_OLE = rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MPEG_SOUND = rb"ID3|\xff[\xe2-\xff]|\x00{1,64}\xff[\xe2-\xff]"

_FAMILIES: dict[str, dict[str, bytes]] = {
    "picture": {
        "png": rb"\x89PNG\r\n\x1a\n",
        "jpg jpeg": rb"\xff\xd8\xff",
        "gif": rb"GIF8[79]a",
        "bmp": rb"BM",
        "tif tiff": rb"II\*\x00|MM\x00\*|II\+\x00|MM\x00\+",
        "webp": rb"RIFF.{4}WEBP",
        "avif": rb".{4}ftypavi[fs]",
        "heic": rb".{4}ftyp(?:hei[cxms]|mif1|msf1)",
    },
    "recording": {
        "mp4 m4a": _ISO_MEDIA,
        "webm": rb"\x1a\x45\xdf\xa3",
        "ogg": rb"OggS",
        "mp3": _MPEG_SOUND,
        "wav": rb"RIFF.{4}WAVE|RF64.{4}WAVE",
    },
    "font": {
        "ttf": rb"\x00\x01\x00\x00|true|ttcf",
        "otf": rb"OTTO",
        "woff": rb"wOFF",
        "woff2": rb"wOF2",
        "eot": rb".{34}LP",
    },
    "document": {
        "pdf": rb".{0,1000}%PDF-",
        "rtf": rb"\s*\{\\rtf",
        "doc xls ppt": _OLE,
        "docx xlsx pptx odt ods odp": _ZIP,
    },
    "model": {"glb": rb"glTF"},
}

_ACTIVE = re.compile(
    rb"\s*(?:<\?php|<!doctype\s+html|<html|<head|<body|<script|<svg|<iframe|#!|MZ[\x00-\xff]{2}\x00|\x7fELF)", re.IGNORECASE
)

_STRICT = ("picture", "recording")
_TEXT = frozenset(
    {"txt", "csv", "md", "textile", "vtt", "webvtt", "diff", "patch", "json", "gltf"}
)  # not svg, js and xml, which are what they are


def _rules() -> dict[str, tuple[re.Pattern[bytes], re.Pattern[bytes] | None]]:
    """Extension → what its bytes are, and those of its family where the family is strict."""
    rules = {}
    for family, members in _FAMILIES.items():
        related = re.compile(b"|".join(members.values()), re.DOTALL) if family in _STRICT else None
        for extensions, pattern in members.items():
            for extension in extensions.split():
                rules[extension] = (re.compile(pattern, re.DOTALL), related)
    return rules


_RULES = _rules()


def fit(extension: str, head: bytes) -> Fit:
    """What the first bytes say about the extension (lower-case, without dot); an empty file fits any."""
    head = head[:HEAD]
    rule = _RULES.get(extension)
    if (rule or extension in _TEXT) and is_active(head):
        return Fit.WRONG  # asked first: a page may hold what a document begins with
    if not head or rule is None or rule[0].match(head):
        return Fit.FITS
    if rule[1] is None:
        return Fit.RELATED
    return Fit.RELATED if rule[1].match(head) else Fit.WRONG


def is_active(head: bytes) -> bool:
    """A page, a script, a program: what must never hide under a harmless extension."""
    return _ACTIVE.match(head.removeprefix(b"\xef\xbb\xbf")) is not None
