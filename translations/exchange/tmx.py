"""The translation memory as TMX 1.4b, the format in which translators' tools exchange what was translated before.

A unit's licence, its CC0 flag, its origin and its approval travel as <prop> of our own types; other tools keep those. Tags travel
as <bpt>, <ept> and <ph>. A file is taken in whole or not at all. Specification: https://www.gala-global.org/tmx-14b
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models.media import Licence
from translations.errors import ExchangeRefused
from translations.exchange.elements import Node, language_meant, read_entries, refuse
from translations.exchange.tmx_segment import escaped, seg_of, sentence_of
from translations.hostile import refusals
from translations.languages import SOURCE_LANGUAGE
from translations.memory import hash_of
from translations.models import MemoryUnit
from translations.roles import can_coordinate
from translations.words import plain

VERSION: Final = "1.4"
DATE: Final = "%Y%m%dT%H%M%SZ"
LONGEST_LICENCE: Final = 40
BATCH: Final = 500
Key = tuple[str, str, str, str]  # languages and hashes of a pair: it is remembered once


def export_tmx(units: QuerySet[MemoryUnit]) -> Iterator[str]:
    """A TMX file, piece by piece. The same units give the same bytes, in whichever database. A query per language pair."""
    pairs = sorted(set(units.values_list("source_language", "language")))
    sources = {source for source, _target in pairs}
    srclang = sources.pop() if len(sources) == 1 else "*all*"
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
    yield f'<tmx version="{VERSION}">\n<header creationtool="Mwanga" creationtoolversion="1" segtype="sentence" o-tmf="Mwanga" '
    yield f'adminlang="en" srclang="{srclang}" datatype="html"/>\n<body>\n'
    for source_language, language in pairs:
        written: dict[tuple[str, str], str] = {}
        for unit in units.filter(source_language=source_language, language=language).iterator(BATCH):
            segs = (seg_of(unit.source), seg_of(unit.target))
            text = tu_of(unit, *segs)
            # Two ways of writing one sentence (&quot; and ") are one unit in a file.
            written[segs] = min(text, written.get(segs, text))
        yield from (written[segs] for segs in sorted(written))
    yield "</body>\n</tmx>\n"


def tu_of(unit: MemoryUnit, source: str, target: str) -> str:
    """One <tu>."""
    props = {
        "x-origin": unit.origin,
        "x-licence": unit.licence,
        "x-cc0": "yes" if unit.is_cc0 else "no",
        "x-approved": "yes" if unit.is_approved else "no",
    }
    lines = [f'<prop type="{name}">{escaped(value)}</prop>' for name, value in props.items() if value]
    dates = f'creationdate="{date_of(unit.created_at)}" changedate="{date_of(unit.updated_at)}"'
    tuvs = [
        f'<tuv xml:lang="{code}"><seg>{seg}</seg></tuv>' for code, seg in ((unit.source_language, source), (unit.language, target))
    ]
    return "\n".join([f'<tu {dates} srclang="{unit.source_language}">', *lines, *tuvs, "</tu>\n"])


def date_of(moment: datetime) -> str:
    """`20261125T190500Z`: ISO 8601 as TMX wants it."""
    return moment.astimezone(UTC).strftime(DATE)


@dataclass
class TakenIn:
    """What came of a file: units that are new, known already, without words, and units per language we do not have."""

    added: int = 0
    known: int = 0
    empty: int = 0
    unknown_languages: Counter[str] = field(default_factory=Counter)


@dataclass
class Claims:
    """What whoever brings a file says about it: its name, the licence of what names none, whether its approvals are to be kept."""

    name: str
    licence: str = ""
    keep_approvals: bool = False


@transaction.atomic
def import_tmx(data: bytes, *, claims: Claims, by: Any) -> TakenIn:
    """Takes in a file. Raises `ExchangeRefused` with the reasons of all its units, and then none is kept.

    Pairs known already stay as they are. Units in languages we do not have, and empty ones, are left out and counted.
    """
    if not can_coordinate(by):
        raise ExchangeRefused(_("You may not import into the translation memory. Ask a coordinator."))
    reader = Reader(claims)
    read_entries(data, names=frozenset({"header", "tu"}), roots=frozenset({"tmx"}), take=reader.take)
    refuse([*licence_reasons(reader.without_licence), *reader.reasons])
    units = list(reader.units.values())
    if not units:
        others = ", ".join(sorted(reader.result.unknown_languages)) or "–"
        raise ExchangeRefused(
            _("The file has no unit in two of our languages. Its other languages are: %(languages)s.") % {"languages": others}
        )
    result = reader.result
    before = MemoryUnit.objects.count()
    for unit in units:
        unit.made_by = by
    MemoryUnit.objects.bulk_create(units, batch_size=BATCH, ignore_conflicts=True)
    result.added = MemoryUnit.objects.count() - before
    result.known = len(units) - result.added
    if result.added:
        keep_dates(reader.dates, since=reader.began)
    return result


def licence_reasons(count: int) -> list[str]:
    """A sentence for the units that name no licence, where whoever brings them named none either."""
    text = ngettext(
        "The file does not say under which licence %(count)s of its units may be used. Choose one and send it again.",
        "The file does not say under which licence %(count)s of its units may be used. Choose one and send it again.",
        count,
    )
    return [text % {"count": count}] if count else []


def keep_dates(dates: dict[Key, tuple[datetime, datetime]], *, since: datetime) -> None:
    """Gives the rows made just now the dates of the file; Django dates new rows by itself."""
    rows = []
    for row in MemoryUnit.objects.filter(created_at__gte=since).iterator(BATCH):
        found = dates.get((row.source_language, row.language, row.source_hash, row.target_hash))
        if found:
            row.created_at, row.updated_at = found
            rows.append(row)
    MemoryUnit.objects.bulk_update(rows, ["created_at", "updated_at"], batch_size=BATCH)


class Reader:
    """Turns <tu> elements into units, and notes what is wrong with them."""

    def __init__(self, claims: Claims) -> None:
        self.claims = claims
        self.srclang = SOURCE_LANGUAGE
        self.units: dict[Key, MemoryUnit] = {}
        self.dates: dict[Key, tuple[datetime, datetime]] = {}
        self.reasons: list[str] = []
        self.result = TakenIn()
        self.without_licence = 0
        self.began = timezone.now()

    def take(self, node: Node) -> None:
        """A header or a unit."""
        if node.name == "header":
            self.srclang = node.attributes.get("srclang") or SOURCE_LANGUAGE
            return
        source, targets = self.sides(node)
        if source is None:
            return
        props = {prop.attributes.get("type", ""): prop.text.strip() for prop in node.children("prop")}
        licence = props.get("x-licence") or self.claims.licence
        if len(licence) > LONGEST_LICENCE:
            why = _("the name of its licence is longer than %(most)s characters") % {"most": LONGEST_LICENCE}
            self.reasons.append(self.said(node, why))
        self.without_licence += not licence
        for language, target in targets:
            self.add(node, props, licence=licence, source=source, target=(language, target))

    def sides(self, node: Node) -> tuple[tuple[str, str] | None, list[tuple[str, str]]]:
        """(language, sentence) of the source, and of the translations in our languages."""
        srclang = node.attributes.get("srclang") or self.srclang
        found: dict[str, str] = {}
        for tuv in node.children("tuv"):
            tag = tuv.attributes.get("lang", "")
            language = language_meant(tag)
            if language is None:
                self.result.unknown_languages[tag[:20] or "?"] += 1
                continue
            seg = next(tuv.children("seg"), None)
            if seg is not None and (language not in found or tag.lower() == srclang.lower()):
                found[language] = sentence_of(seg)
        wanted = SOURCE_LANGUAGE if srclang == "*all*" else language_meant(srclang) or ""
        words = found.pop(wanted, "")
        if not words or not any(found.values()):
            self.result.empty += bool(found or words)
            return None, []
        return (wanted, words), [(language, target) for language, target in found.items() if target]

    def add(self, node: Node, props: dict[str, str], *, licence: str, source: tuple[str, str], target: tuple[str, str]) -> None:
        """Keeps a pair, or says why not."""
        problems = refusals(source[1], source[1]) or refusals(source[1], target[1])
        if problems:
            self.reasons.append(self.said(node, "; ".join(problems)))
            return
        unit = MemoryUnit(
            source_language=source[0],
            language=target[0],
            source=source[1],
            target=target[1],
            source_hash=hash_of(source[1]),
            target_hash=hash_of(target[1]),
            length=len(plain(source[1])),
            origin=(props.get("x-origin") or self.claims.name)[:255],
            licence=licence,
            is_cc0=props.get("x-cc0") == "yes" or licence == Licence.CC0,
            is_approved=self.claims.keep_approvals and props.get("x-approved") == "yes",
        )
        key = (unit.source_language, unit.language, unit.source_hash, unit.target_hash)
        self.units.setdefault(key, unit)
        if created := read_date(node.attributes.get("creationdate", "")):
            self.dates.setdefault(key, (created, read_date(node.attributes.get("changedate", "")) or created))

    def said(self, node: Node, why: str) -> str:
        """A whole sentence about one unit."""
        return _("Line %(line)s: the unit cannot be taken in: %(why)s.") % {"line": node.line, "why": why}


def read_date(text: str) -> datetime | None:
    """A date of TMX; None for none, and for what is none."""
    try:
        return datetime.strptime(text, DATE).replace(tzinfo=UTC)
    except ValueError:
        return None
