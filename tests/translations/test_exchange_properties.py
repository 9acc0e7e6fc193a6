"""Whatever a sentence holds, its file gives it back: PO and both XLIFFs, source and target, read by us and by real tools."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage.po import pofile
from translate.storage.xliff import xlifffile
from translate.storage.xliff2 import Xliff2File

from translations.exchange.inline import as_html, canonical, pieces_of
from translations.exchange.page_file import PageOut, SentenceOut, Standing, key_of
from translations.exchange.po import write_po
from translations.exchange.taking_in import read_file
from translations.exchange.xliff import write_xliff
from translations.exchange.xliff2 import write_xliff2
from translations.hostile import refusals, without_line_breaks

WRITERS = {"po": write_po, "xliff": write_xliff, "xliff2": write_xliff2}
READERS: dict[str, Any] = {"po": pofile, "xliff": xlifffile, "xliff2": Xliff2File}
NASTY = st.sampled_from(
    [
        *("\\", '"', "\\n", "\\\\", "%s", "%(x)s", "{1}", "&", "<", ">", "]]>", "<!--", "'", "#~", "msgid", "#, fuzzy"),
        *("\u2028", "\u0085", "\t", "  ", "\xa0", "\u200f", "\u200d", "\u2066a\u2069", "e\u0301", "क्षि", "\u0651", "ﷺ"),
        *("😀", "👩\u200d👩\u200d👧", "ꬰ", "𞤀𞤣𞤤𞤢𞤥", "a" * 400),
    ]
)
TEXT = st.lists(NASTY | st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), max_size=12), max_size=6).map("".join)


@st.composite
def sentences(draw: Any) -> tuple[str, str]:
    """A source of the desk and a translation of it that the desk takes: the same tags, other words, in another order."""
    tags = draw(st.lists(st.sampled_from(["b", "i", "strong", "em", "a", "br"]), max_size=4))
    names = [f'a id="a{place}"' if tag == "a" else tag for place, tag in enumerate(tags, start=1)]

    def written(order: list[str]) -> str:
        made = [html.escape(draw(TEXT), quote=False)]
        for name in order:
            tag = name.split(" ", maxsplit=1)[0]
            inner = html.escape(draw(TEXT), quote=False)
            made.append("<br/>" if tag == "br" else f"<{name}>{inner}</{tag}>")
            made.append(html.escape(draw(TEXT), quote=False))
        return without_line_breaks("".join(made))

    return written(names), written(draw(st.permutations(names)))


def page_of(pairs: list[tuple[str, str]]) -> PageOut:
    """A page of sentences, each in its own place."""
    found = [
        SentenceOut(
            key=key_of(f"body.{place}.text", source),
            source=source,
            target=target,
            standing=Standing.TRANSLATED if target else Standing.EMPTY,
            group="",
            heading="",
            label="summary",
            notes=[source],
        )
        for place, (source, target) in enumerate(pairs)
    ]
    return PageOut(
        uuid=UUID(int=7),
        version="0123456789abcdef",
        address="course/lesson",
        title='A "title" & <more>',
        kind="lesson",
        source_language="en",
        language="ar",
        changed_at=datetime(2026, 11, 25, tzinfo=UTC),
        sentences=found,
    )


def usable(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Sentences that have words, and translations that the desk would take."""
    return [(source, "" if refusals(source, target) else target) for source, target in pairs if source]


@pytest.mark.parametrize("kind", sorted(WRITERS))
@settings(max_examples=150, deadline=None)
@given(pairs=st.lists(sentences(), min_size=1, max_size=5))
def test_every_sentence_comes_back(kind: str, pairs: list[tuple[str, str]]) -> None:
    pairs = usable(pairs)
    data = WRITERS[kind]([page_of(pairs)])
    assert data == WRITERS[kind]([page_of(pairs)])
    _kind, pages = read_file(data)
    came = [(canonical(one.source), canonical(one.target)) for one in pages[0].sentences]
    assert came == [(canonical(source), canonical(target)) for source, target in pairs]
    for one, (source, _target) in zip(pages[0].sentences, pairs, strict=True):
        assert one.key.endswith(key_of("", source)[1:])


