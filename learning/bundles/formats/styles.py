"""The part of a style sheet that a page needs: where a page must carry it all, every rule it has no use for is weight."""

from __future__ import annotations

import re
from typing import Final

COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
# A rule without rules in it; what stands in quotes may hold braces.
RULE: Final = re.compile(r'([^{}"@;]+)\{((?:"[^"]*"|[^{}"])*)\}')
CLASS: Final = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
WORD: Final = re.compile(r"[\w-]+")


def needed_rules(sheet: str, page: str) -> str:
    """The sheet without selectors for classes that the page, its scripts included, never names.

    Pictures written into it hold ends of tags; inside a page one of those would end the sheet, so they are written otherwise.
    """
    named = set(WORD.findall(page))

    def kept(rule: re.Match[str]) -> str:
        selectors = [one for one in rule[1].split(",") if named.issuperset(CLASS.findall(one))]
        return f"{','.join(selectors).strip()}{{{rule[2]}}}" if selectors else ""

    return re.sub(r"\s*\n\s*", "", RULE.sub(kept, COMMENT.sub("", sheet))).replace("</", "%3c/")
