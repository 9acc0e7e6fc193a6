"""The glossary as TBX-Basic (ISO 30042:2019) in DCA style, the format of terminology tools.

One concept a term and language pair. What is approved is a preferred term; a term that is not translated is the same word in the
target language, marked `do-not-translate` as a subset. Read are DCA, DCT and the older TBX of 2008 (<martif>).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from translations.exchange.elements import Node, language_meant, read_entries
from translations.exchange.term_rows import Reason, TermRow, TermsTakenIn, rows_of, take_in
from translations.exchange.tmx_segment import NOT_XML
from translations.glossary import one_line
from translations.languages import SOURCE_LANGUAGE
from translations.models import GlossaryTerm

KEPT: Final = "do-not-translate"
PREFERRED: Final = "preferredTerm-admn-sts"
ADMITTED: Final = "admittedTerm-admn-sts"
HEADER: Final = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="{language}" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><sourceDesc><p>Glossary of Mwanga</p></sourceDesc></fileDesc></tbxHeader>
<text><body>
"""
FOOTER: Final = "</body></text>\n</tbx>\n"


def export_tbx(terms: Iterable[GlossaryTerm]) -> str:
    """A TBX file. The same terms give the same bytes."""
    rows = rows_of(terms)
    languages = {row.source_language for row in rows}
    header = HEADER.format(language=languages.pop() if len(languages) == 1 else SOURCE_LANGUAGE)
    return header + "".join(concept(number, row) for number, row in enumerate(rows, start=1)) + FOOTER


def concept(number: int, row: TermRow) -> str:
    """One <conceptEntry>."""
    kept = f'<admin type="projectSubset">{KEPT}</admin>' if row.is_kept else ""
    status = PREFERRED if row.is_approved else ADMITTED
    note = f"<note>{written(row.note)}</note>" if row.note else ""
    return (
        f'<conceptEntry id="c{number}">\n'
        f'<langSec xml:lang="{row.source_language}"><termSec><term>{written(row.term)}</term></termSec></langSec>\n'
        f'<langSec xml:lang="{row.language}"><termSec><term>{written(row.translation or row.term)}</term>'
        f'<termNote type="administrativeStatus">{status}</termNote>{kept}{note}</termSec></langSec>\n'
        "</conceptEntry>\n"
    )


def written(text: str) -> str:
    """Words as XML."""
    return escape(NOT_XML.sub("", text))


def import_tbx(data: bytes, *, by: Any) -> TermsTakenIn:
    """Takes in a file. Raises `ExchangeRefused` with a sentence for every entry that cannot be, and then none is saved."""
    rows, reasons = read_tbx(data)
    return take_in(rows, by=by, reasons=reasons)


def read_tbx(data: bytes) -> tuple[list[TermRow], list[Reason]]:
    """The terms of a file, and what is wrong with others. Raises `ExchangeRefused` for what is no such file."""
    reader = Reader()
    names = frozenset({"conceptEntry", "termEntry"})
    read_entries(data, names=names, roots=frozenset({"tbx", "martif"}), take=reader.take)
    return reader.rows, reader.reasons


class Reader:
    """Turns concepts into rows: the first term of the source language, and the best term of each other language of ours."""

    def __init__(self) -> None:
        self.rows: list[TermRow] = []
        self.reasons: list[Reason] = []

    def take(self, entry: Node) -> None:
        """One concept. Languages we do not have are left out."""
        found: dict[str, Node] = {}
        for section in entry.children("langSec", "langSet"):
            language = language_meant(section.attributes.get("lang", ""))
            term = best_term(section)
            if language and term and language not in found:
                found[language] = term
        source_language = SOURCE_LANGUAGE if SOURCE_LANGUAGE in found else next(iter(found), "")
        source = found.pop(source_language, None)
        if source is None or not found:
            self.reasons.append((entry.line, _("the concept has no term in two of our languages.")))
            return
        for language, section in found.items():
            self.add(section, language, entry=entry, source=(source_language, term_of(source)))

    def add(self, section: Node, language: str, *, entry: Node, source: tuple[str, str]) -> None:
        """The row of one language of a concept."""
        is_kept = any(KEPT in node.text for node in section.descendants("admin", "projectSubset"))
        notes = [one_line(node.text) for node in section.children("note")] or [
            one_line(node.text) for node in entry.children("note")
        ]
        self.rows.append(
            TermRow(
                line=section.line,
                source_language=source[0],
                language=language,
                term=source[1],
                translation="" if is_kept else term_of(section),
                is_kept=is_kept,
                note=" ".join(notes),
                is_approved=PREFERRED in status_of(section),
            )
        )


def best_term(section: Node) -> Node | None:
    """The <termSec> of a language that is preferred, or its first one. In TBX of 2008 it is a <tig> or <ntig>."""
    terms = [node for node in section.children("termSec", "tig", "ntig") if term_of(node)]
    return next((node for node in terms if PREFERRED in status_of(node)), terms[0] if terms else None)


def term_of(section: Node) -> str:
    """The words of a term."""
    return one_line(next((node.text for node in section.descendants("term")), ""))


def status_of(section: Node) -> str:
    """The administrative status of a term: `<termNote type=…>` in DCA, an element of that name in DCT."""
    notes = [node.text for node in section.descendants("termNote") if node.attributes.get("type") == "administrativeStatus"]
    return " ".join([*notes, *(node.text for node in section.descendants("administrativeStatus"))])
