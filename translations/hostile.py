"""What never becomes part of a translation, whoever sends it: a form, a file, a machine.

Each refusal is a sentence. What is merely doubtful (a missing number, a term) is for `translations.checks`.
"""

from __future__ import annotations

import html
import re
import sys
import unicodedata
from collections import Counter
from html.parser import HTMLParser
from typing import Final

from django.utils.translation import gettext as _
from wagtail_localize.strings import StringValue

LONGEST: Final = 20_000  # characters; the longest card has about 2,000
# Override and embedding controls can make a sentence read as something else; isolates are closed and harmless.
DIRECTION_TRICKS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e")
ISOLATES: Final = "\u2066\u2067\u2068"
POP_ISOLATE: Final = "\u2069"
# Signs that show nothing and mean nothing in a sentence: separators of lines and paragraphs, the byte order mark, signs for
# annotations, deprecated signs of format, and tags, with which words can be hidden from people and shown to programs.
INVISIBLE: Final = re.compile("[\u2028\u2029\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
NUMBERED: Final = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}))")
# No script puts more marks on one letter (Arabic and Bengali: four); a pile of them covers the lines around it.
MOST_MARKS: Final = 6
# Inline tags the desk hands to translators, and no others.
TAGS: Final = frozenset({"a", "b", "strong", "i", "em", "br", "code"})
VOID: Final = frozenset({"br"})
# A “<” that a reader of HTML may take for the beginning of a tag, and what a whole tag looks like.
BEGINS_TAG: Final = re.compile("<[a-zA-Z/!?]")
ATTRIBUTE: Final = r"""\s+[^\s<>=/"']+(?:=(?:"[^"<>]*"|'[^'<>]*'|[^\s<>="'`]+))?"""
WHOLE_TAG: Final = re.compile(rf"</?[a-zA-Z][a-zA-Z0-9]*(?:{ATTRIBUTE})*\s*/?>")
EMPHASIS: Final = frozenset({"b", "i", "em", "strong"})
DEEPEST: Final = 6  # tags inside each other; whoever reads a thousand of them runs out of stack


class Markup(HTMLParser):
    """Reads a sentence's tags: which there are, in what order they close, and what is none."""

    def __init__(self, sentence: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.problems: list[str] = []
        self.open: list[str] = []
        self.pieces: list[str] = []
        self.feed(sentence)
        self.close()
        self.problems += [_("the tag <%(tag)s> is not closed") % {"tag": tag} for tag in self.open]

    @property
    def words(self) -> str:
        """The sentence without its tags, entities resolved, a line break for `<br>`: what the page shows."""
        return "".join(self.pieces)

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Counts a tag with its id."""
        if tag not in TAGS:
            self.problems.append(_("the tag <%(tag)s> is not allowed") % {"tag": tag[:20]})
            return
        if extra := [name for name, _value in attrs if name != "id"]:
            self.problems.append(_("the tag <%(tag)s> has “%(name)s”, which is not allowed") % {"tag": tag, "name": extra[0][:20]})
        name = tag + "".join(f"#{value}" for key, value in attrs if key == "id")
        self.tags[name] += 1
        if tag in VOID:
            self.pieces.append("\n")
            return
        if tag == "a" and "a" in self.open:
            self.problems.append(_("it has a link inside a link"))
        if len(self.open) == DEEPEST:
            self.problems.append(_("more than %(most)s tags stand inside each other") % {"most": DEEPEST})
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


def refusals(source: str, target: str) -> list[str]:
    """Why a sentence may not become the translation of another: parts of sentences, none when it may."""
    if len(target) > LONGEST:
        return [_("it has %(count)s characters, %(most)s are the most") % {"count": f"{len(target):,}", "most": f"{LONGEST:,}"}]
    found = [*control_signs(target), *loose_signs(target)]
    if found:
        return found
    written, original = Markup(target), Markup(source)
    if written.problems:
        return list(dict.fromkeys(written.problems))
    for tag, count in written.tags.items():
        if tag.partition("#")[0] == "a" and tag not in original.tags:
            found.append(_("it has the link <%(tag)s>, which the source does not have") % {"tag": tag[:40]})
        elif count > original.tags[tag] and tag not in EMPHASIS:
            found.append(_("it has the tag <%(tag)s> more often than the source") % {"tag": tag[:40]})
    if target and not shows_something(written.words) and shows_something(original.words):
        found.append(_("it shows no letter, digit or sign; to take a translation away, leave it empty"))
    return found or misread(target, written)


def misread(target: str, written: Markup) -> list[str]:
    """Two readers must agree on what a sentence is: ours, and the one that builds the page."""
    try:
        again = Markup(StringValue.from_translated_html(target).data)
    except ValueError as error:
        return [str(error)]
    if (again.tags, again.words) == (written.tags, written.words):
        return []
    return [_("it can be read in two ways; write &amp; for the sign “&” itself and &lt; for “<”")]


def loose_signs(text: str) -> list[str]:
    """A “<” that begins something and is no whole tag: readers of HTML, and their versions, do not agree on those."""
    begins = [found.start() for found in BEGINS_TAG.finditer(text) if not WHOLE_TAG.match(text, found.start())]
    if any(text[start + 1] in "!?" for start in begins):
        return [_("it holds a comment, a declaration or an instruction for a program")]
    return [_("a “<” stands without its tag; write &lt; for the sign itself")] if begins else []


def shows_something(words: str) -> bool:
    """Whether words have anything that is seen."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in words)


def control_signs(text: str) -> list[str]:
    """Signs that turn the direction of text around, hide in it or cover what is near. Entities count as what they stand for."""
    resolved = html.unescape(text)
    signs = set(resolved) | {sign_of(hexadecimal, decimal) for hexadecimal, decimal in NUMBERED.findall(text)}
    found = []
    if signs & DIRECTION_TRICKS:
        found.append(_("it holds an invisible sign that turns the direction of the text (U+202A to U+202E); take it out"))
    if not closes_its_isolates(resolved):
        found.append(_("it holds an invisible sign of direction that is not closed (U+2066 to U+2069); take it out"))
    if any(is_control(sign) for sign in signs):
        found.append(_("it holds control signs; take them out"))
    marks = 0
    for sign in resolved:
        marks = marks + 1 if unicodedata.category(sign)[0] == "M" else 0
        if marks > MOST_MARKS:
            found.append(_("it has more than %(most)s marks on one letter") % {"most": MOST_MARKS})
            break
    return found


def closes_its_isolates(text: str) -> bool:
    """Whether each sign that opens a run of another direction is closed, and none closes what is not open."""
    depth = 0
    for sign in text:
        depth += (sign in ISOLATES) - (sign == POP_ISOLATE)
        if depth < 0:
            return False
    return depth == 0


def sign_of(hexadecimal: str, decimal: str) -> str:
    """The sign that `&#x…` or `&#…` names, whatever Python's own reader makes of it; NUL for what is no sign."""
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(number) if number <= sys.maxunicode else "\0"


def is_control(sign: str) -> bool:
    """Whether a sign belongs in no sentence: controls, halves of signs, private ones, signs that will never be, invisible ones."""
    if sign in "\n\t":
        return False
    if unicodedata.category(sign) in {"Cc", "Cs", "Co"} or INVISIBLE.match(sign):
        return True
    return 0xFDD0 <= ord(sign) <= 0xFDEF or ord(sign) & 0xFFFE == 0xFFFE


def without_line_breaks(text: str) -> str:
    """A sentence as one line, as the desk keeps it: files fold long ones."""
    return re.sub(r"[ \t]*\r?\n[ \t]*", " ", text).strip()
