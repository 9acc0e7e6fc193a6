"""The staff of a partner institution: a partner adds facilitators and takes them away.

Institutions themselves, and who is a partner, are entered by administrators in the CMS (`learning/wagtail_hooks.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from learning.errors import StaffRefused
from learning.models import Institution, InstitutionStaff, Person, StaffRole
from learning.staff_log import note_action
from learning.staff_roles import new_password

USERNAME: Final = re.compile(r"[\w.@+-]{3,60}")


@dataclass(frozen=True)
class FirstPassword:
    """A new account, and the password that is shown once."""

    username: str
    password: str


@transaction.atomic
def add_facilitator(*, actor: Person, institution: Institution, username: str) -> Person:
    """Somebody with an account becomes a facilitator of the institution; who is one already stays so. Raises `StaffRefused`."""
    person = Person.objects.staff().filter(username=username.strip(), is_active=True).first()
    if person is None:
        raise StaffRefused(
            _("Nobody signs in with the name “%(name)s”. Compare it, or make a new account.") % {"name": username.strip()[:60]}
        )
    _row, is_new = InstitutionStaff.objects.get_or_create(institution=institution, person=person, role=StaffRole.FACILITATOR)
    if is_new:
        note_action("add_facilitator", actor=actor, institution=institution, person=person, detail=str(person.username))
    return person


def make_facilitator(*, actor: Person, institution: Institution, username: str) -> FirstPassword:
    """A new account for a facilitator of the institution, with a random password. Raises `StaffRefused`."""
    name = username.strip()
    if not USERNAME.fullmatch(name):
        raise StaffRefused(_("A name to sign in with has 3 to 60 letters, digits or . @ + - _ and no spaces."))
    password = new_password()
    try:
        with transaction.atomic():
            person = Person.objects.create_user(username=name, password=password, is_given=True)
            InstitutionStaff.objects.create(institution=institution, person=person, role=StaffRole.FACILITATOR)
            note_action("make_facilitator", actor=actor, institution=institution, person=person, detail=name)
    except IntegrityError as error:
        raise StaffRefused(
            _("The name “%(name)s” is taken. Add that person without a new account, or choose another name.") % {"name": name}
        ) from error
    return FirstPassword(name, password)


@transaction.atomic
def take_facilitator_away(*, actor: Person, institution: Institution, staff: InstitutionStaff) -> None:
    """Somebody is no facilitator of the institution any more and leads none of its classes. The account stays."""
    if staff.institution_id != institution.pk or staff.role != StaffRole.FACILITATOR:
        raise StaffRefused(_("There is no such facilitator in this institution."))
    person = staff.person
    staff.delete()
    name = str(person.username)
    for cohort in person.leads.filter(institution=institution):
        cohort.facilitators.remove(person)
        note_action("take_facilitator_away", actor=actor, cohort=cohort, person=person, detail=name)
    note_action("take_facilitator_away", actor=actor, institution=institution, person=person, detail=name)
