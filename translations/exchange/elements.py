"""Reading XML that strangers send, entry by entry, with the lines on which things stand.

TMX has a document type by its standard; it is allowed and not followed. Entities and anything from outside are refused.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import parse
from django.conf import settings
from django.utils.translation import gettext as _

from translations.errors import ExchangeRefused

LARGEST: Final = 10_000_000  # bytes of a file
DEEPEST: Final = 40
MOST_REASONS: Final = 200  # a page of them is enough to see what is wrong


@dataclass
class Node:
    """An element: its name without namespace, its attributes likewise, and what it holds in order."""

    name: str
    attributes: dict[str, str]
    line: int
    content: list[Node | str] = field(default_factory=list)

    def children(self, *names: str) -> Iterator[Node]:
        """The elements of these names right inside it."""
        return (child for child in self.content if isinstance(child, Node) and child.name in names)

    def descendants(self, *names: str) -> Iterator[Node]:
        """The elements of these names anywhere inside it, in order."""
        for child in self.content:
            if isinstance(child, Node):
                if child.name in names:
                    yield child
                yield from child.descendants(*names)

    @property
    def text(self) -> str:
        """All words inside it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.content)


class Entries(ContentHandler):
    """Hands each element of one of the names to `take` when it ends; what stands around them is forgotten."""

    def __init__(self, names: frozenset[str], take: Callable[[Node], None]) -> None:
        super().__init__()
        self.names, self.take = names, take
        self.root = ""
        self.depth = 0
        self.open: list[Node] = []
        self.lines: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - SAX calls it so
        """Knows the line."""
        self.lines = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        """An element begins."""
        local = name.rpartition(":")[2]
        self.root = self.root or local
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExchangeRefused(
                _("Line %(line)s: the elements stand too deep in each other.") % {"line": self.lines.getLineNumber()}
            )
        if self.open or local in self.names:
            attributes = {key.rpartition(":")[2]: value for key, value in attrs.items()}
            node = Node(local, attributes, self.lines.getLineNumber())
            if self.open:
                self.open[-1].content.append(node)
            self.open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802
        """An element ends."""
        self.depth -= 1
        if self.open:
            node = self.open.pop()
            if not self.open:
                self.take(node)

    def characters(self, content: str) -> None:
        """Words; the parser hands long ones over in pieces."""
        if self.open:
            held = self.open[-1].content
            if held and isinstance(held[-1], str):
                held[-1] += content
            else:
                held.append(content)


def read_entries(data: bytes, *, names: frozenset[str], roots: frozenset[str], take: Callable[[Node], None]) -> None:
    """Reads a file through. Raises `ExchangeRefused` for what is too large, no XML, no file of the kind, or declares entities."""
    if len(data) > LARGEST:
        sizes = {"size": f"{len(data) / 1_000_000:.1f}", "most": LARGEST // 1_000_000}
        raise ExchangeRefused(_("The file has %(size)s MB, %(most)s MB are the most. Send it in parts.") % sizes)
    handler = Entries(names, take)
    try:
        # The name of TMX's document type counts as external: it is allowed, and never fetched (feature_external_ges is off).
        parse(io.BytesIO(data), handler, forbid_dtd=False, forbid_entities=True, forbid_external=False)
    except DefusedXmlException as error:
        raise ExchangeRefused(_("The file declares entities or asks for other files, which we do not read.")) from error
    except SAXParseException as error:
        raise ExchangeRefused(
            _("The file is not whole XML: line %(line)s. It may have been cut off on the way.") % {"line": error.getLineNumber()}
        ) from error
    except (SAXException, ValueError, LookupError) as error:
        raise ExchangeRefused(_("The file is not whole XML. It may have been cut off on the way.")) from error
    if handler.root not in roots:
        raise ExchangeRefused(
            _("The file begins with <%(root)s>, not with <%(wanted)s>.") % {"root": handler.root[:40], "wanted": sorted(roots)[0]}
        )


def refuse(reasons: list[str]) -> None:
    """Raises `ExchangeRefused` with all reasons, if there are any; of a very long list, how many more there are."""
    if len(reasons) > MOST_REASONS:
        more = len(reasons) - MOST_REASONS
        reasons = [*reasons[:MOST_REASONS], _("… and %(count)s more reasons.") % {"count": more}]
    if reasons:
        raise ExchangeRefused(*reasons)


def language_meant(tag: str) -> str | None:
    """Which of our languages a tag of a file means: `en-GB`, `en_US` and `EN` are `en`; None for one we do not have."""
    codes = {code.lower(): code for code, _name in settings.LANGUAGES}
    wanted = tag.strip().replace("_", "-").lower()
    while wanted:
        if wanted in codes:
            return codes[wanted]
        wanted = wanted.rpartition("-")[0]
    return None
