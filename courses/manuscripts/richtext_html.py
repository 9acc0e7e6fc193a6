"""Rich text as Wagtail stores it: blocks as HTML, HTML as blocks, and the short ways from manuscript text to HTML and back.

HTML that lessons do not use loses its tags and keeps its words, as learners see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from typing import Final

from courses.manuscripts.richtext import SCHEMES, Block, Branch, List, Paragraph, Run, Runs, Twig, joined, read_text, text_of, tidy

BLANKS: Final = re.compile(r"[ \t\r\n\f]+")


def to_html(text: str) -> str:
    """Manuscript text as the HTML Wagtail stores. Raises `RichTextWrong`."""
    return html_of(read_text(text))


def to_text(html: str) -> str:
    """Wagtail's HTML as manuscript text, without attributes and tags that lessons do not use."""
    return text_of(read_html(html))


def html_of(blocks: Iterable[Block]) -> str:
    """Blocks as the HTML Wagtail's editor writes."""
    return "".join(f"<p>{html_words(block.runs)}</p>" if isinstance(block, Paragraph) else html_list(block) for block in blocks)


def html_list(block: List) -> str:
    """A list with the lists inside it."""
    tag = "ol" if block.numbered else "ul"
    items = "".join(f"<li>{html_words(item.runs)}{''.join(map(html_list, item.lists))}</li>" for item in block.items)
    return f"<{tag}>{items}</{tag}>"


def html_words(runs: Runs) -> str:
    """Runs as inline HTML."""
    out = []
    for href, group in groupby(runs, key=lambda run: run.href):
        words = "".join(map(html_run, group))
        out.append(f'<a href="{escape(href)}">{words}</a>' if href else words)
    return "".join(out)


def html_run(run: Run) -> str:
    """Words with their format."""
    words = escape(run.text, quote=False).replace("\n", "<br/>")
    words = f"<i>{words}</i>" if run.italic else words
    return f"<b>{words}</b>" if run.bold else words


# --- HTML -> blocks -----------------------------------------------------------------------------------------------------


def read_html(html: str) -> tuple[Block, ...]:
    """Blocks of Wagtail's HTML."""
    reader = HtmlReader()
    reader.feed(html or "")
    reader.close()
    reader.end_paragraph()
    return joined(block if isinstance(block, Paragraph) else block.done() for block in reader.blocks)


class HtmlReader(HTMLParser):
    """Collects blocks while the parser walks. Unknown tags are passed over, their words stay."""

    FORMATS: Final = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic"}
    PARAGRAPHS: Final = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Paragraph | Branch] = []
        self.path: list[Branch] = []
        self.words: list[Run] = []
        self.open = {"bold": 0, "italic": 0}
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.FORMATS:
            self.open[self.FORMATS[tag]] += 1
        elif tag == "a":
            href = (dict(attrs).get("href") or "").strip()
            self.href = href if href.startswith(SCHEMES) else ""
        elif tag == "br":
            self.put("\n")
        elif tag in ("ul", "ol"):
            self.open_list(tag == "ol")
        elif tag == "li" and self.path:
            self.path[-1].twigs.append(Twig())
        elif tag in self.PARAGRAPHS and not self.path:
            self.end_paragraph()

    def handle_endtag(self, tag: str) -> None:
        if tag in self.FORMATS:
            self.open[self.FORMATS[tag]] = max(0, self.open[self.FORMATS[tag]] - 1)
        elif tag == "a":
            self.href = ""
        elif tag in ("ul", "ol") and self.path:
            self.path.pop()
        elif tag in self.PARAGRAPHS and not self.path:
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        self.put(BLANKS.sub(" ", data))

    def put(self, text: str) -> None:
        """Adds words to what is open."""
        run = Run(text, bool(self.open["bold"]), bool(self.open["italic"]), self.href)
        if not self.path:
            self.words.append(run)
        elif self.path[-1].twigs:
            self.path[-1].twigs[-1].runs.append(run)

    def open_list(self, numbered: bool) -> None:
        """Begins a list, inside the open item if there is one."""
        self.end_paragraph()
        branch = Branch(numbered)
        if self.path and self.path[-1].twigs:
            self.path[-1].twigs[-1].inner.append(branch)
        else:
            self.blocks.append(branch)
        self.path.append(branch)

    def end_paragraph(self) -> None:
        """Keeps the words so far as a paragraph."""
        if self.words:
            self.blocks.append(Paragraph(tidy(self.words)))
            self.words = []
