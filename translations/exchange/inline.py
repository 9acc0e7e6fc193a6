"""A sentence's tags on their way into XLIFF and back: `<b>` becomes a paired code with a number, `<br/>` one that stands alone.

Codes of the source are numbered in order; a target's code has the number of the one it stands for. No query.
"""

from __future__ import annotations

import html
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from translations.hostile import TAGS, VOID, without_line_breaks

DEEPEST: Final = 12  # codes inside codes; a sentence has two or three
# What XML 1.0 cannot carry (section 2.2), not even as an entity.
NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class BrokenCodes(ValueError):
    """A sentence of a file whose codes cannot be made tags again; says why, as a part of a sentence."""


@dataclass(frozen=True)
class Code:
    """A tag: its name and the `id` that tells links apart."""

    tag: str
    id: str = ""

    @property
    def opening(self) -> str:
        """As HTML."""
        return f'<{self.tag} id="{html.escape(self.id)}">' if self.id else f"<{self.tag}>"


@dataclass(frozen=True)
class Piece:
    """A run of text, or a code that opens, closes or stands alone."""

    kind: str  # "text", "open", "close" or "single"
    text: str = ""
    code: Code = Code("")


class Pieces(HTMLParser):
    """Cuts a sentence at its tags. What is closed wrongly is put right: a file must be well-formed whatever the desk has."""

    def __init__(self, sentence: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []
        self.open: list[Code] = []
        self.feed(sentence)
        self.close()
        while self.open:
            self.found.append(Piece("close", code=self.open.pop()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens or stands alone."""
        code = Code(tag, dict(attrs).get("id") or "")
        self.found.append(Piece("single" if tag in VOID else "open", code=code))
        if tag not in VOID:
            self.open.append(code)

    def handle_endtag(self, tag: str) -> None:
        """The tag opened last closes; a stray end is left out."""
        if self.open and self.open[-1].tag == tag:
            self.found.append(Piece("close", code=self.open.pop()))

    def handle_data(self, data: str) -> None:
        """Text, its entities resolved."""
        self.found.append(Piece("text", text=data))


def pieces_of(sentence: str) -> list[Piece]:
    """A sentence as text and codes."""
    return Pieces(sentence).found


def as_html(pieces: Iterable[Piece]) -> str:
    """The sentence of pieces as the desk keeps it: `<br/>`, and no entities but those HTML needs."""
    made = []
    for piece in pieces:
        if piece.kind == "text":
            made.append(html.escape(piece.text, quote=False))
        elif piece.kind == "close":
            made.append(f"</{piece.code.tag}>")
        else:
            made.append(piece.code.opening if piece.kind == "open" else f"{piece.code.opening[:-1]}/>")
    return "".join(made)


def canonical(sentence: str) -> str:
    """A sentence in the one way of writing it in which two can be compared: `&quot;` is `"`, `<br>` is `<br/>`."""
    return without_line_breaks(as_html(pieces_of(NOT_XML.sub("", sentence))))


def numbers_of(source: str) -> dict[int, Code]:
    """The codes of a source sentence by their number."""
    codes = [piece.code for piece in pieces_of(source) if piece.kind in {"open", "single"}]
    return dict(enumerate(codes, start=1))


class Dialect(ABC):
    """How a version of XLIFF writes codes."""

    @abstractmethod
    def opening(self, number: int, code: Code) -> str:
        """The start of a paired code."""

    @abstractmethod
    def closing(self) -> str:
        """The end of a paired code."""

    @abstractmethod
    def single(self, number: int, code: Code) -> str:
        """A code that stands alone."""

    @abstractmethod
    def kind_of(self, name: str) -> str:
        """What an element is: "open", "single", "mark" (its words count), "nothing" or "" for what we do not know."""

    @abstractmethod
    def code_of(self, element: Any) -> Code:
        """The tag that a code's type stands for; one without a name when it says none we know."""

    def written(self, sentence: str, source: str) -> str:
        """A sentence, source or target, as the content of an XLIFF element."""
        free = numbers_of(source)
        fresh = len(free)
        made = []
        for piece in pieces_of(NOT_XML.sub("", sentence)):
            if piece.kind == "text":
                made.append(escape(piece.text))
            elif piece.kind == "close":
                made.append(self.closing())
            else:
                number = next((number for number, code in free.items() if code == piece.code), 0)
                if not number:
                    fresh += 1
                free.pop(number, None)
                write = self.opening if piece.kind == "open" else self.single
                made.append(write(number or fresh, piece.code))
        return "".join(made)

    def read(self, element: Any, source: str = "") -> str:
        """The content of an XLIFF element as a sentence of the desk. Raises `BrokenCodes`.

        A code with the number of one of the source's is that one; another is what its type says, and so are all of a source.
        """
        pieces: list[Piece] = []
        self.collect(element, numbers_of(source), pieces)
        return without_line_breaks(as_html(pieces))

    def collect(self, element: Any, codes: dict[int, Code], pieces: list[Piece], *, depth: int = 0) -> None:
        """Adds the pieces of an element's content in order. Raises `BrokenCodes`."""
        if depth > DEEPEST:
            raise BrokenCodes(_("its codes stand more than %(most)s deep in each other") % {"most": DEEPEST})
        pieces.append(Piece("text", text=element.text or ""))
        for child in element:
            self.collect_child(child, codes, pieces, depth=depth + 1)
            pieces.append(Piece("text", text=child.tail or ""))

    def collect_child(self, child: Any, codes: dict[int, Code], pieces: list[Piece], *, depth: int) -> None:
        """Adds one code, or the words of a mark. Raises `BrokenCodes`."""
        name = local_name(child)
        kind = self.kind_of(name)
        if kind == "mark":
            self.collect(child, codes, pieces, depth=depth)
        elif kind in {"open", "single"}:
            number = child.get("id", "")
            code = codes.get(int(number)) if number.isdecimal() and len(number) < 6 else None
            code = code or self.code_of(child)
            if not code.tag or (code.tag in VOID) != (kind == "single"):
                raise BrokenCodes(
                    _("the code <%(name)s id=“%(number)s”> is none of the source’s") % {"name": name, "number": number[:20]}
                )
            pieces.append(Piece(kind, code=code))
            if kind == "open":
                self.collect(child, codes, pieces, depth=depth)
                pieces.append(Piece("close", code=code))
        elif kind != "nothing":
            raise BrokenCodes(_("the element <%(name)s> is none that this file came with") % {"name": name[:40]})


def name_of(code: Code) -> str:
    """A code in a word: `strong`, `a-a1`."""
    return f"{code.tag}-{code.id}" if code.id else code.tag


def code_named(name: str) -> Code:
    """The code of a word; one without a name when it is none of the tags that sentences have."""
    tag, _dash, identity = name.partition("-")
    return Code(tag, identity) if tag in TAGS and re.fullmatch(r"\w{0,20}", identity) else Code("")


def attributes(pairs: dict[str, str]) -> str:
    """XML attributes, those without a value left out."""
    return "".join(f" {name}={quoteattr(NOT_XML.sub('', value))}" for name, value in pairs.items() if value)


def local_name(element: Any) -> str:
    """An element's name without its namespace; comments and instructions have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
