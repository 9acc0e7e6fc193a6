"""H5P.Timeline: events in time. Pictures and videos of events are at other web sites and become links."""

from __future__ import annotations

import re
from typing import Final

from h5p.blocks import Event, Timeline
from h5p.html_text import tagless, untagged
from h5p.mapping import advanced_text
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, group, is_remote, string

MACHINE: Final = "H5P.Timeline"
VERSIONS: Final = ((1, 1),)
DATE: Final = re.compile(r"-?\d{1,9}(,\d{1,2}){0,2}", re.ASCII)


def to_native(params: Params, media: Media) -> Mapped:
    """Dates that are none become empty."""
    read = Reader(media)
    timeline = group(params.get("timeline"))
    if timeline.get("era"):
        read.lose("eras-dropped", "timeline/era")
    if timeline.get("backgroundImage"):
        read.lose("pictures-dropped", "timeline/backgroundImage")
    events = tuple(_event(read, item, path) for path, item in read.groups(timeline.get("date"), "timeline/date"))
    text = advanced_text.words(read, timeline.get("text"), "timeline/text")
    return read.mapped([Timeline(untagged(string(timeline.get("headline"))), text, events)])


def from_native(block: Timeline) -> Params:
    if not isinstance(block, Timeline):
        raise cannot_write(block, MACHINE, "it has no events.")
    frame = {"defaultZoomLevel": "0", "height": 600, "language": "en", "era": []}
    dates = [_written(event) for event in block.events]
    return {"timeline": {"headline": tagless(block.headline), "text": block.text, "date": dates, **frame}}


def _event(read: Reader, item: Params, path: str) -> Event:
    asset = group(item.get("asset"))
    link = untagged(string(asset.get("media")))
    if asset.get("thumbnail") or (link and not is_remote(link)):
        read.lose("pictures-dropped", f"{path}/asset")
    return Event(
        _date(item.get("startDate")),
        untagged(string(item.get("headline"))),
        text=advanced_text.words(read, item.get("text"), f"{path}/text"),
        end=_date(item.get("endDate")),
        tag=untagged(string(item.get("tag"))),
        link=link if is_remote(link) else "",
        caption=untagged(string(asset.get("caption"))),
        credit=untagged(string(asset.get("credit"))),
    )


def _date(value: object) -> str:
    text = string(value).replace(" ", "")
    return text if DATE.fullmatch(text) else ""


def _written(event: Event) -> Params:
    asset = {"media": event.link, "caption": event.caption, "credit": event.credit}
    kept = {name: tagless(text) for name, text in asset.items() if text}
    item = {"startDate": event.start, "endDate": event.end, "headline": tagless(event.headline), "text": event.text}
    return {**item, "tag": tagless(event.tag), **({"asset": kept} if kept else {})}
