"""H5P.Accordion: parts that open one by one."""

from __future__ import annotations

from typing import Final

from h5p.blocks import Accordion, Panel
from h5p.html_text import tagless, untagged
from h5p.mapping import advanced_text
from h5p.mapping.children import spec_of
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, group, string
from h5p.mapping.writing import sub_content

MACHINE: Final = "H5P.Accordion"
VERSIONS: Final = ((1, 0),)


def to_native(params: Params, media: Media) -> Mapped:
    """Texts stay HTML."""
    read = Reader(media)
    panels = tuple(_panel(read, panel, path) for path, panel in read.groups(params.get("panels"), "panels"))
    return read.mapped([Accordion(panels)])


def from_native(block: Accordion) -> Params:
    if not isinstance(block, Accordion):
        raise cannot_write(block, MACHINE, "it has no parts to open.")
    return {"panels": [_written(panel) for panel in block.panels], "hTag": "h2"}


def _panel(read: Reader, panel: Params, path: str) -> Panel:
    inner = group(group(panel.get("content")).get("params"))
    text = advanced_text.words(read, inner.get("text"), f"{path}/content")
    return Panel(untagged(string(panel.get("title"))), text)


def _written(panel: Panel) -> Params:
    content = sub_content(spec_of(advanced_text), {"text": panel.text}, panel.title)
    return {"title": tagless(panel.title), "content": content}
