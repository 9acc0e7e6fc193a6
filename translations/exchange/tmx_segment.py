"""A sentence of the desk as the content of TMX's <seg>, and back.

`<b>` is a pair of <bpt> and <ept> that hold the tag itself, `<br/>` a <ph>. Of strangers' codes those that hold one of our tags, or
say “bold” or “italic”, become tags; the rest is left out and its words stay.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Final
from xml.sax.saxutils import escape

from translations.exchange.elements import Node
from translations.hostile import VOID, without_line_breaks

# What XML 1.0 cannot carry (section 2.2), and what no sentence needs.
NOT_XML: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TYPES: Final = {"a": "link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "br": "lb"}
OPENING: Final = re.compile(r'<(?:(b|i|em|strong|code)|(a) id="\w{1,20}")>')
LINE_BREAK: Final = re.compile(r"<br\s*/?>")
BY_TYPE: Final = {"bold": "b", "italic": "i"}


class Segment(HTMLParser):
    """Writes a sentence as a <seg>."""

    def __init__(self, sentence: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.open: list[tuple[int, str]] = []
        self.count = 0
        self.feed(NOT_XML.sub("", sentence))
        self.close()
        while self.open:
            self.end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A code begins or stands alone."""
        self.count += 1
        kind = f' type="{TYPES[tag]}"' if tag in TYPES else ""
        if tag in VOID:
            self.pieces.append(f'<ph x="{self.count}"{kind}>{escape(f"<{tag}/>")}</ph>')
            return
        identity = dict(attrs).get("id")
        opening = f'<{tag} id="{html.escape(identity)}">' if identity else f"<{tag}>"
        self.pieces.append(f'<bpt i="{self.count}" x="{self.count}"{kind}>{escape(opening)}</bpt>')
        self.open.append((self.count, tag))

    def handle_endtag(self, tag: str) -> None:
        """The code opened last ends."""
        if self.open and self.open[-1][1] == tag:
            self.end()

    def handle_data(self, data: str) -> None:
        """Words."""
        self.pieces.append(escape(data))

    def end(self) -> None:
        """Closes the code opened last."""
        number, tag = self.open.pop()
        self.pieces.append(f'<ept i="{number}">{escape(f"</{tag}>")}</ept>')


def seg_of(sentence: str) -> str:
    """The content of a <seg>, as XML."""
    return "".join(Segment(sentence).pieces)


def sentence_of(seg: Node) -> str:
    """A <seg> as a sentence of the desk, one line."""
    return without_line_breaks("".join(pieces_of(seg, {})))


def pieces_of(node: Node, closings: dict[str, str]) -> list[str]:
    """The pieces of a sentence; `closings` are the ends of open pairs by their number."""
    pieces = []
    for child in node.content:
        if isinstance(child, str):
            pieces.append(html.escape(child, quote=False))
        elif child.name == "hi":
            pieces += pieces_of(child, closings)
        elif child.name == "bpt" and (opening := opening_of(child)):
            closings[child.attributes.get("i", "")] = f"</{opening[1:].split()[0].rstrip('>')}>"
            pieces.append(opening)
        elif child.name == "ept":
            pieces.append(closings.pop(child.attributes.get("i", ""), ""))
        elif child.name == "ph" and (child.attributes.get("type") == "lb" or LINE_BREAK.fullmatch(child.text.strip())):
            pieces.append("<br/>")
        elif child.name == "ph" and re.fullmatch(r"%\(\w+\)\w|\{\w*\}", child.text.strip()):
            pieces.append(child.text.strip())
    return pieces


def opening_of(code: Node) -> str:
    """The opening tag that a code stands for; empty for one that we do not have."""
    words = code.text.strip()
    if OPENING.fullmatch(words):
        return words
    name = BY_TYPE.get(code.attributes.get("type", ""))
    return f"<{name}>" if name else ""


def escaped(text: str) -> str:
    """Words as XML."""
    return escape(NOT_XML.sub("", text))
