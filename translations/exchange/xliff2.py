"""Pages as XLIFF 2.1: one <file> a page, one <group> a card, one <unit> of one <segment> a sentence, out and in.

https://docs.oasis-open.org/xliff/xliff-core/v2.1/xliff-core-v2.1.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from translations.exchange.inline import NOT_XML, Code, Dialect, attributes, code_named, local_name, name_of
from translations.exchange.language_tags import bcp47
from translations.exchange.page_file import Mark, PageIn, PageOut, SentenceIn, SentenceOut, Standing
from translations.exchange.xml_file import pages_in, sentence_in

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:2.0"  # that of 2.1 as well
PREFIX: Final = "mwanga:"
# Section 4.7.2.6, values of `subType` that the specification has.
TYPES: Final = {"b": "xlf:b", "i": "xlf:i", "u": "xlf:u", "br": "xlf:lb"}
TAGS_OF_TYPES: Final = {name: tag for tag, name in TYPES.items()}
# “initial” says that nobody has looked; readers take a target with it for fuzzy.
STATES: Final = {
    Standing.EMPTY: {},
    Standing.DOUBTFUL: {"state": "initial", "subState": f"{PREFIX}machine"},
    Standing.TRANSLATED: {"state": "translated"},
    Standing.APPROVED: {"state": "final"},
}


class Xliff21(Dialect):
    """<pc> and <ph/>."""

    def opening(self, number: int, code: Code) -> str:
        return f"<pc{attributes(named(number, code))}>"

    def closing(self) -> str:
        return "</pc>"

    def single(self, number: int, code: Code) -> str:
        return f"<ph{attributes(named(number, code))}/>"

    def kind_of(self, name: str) -> str:
        return {"pc": "open", "ph": "single", "mrk": "mark", "sm": "nothing", "em": "nothing"}.get(name, "")

    def code_of(self, element: Any) -> Code:
        name = element.get("subType", "")
        return Code(TAGS_OF_TYPES[name]) if name in TAGS_OF_TYPES else code_named(name.removeprefix(PREFIX))


DIALECT: Final = Xliff21()


def named(number: int, code: Code) -> dict[str, str]:
    """A code's attributes."""
    kind = TYPES[code.tag] if code.tag in TYPES and not code.id else f"{PREFIX}{name_of(code)}"
    return {"id": str(number), "type": "link" if code.tag == "a" else "fmt", "subType": kind}


def write_xliff2(pages: Sequence[PageOut]) -> bytes:
    """The file of pages of one language. The same sentences give the same bytes."""
    first = pages[0]
    languages = {"srcLang": bcp47(first.source_language), "trgLang": bcp47(first.language)}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff xmlns="{NAMESPACE}" version="2.1"{attributes(languages)}>',
    ]
    for page in pages:
        lines += file_lines(page)
    return "\n".join([*lines, "</xliff>", ""]).encode()


def file_lines(page: PageOut) -> Iterator[str]:
    """A page. Sentences are not to be cut or joined."""
    named = {"id": str(page.uuid), "original": page.original, "canResegment": "no"}
    yield f"  <file{attributes(named)}>"
    yield f"    {notes([f'{page.kind.capitalize()}: {page.title}'])}"
    for (group, heading), sentences in groupby(page.sentences, key=lambda sentence: (sentence.group, sentence.heading)):
        if not group:
            yield from (unit(sentence, "    ") for sentence in sentences)
            continue
        yield f"    <group{attributes({'id': group, 'name': heading, 'type': f'{PREFIX}card'})}>"
        yield from (unit(sentence, "      ") for sentence in sentences)
        yield "    </group>"
    yield "  </file>"


def unit(sentence: SentenceOut, indent: str) -> str:
    """A sentence. Its words stand in one line, so that spaces at their ends mean something."""
    space = ' xml:space="preserve"'
    parts = [f"<source{space}>{DIALECT.written(sentence.source, sentence.source)}</source>"]
    if sentence.standing != Standing.EMPTY:
        parts.append(f"<target{space}>{DIALECT.written(sentence.target, sentence.source)}</target>")
    inner = "".join(f"\n{indent}    {part}" for part in parts)
    return (
        f"{indent}<unit{attributes({'id': sentence.key, 'name': sentence.key.rpartition(':')[0]})}>\n"
        f"{indent}  {notes([sentence.place, *sentence.notes])}\n"
        f"{indent}  <segment{attributes(STATES[sentence.standing])}>{inner}\n{indent}  </segment>\n"
        f"{indent}</unit>"
    )


def notes(words: Sequence[str]) -> str:
    """What people should know."""
    inner = [f"<note>{escape(NOT_XML.sub('', one))}</note>" for one in words]
    return f"<notes>{''.join(inner)}</notes>"


def read_xliff2(root: Any) -> list[PageIn]:
    """The pages of an XLIFF 2 file. Raises `ExchangeRefused` when it is none of ours."""
    return pages_in(root, unit="unit", read=read_unit, language_of=lambda _file: root.get("trgLang", ""))


def read_unit(element: Any) -> SentenceIn:
    """A unit; a tool may have cut it into segments all the same. Raises `ExchangeRefused`."""
    pieces = [child for child in element if local_name(child) in {"segment", "ignorable"}]
    segments = [piece for piece in pieces if local_name(piece) == "segment"]
    sources, targets = ([part(piece, name) for piece in pieces] for name in ("source", "target"))
    marks = {mark_of(segment) for segment in segments}
    is_whole = all(part(segment, "target") is not None for segment in segments)
    mark = next(iter(marks)) if len(marks) == 1 and is_whole else Mark.DOUBTFUL
    if not is_whole and not any(part(segment, "target") is not None for segment in segments):
        targets, mark = [], Mark.PLAIN
    filled = [source if target is None else target for source, target in zip(sources, targets, strict=False)]
    return sentence_in(DIALECT, key=element.get("id", ""), source=joined(sources), target=joined(filled), mark=mark)


def part(segment: Any, name: str) -> Any:
    """A segment's source or target; None when it has none."""
    return next((child for child in segment if local_name(child) == name), None)


def joined(parts: Sequence[Any]) -> Any:
    """The contents of several elements in one; None of none."""
    present = [one for one in parts if one is not None]
    if len(present) < 2:
        return present[0] if present else None
    whole = Element("joined")
    for one in present:
        holder = Element("mrk")
        holder.text = one.text
        holder.extend(list(one))
        whole.append(holder)
    return whole


def mark_of(segment: Any) -> Mark:
    """How sure the file is of a segment's target: section 4.3.1.40, `state`."""
    state = segment.get("state", "")
    if state == "initial":
        return Mark.DOUBTFUL
    return Mark.CONFIRMED if state in {"translated", "reviewed", "final"} else Mark.PLAIN
