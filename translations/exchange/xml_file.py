"""Reading XML that strangers send, and what both versions of XLIFF share.

No document type, no entity, nothing from outside, no depth and no number of elements that a file of ours would not have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from translations.errors import ExchangeRefused
from translations.exchange.inline import BrokenCodes, Dialect, local_name
from translations.exchange.page_file import Mark, PageIn, SentenceIn

DEEPEST: Final = 40
MOST_ELEMENTS: Final = 200_000  # a course of thirty lessons has about 15,000
ORIGINAL: Final = re.compile(r"#(?P<uuid>[0-9a-f-]{36})@(?P<version>[0-9a-f]+)$")


class LimitedBuilder(TreeBuilder):
    """Builds a tree, and refuses to build one that only an attack has."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.count = 0

    def start(self, tag: Any, attrs: Any, /) -> Any:
        """An element begins."""
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise ExchangeRefused(
                _("The file has more elements, or deeper ones, than a page can have. Send it as it was exported.")
            )
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Any:
        """An element ends."""
        self.depth -= 1
        return super().end(tag)


def parse_xml(data: bytes) -> Element:
    """The root of a file in UTF-8. Raises `ExchangeRefused`."""
    declared = re.match(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)", data[:300])
    if declared and declared[1].lower().replace(b"-", b"") not in {b"utf8", b"usascii"}:
        raise ExchangeRefused(
            _("The file says that it is written in %(charset)s. Save it in UTF-8 and send it again.")
            % {"charset": declared[1].decode("ascii", "replace")}
        )
    parser = DefusedXMLParser(target=LimitedBuilder(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise ExchangeRefused(
            _("The file declares a document type or an entity, which XLIFF does not need and we do not read.")
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        line, column = getattr(error, "position", (0, 0))
        raise ExchangeRefused(
            _("The file is not whole XML: line %(line)s, sign %(column)s. It may have been cut off on the way.")
            % {"line": line, "column": column}
        ) from error
    return root


def page_named(original: str, language: str) -> PageIn:
    """The page that an `original` names, without its sentences. Raises `ExchangeRefused`."""
    found = ORIGINAL.search(original)
    if found is None:
        raise ExchangeRefused(
            _("The file does not say which page “%(name)s” is. Export it here and translate that file.") % {"name": original[:80]}
        )
    return PageIn(found["uuid"], found["version"], language)


def sentence_in(dialect: Dialect, *, key: str, source: Any, target: Any, mark: Mark) -> SentenceIn:
    """A unit as a sentence of the desk. Raises `ExchangeRefused` when its codes cannot be made tags again."""
    if source is None:
        raise ExchangeRefused(_("The unit %(key)s has no source. Export the file again.") % {"key": key[:120]})
    try:
        words = dialect.read(source)
        return SentenceIn(key, words, "" if target is None else dialect.read(target, words), mark)
    except BrokenCodes as error:
        text = " ".join("".join(source.itertext()).split())[:60]
        raise ExchangeRefused(
            _("The translation of “%(words)s” has broken markup: %(why)s.") % {"words": text, "why": error}
        ) from error


def all_sentences(readers: Iterable[Callable[[], SentenceIn]]) -> list[SentenceIn]:
    """The sentences of a page. Raises `ExchangeRefused` with what is wrong in all of them."""
    found, reasons = [], []
    for read in readers:
        try:
            found.append(read())
        except ExchangeRefused as error:
            reasons += error.sentences
    if reasons:
        raise ExchangeRefused(*reasons)
    return found


def pages_in(root: Any, *, unit: str, read: Callable[[Any], SentenceIn], language_of: Callable[[Any], str]) -> list[PageIn]:
    """The pages of an XLIFF file of either version. Raises `ExchangeRefused` with all that is wrong."""
    pages, reasons = [], []
    for element in (child for child in root if local_name(child) == "file"):
        page = page_named(element.get("original", ""), language_of(element))
        units = (one for one in element.iter() if local_name(one) == unit)
        try:
            page.sentences = all_sentences(partial(read, one) for one in units)
        except ExchangeRefused as error:
            reasons += error.sentences
        pages.append(page)
    if reasons:
        raise ExchangeRefused(*reasons)
    if not pages:
        raise ExchangeRefused(_("The file is XLIFF and holds no page. Choose the file that was exported here."))
    return pages
