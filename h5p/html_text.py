"""Plain text and HTML, both ways: H5P writes most texts as HTML, native questions have plain ones.

`plain(html_of(text)) == text` for every text without control characters (but line breaks) and private-use ones, and without space
around it.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Final

import nh3

from h5p.inert_text import affordable

TAGS: Final = {"p", "b", "strong", "i", "em", "ul", "ol", "li", "br", "a"}
SCHEMES: Final = {"http", "https", "tel", "mailto"}
BREAKS: Final = {"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th", "table", "blockquote", "pre"}
SILENT: Final = {"p", "div", "span", "br"}
FOLDED: Final = "\ue002"  # a run of white space with a line break in it: nothing at a line's end, a space within
LONGEST: Final = 100_000  # characters of one text; what is behind is cut off
MARKS: Final = re.compile("[\ue000-\ue002]")
_SPACES: Final = re.compile(r"[ \n\r\t\f]+")
_TAG: Final = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,20})")
_HEADING_OPEN: Final = re.compile(r"<h[1-6](?=[\s>])[^<>]{0,1000}>", re.IGNORECASE)
_HEADING_CLOSE: Final = re.compile(r"</h[1-6]>", re.IGNORECASE)


def html_of(text: str) -> str:
    """Plain text as one paragraph of HTML; nothing for nothing."""
    return f"<p>{escaped(text)}</p>" if text else ""


def escaped(text: str) -> str:
    """Plain text as HTML without a paragraph around it, line breaks as `<br>`."""
    return tagless(text).replace("\n", "<br>")


def tagless(text: str) -> str:
    """Plain text for an H5P field that takes no tags: such fields are kept HTML-escaped (the paper, section 4)."""
    return html.escape(text, quote=False)


def untagged(text: str) -> str:
    """The plain text of a field that takes no tags."""
    return html.unescape(text).strip()


def plain(source: str) -> str:
    """The words of HTML: blocks and `<br>` become line breaks, other tags go, entities are decoded. Linear in its length."""
    return without_marks(plain_with_marks(MARKS.sub("", source)))


def plain_with_marks(source: str) -> str:
    """As `plain`, keeping U+E000 and U+E001, with which callers mark places in the source."""
    reader = _Words()
    reader.feed(nh3.clean(affordable(source, LONGEST), tags=BREAKS | {"br"}, attributes={}, link_rel=None))
    reader.close()
    lines = "".join(reader.pieces).split("\n")
    words = "\n".join(line.strip(FOLDED).replace(FOLDED, " ") for line in lines)
    return words.strip()


def without_marks(text: str) -> str:
    """The text without the private-use characters that are marks here."""
    return MARKS.sub("", text)


def clean_html(source: str) -> str:
    """HTML of the few native tags; headings become bold paragraphs. Idempotent."""
    source = affordable(source, LONGEST)
    bold = _HEADING_CLOSE.sub("</strong></p>", _HEADING_OPEN.sub("<p><strong>", source))
    return nh3.clean(bold, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None).strip()


def tags_of(source: str) -> set[str]:
    """The names of all tags that open in the source."""
    return {name.lower() for name in _TAG.findall(source)}


class _Words(HTMLParser):
    """Reads what nh3 wrote: well formed, without comments."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.pieces.append("\n")
        else:
            self._new_line()

    def handle_endtag(self, tag: str) -> None:
        self._new_line()

    def handle_data(self, data: str) -> None:
        self.pieces.append(_SPACES.sub(lambda run: run[0] if not run[0].strip(" ") else FOLDED, data))

    def _new_line(self) -> None:
        """A line break unless the line is empty."""
        if self.pieces and not self.pieces[-1].endswith("\n") and self.pieces[-1].strip(FOLDED):
            self.pieces.append("\n")