@pytest.mark.parametrize("kind", sorted(WRITERS))
@settings(max_examples=100, deadline=None)
@given(pairs=st.lists(sentences(), min_size=1, max_size=4))
def test_every_sentence_comes_back_saved_by_translate_toolkit(kind: str, pairs: list[tuple[str, str]]) -> None:
    pairs = usable(pairs)
    data = bytes(READERS[kind].parsestring(WRITERS[kind]([page_of(pairs)])))
    _kind, pages = read_file(data)
    came = [(canonical(one.source), canonical(one.target)) for one in pages[0].sentences]
    assert came == [(canonical(source), canonical(target)) for source, target in pairs]


@settings(max_examples=200, deadline=None)
@given(pair=sentences())
def test_one_way_of_writing_a_sentence_is_enough(pair: tuple[str, str]) -> None:
    for sentence in pair:
        assert canonical(canonical(sentence)) == canonical(sentence)
        assert as_html(pieces_of(sentence)) == sentence


# --- the forms that the specifications ask for ------------------------------------------------------------------------------

PAIRS = [('A <b>bold <i>one</i></b>, <a id="a1">link</a><br/>end', '<a id="a1">م</a> <b>x <i>y</i></b><br/>'), ("Plain", "")]
FORM_1 = {
    "xliff": ({"version"}, ["file"]),
    "file": ({"original", "source-language", "target-language", "datatype", "product-name"}, ["header", "body"]),
    "header": (set(), ["note"]),
    "body": (set(), ["group", "trans-unit"]),
    "group": ({"id", "resname", "restype"}, ["trans-unit"]),
    "trans-unit": ({"id", "resname", "approved", "{http://www.w3.org/XML/1998/namespace}space"}, ["source", "target", "note"]),
    "source": (set(), ["g", "x"]),
    "target": ({"state"}, ["g", "x"]),
    "note": ({"from"}, []),
    "g": ({"id", "ctype"}, ["g", "x"]),
    "x": ({"id", "ctype"}, []),
}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
FORM_2 = {
    "xliff": ({"version", "srcLang", "trgLang"}, ["file"]),
    "file": ({"id", "original", "canResegment"}, ["notes", "group", "unit"]),
    "notes": (set(), ["note"]),
    "note": (set(), []),
    "group": ({"id", "name", "type"}, ["unit"]),
    "unit": ({"id", "name"}, ["notes", "segment"]),
    "segment": ({"state", "subState"}, ["source", "target"]),
    "source": ({SPACE}, ["pc", "ph"]),
    "target": ({SPACE}, ["pc", "ph"]),
    "pc": ({"id", "type", "subType"}, ["pc", "ph"]),
    "ph": ({"id", "type", "subType"}, []),
}
MIXED = {"source", "target", "g", "pc", "body", "file"}  # any order below these


@pytest.mark.parametrize(
    ("kind", "namespace", "form"),
    [
        ("xliff", "urn:oasis:names:tc:xliff:document:1.2", FORM_1),
        ("xliff2", "urn:oasis:names:tc:xliff:document:2.0", FORM_2),
    ],
)
def test_elements_attributes_and_their_order_are_those_of_the_specification(
    kind: str, namespace: str, form: dict[str, tuple[set[str], list[str]]]
) -> None:
    root = fromstring(WRITERS[kind]([page_of(PAIRS)]))
    ids = []
    for element in root.iter():
        assert element.tag.startswith(f"{{{namespace}}}")
        name = element.tag.rpartition("}")[2]
        known, below = form[name]
        assert set(element.attrib) <= known, name
        children = [child.tag.rpartition("}")[2] for child in element]
        assert set(children) <= set(below), name
        if name not in MIXED:
            assert children == sorted(children, key=below.index), name
        if name in {"trans-unit", "unit"}:
            ids.append(element.get("id"))
    assert len(ids) == len(set(ids)) == 2
    assert root[0].get("target-language", root.get("trgLang")) == "ar"


def test_an_xliff_code_has_the_number_of_the_one_it_translates() -> None:
    text = write_xliff([page_of(PAIRS)]).decode()
    assert (
        '<source>A <g id="1" ctype="bold">bold <g id="2" ctype="italic">one</g></g>, <g id="3" ctype="x-a-a1">link</g>'
        '<x id="4" ctype="lb"/>end</source>' in text
    )
    assert '<target state="translated"><g id="3" ctype="x-a-a1">م</g> <g id="1" ctype="bold">x <g id="2"' in text
