"""Children's names: first name and one letter, unless an institution attested that a guardian agrees (audience.md, P4)."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from learning.certificates.errors import NameRefused
from learning.certificates.names import short_form
from learning.consents import consent_of, is_child
from learning.models import Person


class NameChoice(NamedTuple):
    """Which form of a name the form offers: the short one first, and whether the whole one may be chosen."""

    is_short: bool
    may_be_whole: bool

    def form_of(self, printed: str, *, is_whole: bool) -> str:
        """The name as it will stand on the certificate, by what was chosen."""
        return printed if self.may_be_whole and (is_whole or not self.is_short) else short_form(printed)


def choice_for(person: Person | None) -> NameChoice:
    """What the form offers somebody. Four queries at most, two for those who told no age below a limit."""
    if person is None or not is_child(person):
        return NameChoice(is_short=False, may_be_whole=True)
    return NameChoice(is_short=True, may_be_whole=consent_of(person) is not None)


def may_show_whole_name(person: Person) -> bool:
    """Whether the whole name may stand on a certificate, and the holder may show it to strangers. Three queries at most."""
    return choice_for(person).may_be_whole


def refuse_whole_name(person: Person, printed: str) -> None:
    """Raises `NameRefused` for a child's whole name before a guardian has agreed."""
    if printed != short_form(printed) and not may_show_whole_name(person):
        raise NameRefused(
            _("At your age your first name and one letter stand on a certificate: “%(name)s”.") % {"name": short_form(printed)}
        )
