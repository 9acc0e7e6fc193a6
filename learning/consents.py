"""A guardian's consent: below which age a country asks for it, of whom, and what an institution attests or takes back.

Kept is that an institution said yes, when, and who of its staff; never who the guardian is (audience.md P4).
"""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.errors import ConsentRefused
from learning.models import AgeBand, ConsentAge, GuardianConsent, LearnerFacts, Membership, Person
from learning.models.institution import AGE_WHERE_UNKNOWN
from learning.staff_log import note_action

# The youngest age of each band: if it lies below the limit, some of the band are children there, and all are asked.
YOUNGEST: Final = {
    AgeBand.UNDER_13.value: 0,
    AgeBand.TEENS.value: 13,
    AgeBand.YOUNG.value: 18,
    AgeBand.ADULT.value: 25,
    AgeBand.OLDER.value: 35,
}


def age_limit_in(country: str) -> int:
    """Below which age a country asks for consent; the strictest where nothing is known. One query, or none."""
    row = ConsentAge.objects.filter(country=country.upper()).first() if country else None
    return row.age if row else AGE_WHERE_UNKNOWN


def asks_for_consent(age_band: str, *, limit: int) -> bool:
    """Whether a learner of this band needs a guardian's consent. Who told no age is not asked for one here. Pure."""
    return age_band in YOUNGEST and YOUNGEST[age_band] < limit


def age_limit_for(member: Membership) -> int | None:
    """The limit that holds for a member who needs a guardian's consent; None for all others.

    The country is the learner's own or else the institution's. Two queries at most.
    """
    facts = getattr(member.person, "facts", None)
    if facts is None or not facts.age_band:
        return None
    limit = age_limit_in(facts.country or member.cohort.institution.country)
    return limit if asks_for_consent(facts.age_band, limit=limit) else None


def is_child(person: Person) -> bool:
    """Whether somebody told an age below the limit of their country, or else of a class's; the strictest where neither is known.

    Who told no age is taken for grown. One query; for those who told an age one or two more.
    """
    facts = LearnerFacts.objects.filter(person=person).exclude(age_band="").first()
    if facts is None:
        return False
    rows = [] if facts.country else Membership.objects.filter(person=person, left_at=None).select_related("cohort__institution")
    countries = [row.cohort.institution.country for row in rows] or [facts.country]
    return any(asks_for_consent(facts.age_band, limit=age_limit_in(country)) for country in countries)


def consent_of(person: Person) -> GuardianConsent | None:
    """The consent in force. One query."""
    return person.consents.filter(withdrawn_at=None).select_related("institution").first()


def awaits_consent(person: Person) -> bool:
    """Whether a certificate waits for a guardian: somebody told an age below the limit, is in a class that could attest, none did.

    Who is in no class has nobody who could attest, and is not kept waiting. One query; for children some more.
    """
    rows = Membership.objects.filter(person=person, left_at=None, cohort__institution__is_active=True)
    told = rows.filter(person__facts__age_band__gt="").select_related("person__facts", "cohort__institution")
    return any(age_limit_for(row) is not None for row in told) and consent_of(person) is None


@transaction.atomic
def attest_consent(*, actor: Person, member: Membership) -> GuardianConsent:
    """The institution of the class says that a guardian has agreed; saying it again changes nothing. Raises `ConsentRefused`."""
    Person.objects.select_for_update().get(pk=member.person_id)
    known = consent_of(member.person)
    if known:
        return known
    limit = age_limit_for(member)
    if limit is None:
        raise ConsentRefused(_("No consent is needed: this learner has not told an age below the limit of the country."))
    consent = GuardianConsent.objects.create(
        person=member.person, institution=member.cohort.institution, attested_by=actor, below_age=limit
    )
    note_action("attest_consent", actor=actor, cohort=member.cohort, person=member.person, detail=str(member.seat))
    return consent


@transaction.atomic
def withdraw_consent(*, actor: Person, member: Membership) -> None:
    """Takes back what this institution attested; what others attested stays. Raises `ConsentRefused` when there is nothing."""
    now = timezone.now()
    rows = member.person.consents.filter(institution=member.cohort.institution, withdrawn_at=None)
    if not rows.update(withdrawn_at=now):
        raise ConsentRefused(_("There is no consent that this institution could take back."))
    note_action("withdraw_consent", actor=actor, cohort=member.cohort, person=member.person, detail=str(member.seat))
