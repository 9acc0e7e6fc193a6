"""The words of a listing: plain, short, and nothing in them by which a learner could be found. No database here."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from courses.countries import names_in
from learning.bundles.room.errors import ListingRefused
from learning.bundles.room.models import LONGEST_LINE, LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE, Kind, Topic
from learning.codes import LENGTH, read_code
from learning.plain_text import plain_lines, plain_text

SHOWN_FOR: Final = timedelta(days=365)  # at most
# What could be a learner code: eight signs, whole or in two halves, as people write them. Looks again from each word.
LIKE_A_CODE: Final = re.compile(rf"(?<!\w)(?=(\w{{{LENGTH // 2}}}[\s\-–—._]?\w{{{LENGTH // 2}}})(?!\w))")
LIKE_MAIL: Final = re.compile(r"\S@\S+\.\w")
LIKE_A_LINK: Final = re.compile(r"://|\bwww\.", re.IGNORECASE)
LIKE_A_NUMBER: Final = re.compile(r"(?:\d[\s().\-/]*){9,}")  # nine digits and more reach somebody's phone
WAYS: Final = re.compile(r"\S@\S+\.\w|(?:\d[\s().\-/]*){5,}|\w\.\w")  # an address, a number, a site: a contact has one


@dataclass(frozen=True)
class ListingFacts:
    """What a listing says."""

    kind: str
    topic: str
    title: str
    text: str
    contact: str
    shown_until: date
    languages: tuple[str, ...] = ()
    country: str = ""
    region: str = ""


def checked_facts(facts: ListingFacts, *, today: date) -> ListingFacts:
    """The facts as they are kept. Raises `ListingRefused`."""
    if facts.kind not in Kind.values or facts.topic not in Topic.values:
        raise ListingRefused(_("Say whether it is a need or an offer, and what it is about."), "kind")
    if not today <= facts.shown_until <= today + SHOWN_FOR:
        raise ListingRefused(_("Choose a last day between today and a year from now."), "shown_until")
    known = [code for code, _name in settings.LANGUAGES]
    if unknown := [code for code in facts.languages if code not in known]:
        raise ListingRefused(
            _("There is no language “%(code)s” here. Choose from the list.") % {"code": unknown[0][:20]}, "languages"
        )
    if facts.country and facts.country not in names_in("en"):
        raise ListingRefused(_("There is no country “%(code)s”. Choose from the list.") % {"code": facts.country[:20]}, "country")
    return replace(
        facts,
        title=about_nobody(sized(plain_text(facts.title), "title", most=LONGEST_TITLE), "title"),
        text=about_nobody(sized(plain_lines(facts.text), "text", most=LONGEST_TEXT), "text"),
        region=about_nobody(sized(plain_text(facts.region), "region", most=LONGEST_LINE, least=0), "region"),
        contact=checked_contact(facts.contact),
        languages=tuple(code for code in known if code in facts.languages),
    )


def sized(words: str, field: str, *, most: int, least: int = 1) -> str:
    """Words that are neither missing nor too long. Raises `ListingRefused`."""
    if not least <= len(words) <= most:
        raise ListingRefused(
            _("This needs between %(least)s and %(most)s characters; it has %(count)s.")
            % {"least": least, "most": most, "count": len(words)},
            field,
        )
    return words


def about_nobody(words: str, field: str) -> str:
    """Words without a learner's code, a mail address, a telephone number or a link. Raises `ListingRefused`."""
    if has_code(words):
        raise ListingRefused(_("This holds what could be a learner’s code. Nothing about learners stands on the board."), field)
    if any(found.search(words) for found in (LIKE_MAIL, LIKE_A_LINK, LIKE_A_NUMBER)):
        raise ListingRefused(
            _("This holds an address, a link or a telephone number. Write your institution’s own into the contact line only."),
            field,
        )
    return words


def has_code(words: str) -> bool:
    """Whether eight signs that follow each other are a learner code. Small letters without a digit are taken for words."""
    return any(
        read_code(found) and (found == found.upper() or any(char.isdigit() for char in found))
        for found in LIKE_A_CODE.findall(words)
    )


def checked_contact(typed: str) -> str:
    """One line by which the institution can be reached. Raises `ListingRefused`."""
    contact = sized(plain_text(typed), "contact", most=LONGEST_LINE)
    if has_code(contact):
        raise ListingRefused(_("This holds what could be a learner’s code. Nothing about learners stands on the board."), "contact")
    if not WAYS.search(contact):
        raise ListingRefused(_("Write a mail address, a telephone number or a site of your institution."), "contact")
    return contact


def checked_reason(typed: str) -> str:
    """Why something is refused, taken down or reported. Raises `ListingRefused`."""
    reason = plain_text(typed)
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise ListingRefused(
            _("Say why, in 1 to %(most)s characters; this has %(count)s.") % {"most": LONGEST_REASON, "count": len(reason)},
            "reason",
        )
    return about_nobody(reason, "reason")
