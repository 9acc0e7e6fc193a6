"""Rich text as manuscripts write it: **bold**, *italic*, [links](tel:116), bullets, numbers; read into blocks and written again.

This is no Markdown: a blank line ends a paragraph, a line break is kept as a line break, two spaces indent a list inside a list, a
backslash takes the next sign as it is. The same blocks as HTML are `richtext_html`'s, so that the two forms cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _

SCHEMES: Final = ("https:", "http:", "tel:", "mailto:")
LIST_ITEM: Final = re.compile(r"( *)(-|\d+\.)(?: (.*))?")
# What must not stand at the start of a line unless it is meant: a list item, a heading of a card.
STARTS_SOMETHING: Final = re.compile(r"(#|-(?= |$)|\d+\.(?= |$))")
SIGNS: Final = re.compile(
    r"\\(?P<plain>.)|(?P<nothing>\\)(?=\n|$)"
    r"|(?P<bold>\*\*)|(?P<italic>\*)"
    r"|(?P<open>\[)(?=(?:\\(?:.|\n)|[^\]\\])*\]\()"
    r"|(?P<close>\]\((?P<href>(?:\\.|[^)\\])*)\))"
)


class RichTextWrong(ValueError):
    """Rich text that cannot be read. Holds the line (from 0) and a sentence."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


@dataclass(frozen=True)
class Run:
    """Words that look alike. A line break is "\\n" in the text."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """Words that stand together."""

    runs: Runs


@dataclass(frozen=True)
class Item:
    """An item of a list, with the lists inside it."""

    runs: Runs
    lists: tuple[List, ...] = ()


@dataclass(frozen=True)
class List:
    """Bullets, or numbers when `numbered`."""

    numbered: bool
    items: tuple[Item, ...]


Block = Paragraph | List


# --- one form for what means the same -----------------------------------------------------------------------------------


def tidy(runs: Iterable[Run]) -> Runs:
    """Runs as they are compared: single spaces, none at the ends of lines, no empty runs, like neighbours joined."""
    kept: list[Run] = []
    for run in runs:
        for piece in re.split(r"(\n)", run.text):
            text = piece if piece == "\n" else re.sub(r"[ \t\r\f]+", " ", piece)
            if kept and kept[-1].text.endswith(("\n", " ")):
                text = text.lstrip(" ")
            elif not kept:
                text = text.lstrip(" \n")
            if text == "\n":
                kept = trimmed(kept)
            if not text:
                continue
            if kept and replace(kept[-1], text="") == replace(run, text=""):
                kept[-1] = replace(run, text=kept[-1].text + text)
            else:
                kept.append(replace(run, text=text))
    return tuple(trimmed(kept, " \n"))


def trimmed(runs: list[Run], signs: str = " ") -> list[Run]:
    """Runs without `signs` at their end."""
    while runs and not (text := runs[-1].text.rstrip(signs)):
        runs = runs[:-1]
    return [*runs[:-1], replace(runs[-1], text=text)] if runs else []


def joined(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks without empty ones; lists of one kind that follow each other are one list."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            if block.runs:
                kept.append(block)
            continue
        items = tuple(item for item in block.items if item.runs or item.lists)
        last = kept[-1] if kept else None
        if isinstance(last, List) and last.numbered == block.numbered:
            kept[-1] = List(last.numbered, last.items + items)
        elif items:
            kept.append(List(block.numbered, items))
    return tuple(kept)


# --- text -> blocks -----------------------------------------------------------------------------------------------------


@dataclass
class Twig:
    """An item while it is read: from text its lines, from HTML its runs."""

    line: int = 0
    lines: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    inner: list[Branch] = field(default_factory=list)

    def done(self) -> Item:
        """The item as it stays."""
        lists = joined(branch.done() for branch in self.inner)
        runs = [*self.runs, *read_words("\n".join(self.lines), self.line)]
        return Item(tidy(runs), tuple(block for block in lists if isinstance(block, List)))


@dataclass
class Branch:
    """A list while it is read."""

    numbered: bool
    twigs: list[Twig] = field(default_factory=list)

    def done(self) -> List:
        """The list as it stays."""
        return List(self.numbered, tuple(twig.done() for twig in self.twigs))


def read_text(text: str) -> tuple[Block, ...]:
    """Blocks of manuscript text. Raises `RichTextWrong`."""
    blocks: list[Paragraph | Branch] = []
    path: list[Branch] = []  # the lists that are open, outermost first
    words: list[str] = []
    start = 0

    def end_paragraph() -> None:
        if words:
            blocks.append(Paragraph(tidy(read_words("\n".join(words), start))))
            words.clear()

    for number, line in enumerate(text.split("\n")):
        item = LIST_ITEM.fullmatch(line)
        if item and (not item[1] or path):
            end_paragraph()
            path = open_item(blocks, path, (number, item))
        elif path and line.startswith(" "):
            path[-1].twigs[-1].lines.append(line.strip(" \t\r\f"))
        elif not line.strip(" \t\r\f"):
            end_paragraph()
        else:
            path = []
            start = start if words else number
            words.append(line.strip(" \t\r\f"))
    end_paragraph()
    return joined(block if isinstance(block, Paragraph) else block.done() for block in blocks)


def open_item(blocks: list[Paragraph | Branch], path: list[Branch], found: tuple[int, re.Match[str]]) -> list[Branch]:
    """Adds an item to the list it belongs to; returns the lists that are open afterwards."""
    number, item = found
    depth, numbered = len(item[1]) // 2, item[2] != "-"
    if depth > len(path):
        raise RichTextWrong(
            number, _("The list is indented too far. Indent a list inside a list by two spaces more than its item.")
        )
    path = path[: depth + 1]
    if len(path) == depth + 1 and path[depth].numbered != numbered:
        path = path[:depth]
    if len(path) == depth:
        branch = Branch(numbered)
        if path:
            path[-1].twigs[-1].inner.append(branch)
        else:
            blocks.append(branch)
        path = [*path, branch]
    path[-1].twigs.append(Twig(number, [item[3] or ""]))
    return path


def read_words(text: str, line: int) -> list[Run]:
    """The runs of a paragraph or an item. Raises `RichTextWrong` with the paragraph's line."""
    runs: list[Run] = []
    now = Run("")
    at = 0
    link_from = 0

    def put(words: str) -> None:
        if words:
            runs.append(replace(now, text=words))

    for sign in SIGNS.finditer(text):
        put(text[at : sign.start()])
        at = sign.end()
        if sign["plain"]:
            put(sign["plain"])
        elif sign["nothing"]:
            continue  # how an empty line inside a paragraph is written
        elif sign["bold"]:
            now = replace(now, bold=not now.bold)
        elif sign["italic"]:
            now = replace(now, italic=not now.italic)
        elif sign["open"] and not now.href:
            now, link_from = replace(now, href="?"), len(runs)
        elif sign["close"] and now.href:
            href = re.sub(r"\\(.)", r"\1", sign["href"]).strip()
            if not href.startswith(SCHEMES):
                raise RichTextWrong(
                    line, _("The link leads to “%(href)s”. A link starts with https:, http:, tel: or mailto:.") % {"href": href}
                )
            runs[link_from:] = [replace(run, href=href) for run in runs[link_from:]]
            now = replace(now, href="")
        else:
            put(sign[0])
    put(text[at:])
    if now.bold or now.italic:
        raise RichTextWrong(
            line,
            _("A %(mark)s is opened and never closed. Close it, or write \\* for the sign itself.")
            % {"mark": "**" if now.bold else "*"},
        )
    if now.href:
        runs[link_from:] = [Run("["), *(replace(run, href="") for run in runs[link_from:])]
    return runs


