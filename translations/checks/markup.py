"""Checks of what is not words: placeholders and gaps, inline tags and links, numbers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from translations.checks.finding import Finding, Pair
from translations.hostile import Markup

# `%(name)s`, `{name}`, `{}`, and the gaps `{1}` of a question, which may be written with any script's digits.
PLACEHOLDER: Final = re.compile(r"%\([A-Za-z_]\w*\)[-#0+ ]*[\d.]*[a-zA-Z]|\{\s*\w*\s*\}")
# Digits with what stands between them: points, commas, apostrophes, and a space before three digits.
NUMBER: Final = re.compile(r"\d(?:[.,٫٬'’]?\d|[ \u00a0\u202f]\d{3}(?!\d))*")
ETHIOPIC: Final = re.compile("[\u1369-\u137c]+")
SAME_EMPHASIS: Final = {"strong": "b", "em": "i"}


def placeholders(pair: Pair) -> Iterator[Finding]:
    """Each placeholder and gap of the source stands in the translation as often, and no other does."""
    wanted, written = placeholders_in(pair.source), placeholders_in(pair.target)
    for name in wanted - written:
        yield Finding.of("placeholder", _("The placeholder %(name)s is missing. Put it where it belongs.") % {"name": name})
    for name in written - wanted:
        yield Finding.of("placeholder", _("The placeholder %(name)s is not in the source. Take it out.") % {"name": name})


def placeholders_in(words: str) -> Counter[str]:
    """Placeholder -> how often, digits of any script as 0–9."""
    return Counter(with_plain_digits(found).replace(" ", "") for found in PLACEHOLDER.findall(words))


def links_and_tags(pair: Pair) -> Iterator[Finding]:
    """Every link stays, once; bold and italic words stay, however many; line breaks stay, as many as there are lines."""
    wanted, written = tags_in(pair.sentence.source), tags_in(pair.sentence.target)
    for tag in sorted({*wanted, *written}):
        shown = f'<a id="{tag[2:]}">' if tag.startswith("a#") else f"<{tag}>"
        is_link = tag == "a" or tag.startswith("a#")
        if wanted[tag] > written[tag] and is_link:
            yield Finding.of("link", _("The link %(tag)s is missing. Put it around the words that lead there.") % {"tag": shown})
        elif wanted[tag] and not written[tag]:
            yield Finding.of("tag", _("The tag %(tag)s is missing. Put it around the same words.") % {"tag": shown})
        elif written[tag] and not wanted[tag]:
            yield Finding.of("tag", _("The tag %(tag)s is not in the source. Take it out.") % {"tag": shown})
        elif tag == "br" and written[tag] != wanted[tag]:
            numbers = {"wanted": wanted[tag] + 1, "written": written[tag] + 1}
            yield Finding.of("tag", _("The source has %(wanted)s lines, the translation %(written)s. Break it alike.") % numbers)


def tags_in(sentence: str) -> Counter[str]:
    """Tag, a link with its id (`a#a1`) -> how often. `<strong>` is `<b>`, `<em>` is `<i>`."""
    counted: Counter[str] = Counter()
    for tag, count in Markup(sentence).tags.items():
        counted[SAME_EMPHASIS.get(tag, tag)] += count
    return counted


def numbers(pair: Pair) -> Iterator[Finding]:
    """The numbers written in digits are the same, whatever the script and however thousands are parted."""
    if pair.is_list_of_answers:
        return
    wanted, written = numbers_in(pair.source), numbers_in(pair.target)
    gone, new = list((wanted - written).elements()), list((written - wanted).elements())
    if gone and new:
        named = {"gone": ", ".join(gone), "new": ", ".join(new)}
        yield Finding.of("number", _("The source has the number %(gone)s, the translation %(new)s. Is it the same?") % named)
    elif gone:
        yield Finding.of("number", _("The number %(numbers)s is missing, or written in words.") % {"numbers": ", ".join(gone)})
    elif new:
        yield Finding.of("number", _("The number %(numbers)s is not in the source.") % {"numbers": ", ".join(new)})


def numbers_in(words: str) -> Counter[str]:
    """Number as digits 0–9 without what parts them -> how often. Gaps and placeholders are no numbers."""
    without = ETHIOPIC.sub(lambda found: str(ethiopic_number(found.group())), PLACEHOLDER.sub(" ", words))
    return Counter("".join(filter(str.isdigit, found)) for found in NUMBER.findall(with_plain_digits(without)))


def with_plain_digits(words: str) -> str:
    """Arabic-Indic, Devanagari, Bengali and all other decimal digits as 0–9."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in words)


def ethiopic_number(signs: str) -> int:
    """What a number in Ethiopic signs counts: ፲፪ is 12, ፪፻ is 200, ፼ is 10,000."""
    total = part = 0
    for sign in signs:
        value = int(unicodedata.numeric(sign))
        if value < 100:
            part += value
        elif value == 100:
            part = max(part, 1) * 100
        else:
            total, part = total + max(part, 1) * value, 0
    return total + part
