"""Patterns that a library brings along are run only when they cannot take long (the paper, 3.7).

Python's `re` has no limit of its own. Taken is a line of single characters, classes and escapes, each with a quantifier or
none: no group, no
alternative, and so few open-ended quantifiers that a value of 255 characters costs some ten thousand steps at most.
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST_VALUE = 255
LONGEST_PATTERN = 200
MOST_NEAR = 3
"""Quantifiers such as `?`: each may double the work."""
_ATOM = re.compile(
    r"(?P<class>\[\^?(?:[^\[\]\\&|~]|\\[\\/dwsntr.^$*+?()\[\]{}|-]){1,100}\])"
    r"|(?P<escape>\\[\\/dDwWsSntr.^$*+?()\[\]{}|:-])"
    r"|(?P<plain>[^\\^$*+?()\[\]{}|])"
)
_QUANTIFIER = re.compile(r"[*+?]|\{(\d{1,3})(?:(,)(\d{0,3}))?\}", re.ASCII)


@lru_cache(maxsize=512)
def compiled(pattern: str, modifiers: str = "") -> re.Pattern[str] | None:
    """The pattern, or None for one that is not on the list of forms above. Of modifiers only `i` (and the needless `g`,
    `u`) is known."""
    if len(pattern) > LONGEST_PATTERN or set(modifiers) - set("giu"):
        return None
    start, end = pattern.startswith("^"), pattern.endswith("$") and not pattern.endswith("\\$")
    inner = pattern[1 if start else 0 : -1 if end else None]
    written = _linear(inner, open_ended=2 if start else 1)
    if written is None:
        return None
    try:
        return re.compile(
            (r"\A" if start else "") + written + (r"\Z" if end else ""), re.ASCII | (re.IGNORECASE if "i" in modifiers else 0)
        )
    except (re.error, OverflowError):
        return None


def _linear(inner: str, *, open_ended: int) -> str | None:
    """The same text when it is a line of atoms with at most so many quantifiers that reach far; else None."""
    place, far, near = 0, 0, 0
    while place < len(inner):
        atom = _ATOM.match(inner, place)
        if atom is None:
            return None
        place = atom.end()
        quantifier = _QUANTIFIER.match(inner, place)
        if quantifier is not None:
            spread = _spread(quantifier)
            far, near = far + (spread > 1), near + (spread == 1)
            place = quantifier.end()
    return inner if far <= open_ended and near <= MOST_NEAR else None


def _spread(quantifier: re.Match[str]) -> int:
    """Between how many lengths it chooses: 0 for `{4}`, 1 for `?` and `{1,2}`, 2 for all that reaches further."""
    least, comma, most = quantifier.groups()
    if least is None:
        return 1 if quantifier.group() == "?" else 2
    if not comma:
        return 0
    return min(2, max(0, int(most) - int(least))) if most else 2


def accepts(pattern: str, modifiers: str, value: str) -> bool | None:
    """Whether the value holds to the pattern; None when it was not asked: a pattern of another form, or too long a value."""
    known = compiled(pattern, modifiers)
    if known is None or len(value) > LONGEST_VALUE:
        return None
    return known.search(value) is not None
