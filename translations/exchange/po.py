"""Pages as gettext's PO: one file for a page or a whole course, out and in.

`msgctxt` is the page's uuid and the sentence's key, so it is unique in the file. `#.` says where the sentence stands, `#:` names
the page. Drafts of machines are fuzzy. Headers: https://www.gnu.org/software/gettext/manual/html_node/Header-Entry.html
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from datetime import UTC
from typing import Final

import polib
from babel import Locale, UnknownLocaleError
from babel.messages.plurals import get_plural
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from translations.errors import ExchangeRefused
from translations.exchange.language_tags import gettext_name
from translations.exchange.page_file import Mark, PageIn, PageOut, SentenceIn, SentenceOut, Standing

PAGE_HEADER: Final = "X-Mwanga-Page"
ADVICE: Final = (
    "Mwanga, translation desk. Translate msgstr and take the fuzzy mark away where you are sure.\n"
    "Leave msgctxt, msgid and the headers that begin with X-Mwanga as they are: they say where each sentence belongs.\n"
    "A sentence left empty keeps the translation that the desk has; a fuzzy one is not taken."
)
# polib joins an entry's lines one by one: many of them would keep it busy for minutes. No sentence of ours has a hundred, a course
# of thirty lessons has about 25,000 in all.
MOST_LINES: Final = 2_000
MOST_LINES_IN_ALL: Final = 200_000


def write_po(pages: Sequence[PageOut]) -> bytes:
    """The file of pages of one language. The same sentences give the same bytes; its date is their last change."""
    po = polib.POFile(wrapwidth=0)
    po.header = ADVICE
    po.metadata = headers_of(pages)
    for page in pages:
        po.extend(entry_of(page, sentence) for sentence in page.sentences)
    return str(po).encode() + b"\n"


def headers_of(pages: Sequence[PageOut]) -> dict[str, str]:
    """The header's lines. No person is named in them."""
    first = pages[0]
    changed = max(page.changed_at for page in pages).astimezone(UTC)
    headers = {
        "Project-Id-Version": f"Mwanga {first.address}",
        "POT-Creation-Date": f"{changed:%Y-%m-%d %H:%M}+0000",
        "PO-Revision-Date": f"{changed:%Y-%m-%d %H:%M}+0000",
        "Last-Translator": "Mwanga translation desk",
        "Language-Team": gettext_name(first.language),
        "Language": gettext_name(first.language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(first.language),
        "X-Source-Language": gettext_name(first.source_language),
    }
    return headers | {f"{PAGE_HEADER}-{number:03}": f"{page.uuid} {page.version}" for number, page in enumerate(pages, start=1)}


def plural_forms(language: str) -> str:
    """Gettext's rule of plurals for a language; English's where nobody has written one down."""
    try:
        return str(get_plural(Locale.parse(to_locale(language))).plural_forms)
    except (UnknownLocaleError, ValueError):
        return "nplurals=2; plural=(n != 1);"


def entry_of(page: PageOut, sentence: SentenceOut) -> polib.POEntry:
    """One sentence with its context."""
    about = f"{page.kind.capitalize()} “{page.title}” · {sentence.place}"
    notes = [*sentence.notes, *(["Approved."] if sentence.standing == Standing.APPROVED else [])]
    return polib.POEntry(
        msgctxt=f"{page.uuid}/{sentence.key}",
        msgid=sentence.source,
        msgstr=sentence.target,
        comment="\n".join(" ".join(line.split()) for line in [about, *notes]),
        occurrences=[(page.address, "")],
        flags=["fuzzy"] if sentence.standing == Standing.DOUBTFUL else [],
    )


def read_po(data: bytes) -> list[PageIn]:
    """The pages of a PO file. Raises `ExchangeRefused` when it is none, or none of ours."""
    po = parsed(data)
    charset = re.search(r"charset=([\w-]+)", po.metadata.get("Content-Type", "charset=UTF-8"))
    if charset is None or charset[1].lower().replace("-", "") != "utf8":
        raise ExchangeRefused(
            _("The file says that it is written in %(charset)s. Save it in UTF-8 and send it again.")
            % {"charset": charset[1] if charset else "?"}
        )
    pages = pages_of(po)
    reasons = []
    for entry in po:
        if entry.obsolete:
            continue
        uuid, _slash, key = (entry.msgctxt or "").partition("/")
        if uuid not in pages or entry.msgid_plural:
            reasons.append(_("The entry “%(words)s” belongs to no page of this file.") % {"words": entry.msgid[:60]})
            continue
        mark = Mark.DOUBTFUL if entry.fuzzy else Mark.CONFIRMED
        pages[uuid].sentences.append(SentenceIn(key, entry.msgid, entry.msgstr, mark))
    if reasons:
        raise ExchangeRefused(*reasons)
    return list(pages.values())


def parsed(data: bytes) -> polib.POFile:
    """The file as polib reads it. Raises `ExchangeRefused`."""
    run = 0
    for total, line in enumerate(data.splitlines(), start=1):
        run = 0 if line.startswith(b"msgid") else run + 1
        if run > MOST_LINES or total > MOST_LINES_IN_ALL:
            raise ExchangeRefused(
                _("The file has more lines than a course can have, or one entry has (line %(line)s). Send it as it was exported.")
                % {"line": total}
            )
    # From a real file: of a string, polib would open the file that it names, and cut lines at more than line ends.
    with tempfile.NamedTemporaryFile(suffix=".po") as file:
        file.write(data)
        file.flush()
        try:
            return polib.pofile(file.name, encoding="utf-8")
        except (OSError, ValueError, IndexError, KeyError) as error:
            place = re.search(r"line (\d+)", str(error))
            raise ExchangeRefused(not_po(place[1] if place else "")) from error


def not_po(line: str) -> str:
    """The sentence for a file that no reader of PO understands."""
    if line:
        return _("The file is not a whole PO file: line %(line)s cannot be read. It may have been cut off on the way.") % {
            "line": line
        }
    return _("The file is neither PO nor XLIFF. Choose the file that was exported here and then translated.")


def pages_of(po: polib.POFile) -> dict[str, PageIn]:
    """uuid -> page without its sentences, from the headers. Raises `ExchangeRefused`."""
    language = po.metadata.get("Language", "")
    pages: dict[str, PageIn] = {}
    for name in sorted(po.metadata):
        if name.startswith(PAGE_HEADER):
            uuid, _space, version = po.metadata[name].partition(" ")
            if uuid in pages:
                raise ExchangeRefused(_("The file names the page %(page)s twice. Export it again.") % {"page": uuid[:40]})
            pages[uuid] = PageIn(uuid, version.strip(), language)
    if not pages:
        raise ExchangeRefused(
            _("The file does not say which page it is for: it has no header X-Mwanga-Page. Export it here and translate that file.")
        )
    return pages
