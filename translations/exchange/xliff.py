"""Pages as XLIFF 1.2: one <file> a page, one <group> a card, out and in. Strict: no elements or attributes of our own.

https://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final
from xml.sax.saxutils import escape

from translations.exchange.inline import NOT_XML, Code, Dialect, attributes, code_named, local_name, name_of
from translations.exchange.language_tags import bcp47
from translations.exchange.page_file import Mark, PageIn, PageOut, SentenceIn, SentenceOut, Standing
from translations.exchange.xml_file import pages_in, sentence_in

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:1.2"
# Section 2.3, values of `ctype`; what it does not name begins with “x-”.
TYPES: Final = {"b": "bold", "i": "italic", "u": "underlined", "br": "lb"}
TAGS_OF_TYPES: Final = {name: tag for tag, name in TYPES.items()}
STATES: Final = {
    Standing.DOUBTFUL: ' state="needs-review-translation"',
    Standing.TRANSLATED: ' state="translated"',
    Standing.APPROVED: ' state="signed-off"',
}


class Xliff12(Dialect):
    """<g> and <x/>."""

    def opening(self, number: int, code: Code) -> str:
        return f"<g{attributes({'id': str(number), 'ctype': type_of(code)})}>"

    def closing(self) -> str:
        return "</g>"

    def single(self, number: int, code: Code) -> str:
        return f"<x{attributes({'id': str(number), 'ctype': type_of(code)})}/>"

    def kind_of(self, name: str) -> str:
        return {"g": "open", "x": "single", "mrk": "mark"}.get(name, "")

    def code_of(self, element: Any) -> Code:
        name = element.get("ctype", "")
        return Code(TAGS_OF_TYPES[name]) if name in TAGS_OF_TYPES else code_named(name.removeprefix("x-"))


DIALECT: Final = Xliff12()


def type_of(code: Code) -> str:
    """A tag's `ctype`."""
    return TYPES.get(code.tag, "") if code.tag in TYPES and not code.id else f"x-{name_of(code)}"


def write_xliff(pages: Sequence[PageOut]) -> bytes:
    """The file of pages of one language. The same sentences give the same bytes."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<xliff xmlns="{NAMESPACE}" version="1.2">']
    for page in pages:
        lines += file_lines(page)
    return "\n".join([*lines, "</xliff>", ""]).encode()


def file_lines(page: PageOut) -> Iterator[str]:
    """A page."""
    named = {
        "original": page.original,
        "source-language": bcp47(page.source_language),
        "target-language": bcp47(page.language),
        "datatype": "html",
        "product-name": "Mwanga",
    }
    yield f"  <file{attributes(named)}>"
    yield f"    <header>{note(f'{page.kind.capitalize()}: {page.title}')}</header>"
    yield "    <body>"
    for (group, heading), sentences in groupby(page.sentences, key=lambda sentence: (sentence.group, sentence.heading)):
        if not group:
            yield from (unit(sentence, "      ") for sentence in sentences)
            continue
        yield f"      <group{attributes({'id': group, 'resname': heading, 'restype': 'x-card'})}>"
        yield from (unit(sentence, "        ") for sentence in sentences)
        yield "      </group>"
    yield "    </body>"
    yield "  </file>"


def unit(sentence: SentenceOut, indent: str) -> str:
    """A sentence. Its words stand in one line, so that spaces at their ends mean something."""
    named = {
        "id": sentence.key,
        "resname": sentence.key.rpartition(":")[0],
        "approved": "yes" if sentence.standing == Standing.APPROVED else "",
        "xml:space": "preserve",
    }
    parts = [f"<source>{DIALECT.written(sentence.source, sentence.source)}</source>"]
    if sentence.standing != Standing.EMPTY:
        parts.append(f"<target{STATES[sentence.standing]}>{DIALECT.written(sentence.target, sentence.source)}</target>")
    parts += [note(words) for words in [sentence.place, *sentence.notes]]
    inner = "".join(f"\n{indent}  {part}" for part in parts)
    return f"{indent}<trans-unit{attributes(named)}>{inner}\n{indent}</trans-unit>"


def note(words: str) -> str:
    """Something for people to know."""
    return f'<note from="developer">{escape(NOT_XML.sub("", words))}</note>'


def read_xliff(root: Any) -> list[PageIn]:
    """The pages of an XLIFF 1.2 file. Raises `ExchangeRefused` when it is none of ours."""
    return pages_in(root, unit="trans-unit", read=read_unit, language_of=lambda file: file.get("target-language", ""))


def read_unit(element: Any) -> SentenceIn:
    """A trans-unit. Raises `ExchangeRefused`."""
    parts = {local_name(child): child for child in element if local_name(child) in {"source", "target"}}
    target = parts.get("target")
    return sentence_in(DIALECT, key=element.get("id", ""), source=parts.get("source"), target=target, mark=mark_of(element, target))


def mark_of(element: Any, target: Any) -> Mark:
    """How sure the file is of a target: sections 2.3, `state`, and `approved` of <trans-unit>."""
    state = "" if target is None else target.get("state", "")
    if state == "new" or state.startswith("needs-"):
        return Mark.DOUBTFUL
    if element.get("approved") == "yes" or state in {"translated", "final", "signed-off"}:
        return Mark.CONFIRMED
    return Mark.PLAIN
