"""A signed credential put into files that people keep: as text, and baked into a picture (Open Badges 3.0, section 5.3)."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any, Final

from PIL import Image
from PIL.PngImagePlugin import PngInfo

NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"
PNG_KEYWORD: Final = "openbadgecredential"


def credential_text(credential: dict[str, Any]) -> str:
    """The credential as JSON. Sorted: a database may give its parts in another order, and files are the same bytes each time."""
    return json.dumps(credential, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def baked_svg(drawing: str, credential: dict[str, Any]) -> str:
    """A drawing with the credential as the first element inside. `]]>` can only stand within a JSON string, where it is escaped."""
    text = credential_text(credential).replace("]]>", "]]\\u003e")
    opening, end, rest = drawing.partition(">")
    element = f'<openbadges:credential xmlns:openbadges="{NAMESPACE}"><![CDATA[{text}]]></openbadges:credential>'
    return f"{opening}{end}{element}{rest}"


def baked_png(picture: Image.Image, credential: dict[str, Any]) -> bytes:
    """The picture as PNG with the credential in an iTXt block, uncompressed as the specification asks."""
    notes = PngInfo()
    notes.add_itxt(PNG_KEYWORD, credential_text(credential), zip=False)
    target = BytesIO()
    picture.save(target, "PNG", pnginfo=notes, optimize=True)
    return target.getvalue()
