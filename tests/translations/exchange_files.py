"""Files as translators' tools make them: exported here, filled by the tool's own API, saved by the tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polib
from translate.storage.placeables.strelem import StringElem
from translate.storage.po import pofile
from translate.storage.xliff import xlifffile
from translate.storage.xliff2 import Xliff2File
from wagtail_localize.models import StringTranslation, Translation

from translations.exchange.page_file import pages_out
from translations.exchange.po import write_po
from translations.exchange.taking_in import TakenIn, take_in
from translations.exchange.xliff import write_xliff
from translations.exchange.xliff2 import write_xliff2
from translations.models import MemoryUnit, TranslationState

Targets = Callable[[str], str]
WRITERS = {"po": write_po, "xliff": write_xliff, "xliff2": write_xliff2}


def exported(kind: str, *translations: Translation) -> bytes:
    """A file of pages."""
    return WRITERS[kind](pages_out(translations))


def sent(data: bytes | str, *translations: Translation, person: Any) -> TakenIn:
    """A file taken in."""
    return take_in(data.encode() if isinstance(data, str) else data, translations=translations, person=person)


def filled_by_polib(data: bytes, targets: Targets, folder: Path) -> bytes:
    """A PO file filled and saved by polib, lines folded as it likes."""
    path = folder / "file.po"
    path.write_bytes(data)
    po = polib.pofile(str(path))
    for entry in po:
        entry.msgstr = targets(entry.msgid)
    po.wrapwidth = 60
    po.save()
    return path.read_bytes()


def filled_by_toolkit_po(data: bytes, targets: Targets, folder: Path) -> bytes:
    """A PO file filled and saved by translate-toolkit."""
    store = pofile.parsestring(data)
    for unit in store.units:
        if unit.istranslatable():
            unit.target = targets(str(unit.source))
    return bytes(store)


def filled_by_toolkit_xliff(data: bytes, targets: Targets, folder: Path) -> bytes:
    """An XLIFF 1.2 file filled and saved by translate-toolkit; inline codes are copied with the words around them."""
    return filled_rich(xlifffile.parsestring(data), targets)


def filled_by_toolkit_xliff2(data: bytes, targets: Targets, folder: Path) -> bytes:
    """An XLIFF 2.1 file filled and saved by translate-toolkit."""
    return filled_rich(Xliff2File.parsestring(data), targets)


def filled_rich(store: Any, targets: Targets) -> bytes:
    """Puts words into the leaves of copies of the sources, so that the codes stay between them."""
    for unit in store.units:
        rich = unit.rich_source[0].copy()
        for leaf in rich.flatten():
            leaf.sub = [StringElem(targets(str(part))) if str(part).strip() else part for part in leaf.sub]
        unit.rich_target = [rich]
    return bytes(store)


TOOLS: Mapping[str, tuple[str, Callable[[bytes, Targets, Path], bytes]]] = {
    "polib": ("po", filled_by_polib),
    "toolkit-po": ("po", filled_by_toolkit_po),
    "toolkit-xliff": ("xliff", filled_by_toolkit_xliff),
    "toolkit-xliff2": ("xliff2", filled_by_toolkit_xliff2),
}


def everything_stored() -> tuple[Any, ...]:
    """All that taking in a file may change."""
    return (
        sorted(StringTranslation.objects.values_list("pk", "data", "translation_type", "tool_name", "updated_at")),
        sorted(MemoryUnit.objects.values_list("pk", "source", "target", "updated_at")),
        sorted(TranslationState.objects.values_list("pk", "stage", "translated", "words_left", "updated_at")),
    )
