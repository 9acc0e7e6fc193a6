"""What never becomes part of a translation, whoever sends it: a form, a file, a machine.

Each refusal is a sentence. What is merely doubtful (a missing number, a term) is for `translations.checks`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from html.parser import HTMLParser
from typing import Final

from django.utils.translation import gettext as _

LONGEST: Final = 20_000  # characters; the longest card has about 2,000
# Override and embedding controls can make a sentence read as something else; isolates are closed and harmless.
DIRECTION_TRICKS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e")
ISOLATES: Final = "\u2066\u2067\u2068"
POP_ISOLATE: Final = "\u2069"
# Inline tags the desk hands to translators, and no others.
TAGS: Final = frozenset({"a", "b", "strong", "i", "em", "br", "sub", "sup", "u", "s", "small", "code"})
VOID: Final = frozenset({"br"})


class Markup(HTMLParser):
    """Reads a sentence's tags: which there are, in what order they close, and what is none."""

    def __init__(self, sentence: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.problems: list[str] = []
        self.open: list[str] = []
        self.feed(sentence)
        self.close()
        self.problems += [_("the tag <%(tag)s> is not closed") % {"tag": tag} for tag in self.open]
        if self.rawdata:
            self.problems.append(_("a “<” stands without its tag; write &lt; for the sign itself"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Counts a tag with its id."""
        if tag not in TAGS:
            self.problems.append(_("the tag <%(tag)s> is not allowed") % {"tag": tag[:20]})
            return
        if extra := [name for name, _value in attrs if name != "id"]:
            self.problems.append(_("the tag <%(tag)s> has “%(name)s”, which is not allowed") % {"tag": tag, "name": extra[0][:20]})
        name = tag + "".join(f"#{value}" for key, value in attrs if key == "id")
        self.tags[name] += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<br/>` is `<br>`."""
        self.handle_starttag(tag, attrs)
        if tag in TAGS - VOID:
            self.problems.append(_("the tag <%(tag)s> is empty") % {"tag": tag})
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Closes the tag opened last."""
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.problems.append(_("</%(tag)s> closes no open tag") % {"tag": tag[:20]})
            return
        self.open.pop()

    def handle_comment(self, data: str) -> None:
        """Comments are for nobody."""
        self.problems.append(_("it holds a comment"))

    def handle_decl(self, decl: str) -> None:
        """A document type inside a sentence."""
        self.problems.append(_("it holds a declaration"))

    def unknown_decl(self, data: str) -> None:
        """CDATA and the like."""
        self.problems.append(_("it holds a declaration"))

    def handle_pi(self, data: str) -> None:
        """`<?php`, `<?xml`."""
        self.problems.append(_("it holds an instruction for a program"))


def refusals(source: str, target: str) -> list[str]:
    """Why a sentence may not become the translation of another: parts of sentences, none when it may."""
    if len(target) > LONGEST:
        return [_("it has %(count)s characters, %(most)s are the most") % {"count": f"{len(target):,}", "most": f"{LONGEST:,}"}]
    found = control_signs(target)
    written = Markup(target)
    found += written.problems
    original = Markup(source).tags
    for tag in written.tags:
        if tag.partition("#")[0] == "a" and tag not in original:
            found.append(_("it has the link <%(tag)s>, which the source does not have") % {"tag": tag[:40]})
        elif written.tags[tag] > original[tag] and tag not in {"br", "b", "i", "em", "strong"}:
            found.append(_("it has the tag <%(tag)s> more often than the source") % {"tag": tag[:40]})
    return found


def control_signs(text: str) -> list[str]:
    """Invisible signs that turn the direction of text around or mean nothing in it. Entities count as the sign they stand for."""
    resolved = html.unescape(text)
    found = []
    if any(sign in DIRECTION_TRICKS for sign in resolved):
        found.append(_("it holds an invisible sign that turns the direction of the text (U+202A to U+202E); take it out"))
    depth = 0
    for sign in resolved:
        depth += sign in ISOLATES
        depth -= sign == POP_ISOLATE
        if depth < 0:
            break
    if depth:
        found.append(_("it holds an invisible sign of direction that is not closed (U+2066 to U+2069); take it out"))
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co"} and sign not in "\n\t" for sign in resolved):
        found.append(_("it holds control signs; take them out"))
    return found


def without_line_breaks(text: str) -> str:
    """A sentence as one line, as the desk keeps it: files fold long ones."""
    return re.sub(r"[ \t]*\r?\n[ \t]*", " ", text).strip()