# --- blocks -> text -----------------------------------------------------------------------------------------------------


def text_of(blocks: Iterable[Block]) -> str:
    """Blocks as manuscript text, a blank line between them."""
    return "\n\n".join(
        words_of(block.runs, "") if isinstance(block, Paragraph) else "\n".join(list_lines(block, 0)) for block in blocks
    )


def list_lines(block: List, depth: int) -> Iterator[str]:
    """The lines of a list, lists inside it indented."""
    for number, item in enumerate(block.items, start=1):
        mark = f"{number}." if block.numbered else "-"
        yield f"{'  ' * depth}{mark} {words_of(item.runs, '  ' * (depth + 1))}".rstrip(" ")
        for inner in item.lists:
            yield from list_lines(inner, depth + 1)


def words_of(runs: Runs, indent: str) -> str:
    """Runs with their marks. Marks switch a format on and off, so that they need no nesting."""
    out: list[str] = []
    last = Run("")
    for href, group in groupby(runs, key=lambda run: run.href):
        inside = tuple(group)
        # Formats of the whole link stand around it, those of a part of it inside.
        around = Run("", all(run.bold for run in inside), all(run.italic for run in inside))
        out += [switch(last, around), "["] if href else []
        last = around if href else last
        for run in inside:
            out += [switch(last, run), re.sub(r"([\\*\[\]])", r"\\\1", run.text)]
            last = run
        if href:
            out += [switch(last, around), "](", re.sub(r"([\\)])", r"\\\1", href), ")"]
            last = around
    first, *rest = ("".join(out) + switch(last, Run(""))).split("\n")
    return f"\n{indent}".join(guarded(line) for line in [first, *(line or "\\" for line in rest)])


def switch(last: Run, run: Run) -> str:
    """The marks between two runs."""
    return "**" * (last.bold != run.bold) + "*" * (last.italic != run.italic)


def guarded(line: str) -> str:
    """A line with a backslash before the sign that would make it an item or a heading."""
    found = STARTS_SOMETHING.match(line)
    return f"{line[: found.end() - 1]}\\{line[found.end() - 1 :]}" if found else line
