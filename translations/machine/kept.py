"""What of a machine's words may become a draft: nothing that `hostile` refuses, and every tag and placeholder of the source."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from django.utils.translation import gettext as _

from translations.hostile import Markup, refusals
from translations.words import plain

# {name}, {{ name }}, {1}, %(name)s, %s, %d, ${name}
PLACEHOLDER: Final = re.compile(r"\$?\{+\s*\w*\s*\}+|%\(\w+\)[a-z]|%[sd]\b")
LINK: Final = re.compile(r"https?://[^\s<>\"]+")


def doubts(source: str, reply: str) -> list[str]:
    """Why a sentence stays empty instead: parts of sentences, none when the reply is good enough for a draft."""
    if not plain(reply).strip() and not Markup(reply).problems:
        return [_("the machine gave no words")]
    if found := refusals(source, reply):
        return found
    if Markup(reply).tags != Markup(source).tags:
        return [_("its tags are not those of the source")]
    if pieces(PLACEHOLDER, reply) != pieces(PLACEHOLDER, source):
        return [_("its placeholders are not those of the source")]
    if pieces(LINK, reply) != pieces(LINK, source):
        return [_("its links are not those of the source")]
    if len(plain(reply)) > 4 * len(plain(source)) + 200:
        return [_("it is far longer than the source")]
    return []


def pieces(pattern: re.Pattern[str], sentence: str) -> Counter[str]:
    """How often each placeholder or link stands in a sentence."""
    return Counter(re.sub(r"\s", "", piece).rstrip(".,;:!?") for piece in pattern.findall(plain(sentence)))
